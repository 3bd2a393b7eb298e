import Forms
import Raster
import Testing

/// Tables and squared paper have frames and boxes; what goes on beyond them is no form of ours.
@Suite struct TableTests {
  /// One undivided area on an A4 page, beside marks or alone.
  private static func area(marks: [Rect<FormSpace>] = []) -> FormTemplate {
    FormTemplate(
      name: "area", pageWidth: 210, pageHeight: 297,
      fields: [
        FieldTemplate(
          name: "number", format: TestForms.single.fields[0].format,
          place: .area(Rect(x: 110, y: 40, width: 60, height: 12)), charset: .digits)
      ], marks: marks)
  }

  private static let cell = Rect<FormSpace>(x: 110, y: 40, width: 60, height: 12)

  @Test("a table's cell of a frame's size is not the frame; the frame alone is")
  func cell() {
    let form = Self.area()
    var page = TestPage(form, dpi: 200, degrees: 0.5)
    page.outline(Self.cell)
    let registrar = Registrar(forms: [form])
    #expect(registrar.register(.grey(page.image), resolution: nil).isIdentified)
    for x in [25.0, 80, 110, 170, 190] {
      page.line(Point(x: x, y: 30), Point(x: x, y: 120), width: 0.25)
    }
    for y in [30.0, 40, 52, 90, 120] { page.line(Point(x: 25, y: y), Point(x: 190, y: y), width: 0.25) }
    let report = registrar.examine(.grey(page.image), resolution: nil)
    #expect(!report.verdict.isIdentified)
    let isContinued = report.candidates.contains { candidate in
      candidate.faults.contains { if case .continued = $0 { true } else { false } }
    }
    #expect(isContinued)
  }

  @Test("a frame is found though writing touches its long sides all along", arguments: [0.0, 7])
  func touched(degrees: Double) {
    let form = Self.area()
    var page = TestPage(form, dpi: 240, degrees: degrees)
    page.outline(Self.cell)
    for x in stride(from: 116.0, through: 160, by: 11) {
      page.line(Point(x: x, y: 40.8), Point(x: x + 3, y: 40.8), width: 1)
      page.line(Point(x: x + 1.5, y: 41), Point(x: x - 1, y: 51), width: 1)
      page.line(Point(x: x - 1, y: 51.2), Point(x: x + 3, y: 51.2), width: 1)
    }
    let verdict = Registrar(forms: [form]).register(.grey(page.image), resolution: nil)
    #expect(verdict.isIdentified, "\(verdict)")
  }

  @Test("upright strokes of writing nearly as high as a frame are no dividers; lines from side to side are")
  func dividers() {
    let form = Self.area()
    let registrar = Registrar(forms: [form])
    for (ends, isRead) in [((41.3, 50.7), true), ((40.0, 52.0), false)] {
      var page = TestPage(form, dpi: 300, degrees: 0.5)
      page.outline(Self.cell)
      for x in stride(from: 116.0, through: 160, by: 8) {
        page.line(Point(x: x, y: ends.0), Point(x: x, y: ends.1), width: 0.4)
      }
      let verdict = registrar.register(.grey(page.image), resolution: nil)
      #expect(verdict.isIdentified == isRead, "\(ends): \(verdict)")
    }
  }

  @Test("a row of boxes in squared paper is none; in a table of its own it is one")
  func row() {
    let row = BoxRow(x: 60, y: 60, width: 6, height: 8, pitch: 6, count: 8)
    let form = FormTemplate(
      name: "row", pageWidth: 210, pageHeight: 297, fields: [TestForms.field("a", row)])
    var squared = TestPage(form, dpi: 200, degrees: 0.3)
    for x in stride(from: 36.0, through: 132, by: 6) {
      squared.line(Point(x: x, y: 44), Point(x: x, y: 92), width: 0.25)
    }
    for y in stride(from: 44.0, through: 92, by: 8) {
      squared.line(Point(x: 36, y: y), Point(x: 132, y: y), width: 0.25)
    }
    let registrar = Registrar(forms: [form])
    #expect(!registrar.register(.grey(squared.image), resolution: nil).isIdentified)
    // So are many boxes.
    let long = (0..<3).map {
      TestForms.field(
        "\($0)", BoxRow(x: 42, y: 52 + 8 * Double($0), width: 6, height: 8, pitch: 6, count: 14))
    }
    let many = FormTemplate(name: "many", pageWidth: 210, pageHeight: 297, fields: long)
    #expect(!Registrar(forms: [many]).register(.grey(squared.image), resolution: nil).isIdentified)
    var table = TestPage(form, dpi: 200, degrees: 0.3)
    table.boxes(of: form)
    for y in [60.0, 68] { table.line(Point(x: 20, y: y), Point(x: 60, y: y), width: 0.25) }
    #expect(registrar.register(.grey(table.image), resolution: nil).isIdentified)
  }

  @Test(
    "where skew has turned all marks off the scan, the frame alone tells; where they should be seen, it does not"
  )
  func marksOutOfSight() {
    let marks = [(10.0, 10.0), (195, 10), (10, 282)].map {
      Rect<FormSpace>(x: $0.0, y: $0.1, width: 5, height: 5)
    }
    let form = Self.area(marks: marks)
    let registrar = Registrar(forms: [form])
    for (degrees, isRead) in [(9.0, true), (0.5, false)] {
      var page = TestPage(form, dpi: 200, degrees: degrees)
      page.outline(Self.cell)
      let verdict = registrar.register(.grey(page.image), resolution: nil)
      #expect(verdict.isIdentified == isRead, "\(degrees)°: \(verdict)")
    }
  }

  @Test(
    "cells of a table are no row whose dividers dropped out; its outline alone is", arguments: [false, true])
  func wideCells(goOn: Bool) {
    guard case .boxes(let row) = TestForms.single.fields[0].place else { return }
    var page = TestPage(TestForms.single, dpi: 200, degrees: 0.4)
    let outline = Rect<FormSpace>(
      x: row.x, y: row.y, width: row.width * Double(row.count), height: row.height)
    page.outline(outline)
    if goOn {
      for y in [outline.minY, outline.maxY] {
        page.line(Point(x: outline.minX - 20, y: y), Point(x: outline.maxX + 20, y: y), width: 0.25)
      }
    }
    let verdict = Registrar(forms: [TestForms.single]).register(.grey(page.image), resolution: nil)
    #expect(verdict.isIdentified == !goOn, "\(verdict)")
  }

  @Test("on a scan of another size a few boxes of another form are not the form; they alone are")
  func otherSize() {
    let few = FormTemplate(
      name: "few", pageWidth: 210, pageHeight: 297,
      fields: [TestForms.field("a", BoxRow(x: 30, y: 40, width: 10, height: 14, pitch: 13, count: 4))])
    let row = { (x: Double, y: Double, width: Double, height: Double, count: Int) in
      TestForms.field(
        "\(y)", BoxRow(x: x, y: y, width: width, height: height, pitch: 1.3 * width, count: count))
    }
    let half = FormTemplate(
      name: "half", pageWidth: 210, pageHeight: 148,
      fields: [row(30, 20, 5, 7, 4), row(110, 60, 4, 5, 8), row(60, 120, 4, 5, 8)])
    let registrar = Registrar(forms: [few])
    for fields in [0..<1, 0..<3] {
      var drawn = half
      drawn.fields = Array(half.fields[fields])
      var page = TestPage(drawn, dpi: 300, degrees: 1)
      page.boxes(of: drawn)
      let verdict = registrar.register(.grey(page.image), resolution: nil)
      #expect(verdict.isIdentified == (fields.count == 1), "\(fields): \(verdict)")
    }
  }
}
