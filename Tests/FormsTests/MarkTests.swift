import Forms
import Raster
import Testing

/// Forms that are not found by their boxes alone: marks, dropped-out colours and dividers, frames, lines that run
/// together.
@Suite struct MarkTests {
  /// Two rows and marks; boxes in a colour that drops out.
  private static func form(_ marks: [(x: Double, y: Double)]) -> FormTemplate {
    let row = { (y: Double) in BoxRow(x: 30, y: y, width: 5, height: 7, pitch: 6, count: 9) }
    return FormTemplate(
      name: "marked", pageWidth: 210, pageHeight: 297,
      fields: [TestForms.field("a", row(60)), TestForms.field("b", row(80))],
      marks: marks.map { Rect(x: $0.x, y: $0.y, width: 5, height: 5) }, dropout: .red)
  }

  private static let corners = [(x: 12.0, y: 12.0), (193, 12), (12, 280), (193, 280)]
  private static let clear = form(corners + [(12, 150)])
  private static let symmetric = form(corners)

  private func mark(_ page: inout TestPage, _ form: FormTemplate) {
    for mark in form.marks {
      let y = mark.center.y
      page.line(Point(x: mark.minX, y: y), Point(x: mark.maxX, y: y), width: mark.height, flatEnds: true)
    }
  }

  private func write(_ page: inout TestPage, _ form: FormTemplate) {
    for field in form.fields {
      guard case .boxes(let row) = field.place else { continue }
      for (index, box) in row.boxes.enumerated() { page.digit(index, in: box) }
    }
  }

  @Test("Marks find a form whose boxes dropped out, whichever way it lies", arguments: 0..<4)
  func marks(quarters: Int) {
    var page = TestPage(
      Self.clear, dpi: 200, degrees: Double(quarters) - 1.5, shift: (2, -2), stretch: (0.01, -0.01),
      quarters: quarters)
    mark(&page, Self.clear)
    write(&page, Self.clear)
    let verdict = Registrar(forms: [Self.clear, TestForms.transfer]).register(
      .grey(page.image), resolution: nil)
    guard case .identified(let found) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(found.form == 0)
    #expect(page.error(of: found.transform, on: Self.clear) < 0.15)
  }

  @Test("A mark that the scan's side cuts counts where two others are whole", arguments: [true, false])
  func cut(isThere: Bool) {
    let form = Self.form([(x: 2, y: 10), (193, 12), (12, 280)])
    var page = TestPage(form, dpi: 200, degrees: 0.4, shift: (-5, 0))
    if isThere {
      mark(&page, form)
    } else {
      var others = form
      others.marks.removeFirst()
      mark(&page, others)
    }
    write(&page, form)
    let verdict = Registrar(forms: [form]).register(.bits(page.bits()), resolution: nil)
    #expect(verdict.isIdentified == isThere, "\(verdict)")
    guard case .identified(let found) = verdict else { return }
    #expect(page.error(of: found.transform, on: form) < 0.15)
  }

  @Test("Three marks along one side tell nothing of the scale across the page: it is refused")
  func oneSide() {
    var page = TestPage(Self.clear, dpi: 200, degrees: 1, stretch: (0.02, -0.01))
    var left = Self.clear
    left.marks.removeAll { $0.minX > 100 }
    mark(&page, left)
    write(&page, Self.clear)
    let report = Registrar(forms: [Self.clear]).examine(.bits(page.bits()), resolution: nil)
    #expect(!report.verdict.isIdentified)
    #expect(report.candidates.first?.faults.contains(.marksInLine) == true)
  }

  @Test("Of marks that look the same upside down, what is written tells; nothing written is refused")
  func symmetric() {
    for quarters in [0, 2] {
      var page = TestPage(Self.symmetric, dpi: 200, degrees: 1, quarters: quarters)
      mark(&page, Self.symmetric)
      let registrar = Registrar(forms: [Self.symmetric])
      #expect(!registrar.register(.bits(page.bits()), resolution: nil).isIdentified)
      write(&page, Self.symmetric)
      let verdict = registrar.register(.bits(page.bits()), resolution: nil)
      guard case .identified(let found) = verdict else {
        Issue.record("\(quarters): \(verdict)")
        continue
      }
      #expect(page.error(of: found.transform, on: Self.symmetric) < 0.15)
    }
  }

  @Test("Strokes that lie near edges of boxes that dropped out count nothing: the residual is the marks'")
  func writing() {
    var page = TestPage(Self.clear, dpi: 200, degrees: 1, shift: (1, 2))
    mark(&page, Self.clear)
    write(&page, Self.clear)
    // Ones, a third of a millimetre beside the sides of three of 18 boxes.
    for x in [30.33, 36.33, 48.33] {
      page.line(Point(x: x, y: 60.2), Point(x: x, y: 66.8), width: 0.4)
    }
    let verdict = Registrar(forms: [Self.clear]).register(.bits(page.bits()), resolution: nil)
    guard case .identified(let found) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(found.edgesFound > 0 && found.edgesFound <= 0.05)
    #expect(found.residual < 0.06)
    #expect(page.error(of: found.transform, on: Self.clear) < 0.15)
  }

  @Test("Square zeros in boxes that dropped out are no other edition's boxes")
  func zeros() {
    var page = TestPage(Self.clear, dpi: 200, degrees: 1)
    mark(&page, Self.clear)
    for x in [30.2, 42.2, 48.2, 60.2] {
      page.outline(Rect(x: x, y: 60.2, width: 3.2, height: 4.6), width: 0.4)
    }
    let verdict = Registrar(forms: [Self.clear]).register(.bits(page.bits()), resolution: nil)
    #expect(verdict.isIdentified, "\(verdict)")
  }

  @Test(
    "Another edition with the same marks is not taken for a form whose boxes dropped out, whichever way it lies",
    arguments: 0..<4)
  func edition(quarters: Int) {
    let row = { (y: Double, count: Int) in
      BoxRow(x: 40, y: y, width: 5, height: 7, pitch: 6, count: count)
    }
    var edition = Self.clear
    edition.name = "edition"
    edition.fields = [TestForms.field("a", row(100, 9)), TestForms.field("b", row(130, 4))]
    var page = TestPage(edition, dpi: 200, degrees: -1, quarters: quarters)
    mark(&page, edition)
    write(&page, edition)
    let gone = Registrar(forms: [edition]).register(.grey(page.image), resolution: nil)
    #expect(gone.isIdentified)
    page.boxes(of: edition, ink: 120)
    let report = Registrar(forms: [Self.clear]).examine(.grey(page.image), resolution: nil)
    #expect(!report.verdict.isIdentified)
    let faults = report.candidates.flatMap(\.faults)
    #expect(
      faults.contains { if case .strangeBoxes(let count) = $0 { (3...13).contains(count) } else { false } },
      "\(faults)")
    guard
      case .identified(let found) = Registrar(forms: [Self.clear, edition]).register(
        .grey(page.image), resolution: nil)
    else {
      Issue.record("not identified")
      return
    }
    #expect(found.form == 1)
  }

  @Test("Marks of which two are missing are no form's")
  func missing() {
    var page = TestPage(Self.clear, dpi: 200)
    var less = Self.clear
    less.marks.removeLast(2)
    mark(&page, less)
    write(&page, less)
    #expect(!Registrar(forms: [Self.clear]).register(.grey(page.image), resolution: nil).isIdentified)
  }

  /// Nothing but a frame of 60 by 10 mm.
  private static let framed = FormTemplate(
    name: "area", pageWidth: 210, pageHeight: 297,
    fields: [
      FieldTemplate(
        name: "number", format: TestForms.single.fields[0].format,
        place: .area(Rect(x: 120, y: 30, width: 60, height: 10)))
    ])

  @Test("A stroke as high as a frame is no side of it", arguments: [121.7, 178.3])
  func strokeInFrame(x: Double) {
    var page = TestPage(Self.framed, dpi: 300, degrees: -4)
    page.outline(Rect(x: 120, y: 30, width: 60, height: 10))
    page.line(Point(x: x, y: 30.2), Point(x: x, y: 39.8), width: 0.6)
    let verdict = Registrar(forms: [Self.framed]).register(.bits(page.bits()), resolution: nil)
    guard case .identified(let found) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(page.error(of: found.transform, on: Self.framed) < 0.3)
  }

  @Test("One frame is enough; a row of boxes with its outline is none")
  func frame() {
    let form = Self.framed
    var page = TestPage(form, dpi: 200, degrees: -2)
    page.outline(Rect(x: 120, y: 30, width: 60, height: 10))
    let frame = Registrar(forms: [form]).register(.grey(page.image), resolution: nil)
    #expect(frame.isIdentified)
    for x in stride(from: 126.0, to: 180, by: 6) {
      page.line(Point(x: x, y: 30), Point(x: x, y: 40), width: 0.25)
    }
    #expect(!Registrar(forms: [form]).register(.grey(page.image), resolution: nil).isIdentified)
  }

  @Test("Lines of neighbouring boxes that run together are in the middle between them")
  func thick() {
    var page = TestPage(TestForms.transfer, dpi: 240, degrees: 3)
    page.boxes(of: TestForms.transfer, width: 0.7)
    guard
      case .identified(let found) = Registrar(forms: TestForms.all).register(
        .bits(page.bits()), resolution: nil)
    else {
      Issue.record("not identified")
      return
    }
    #expect(page.error(of: found.transform, on: TestForms.transfer) < 0.15)
  }

  @Test("Dividers of boxes that touch may drop out")
  func dividers() {
    guard case .boxes(let row) = TestForms.single.fields[0].place else { return }
    var page = TestPage(TestForms.single, dpi: 200, degrees: 1)
    page.outline(Rect(x: row.x, y: row.y, width: row.width * Double(row.count), height: row.height))
    guard
      case .identified(let found) = Registrar(forms: TestForms.all).register(
        .grey(page.image), resolution: nil)
    else {
      Issue.record("not identified")
      return
    }
    #expect(page.error(of: found.transform, on: TestForms.single) < 0.15)
  }

  @Test("A refused page says what speaks against each form")
  func report() {
    var page = TestPage(TestForms.transfer, dpi: 200)
    page.boxes(of: TestForms.transfer, skipping: [2])
    let report = Registrar(forms: [TestForms.transfer]).examine(.grey(page.image), resolution: nil)
    let faults = report.candidates.first?.faults ?? []
    #expect(
      faults.contains {
        if case .missingField(2, let share) = $0 { share < 0.1 } else { false }
      })
    #expect(!report.strokes.isEmpty)
  }
}
