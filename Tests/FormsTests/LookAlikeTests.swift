import Forms
import Raster
import Testing

/// Forms that resemble one another, and grids that fit in more than one way.
@Suite struct LookAlikeTests {
  /// The transfer form, and editions of it: a row moved, a row shorter by a box, a row more.
  private static let editions: [FormTemplate] = {
    let first = TestForms.transfer
    var moved = first
    moved.name = "moved"
    moved.fields[2] = TestForms.field(
      "amount", BoxRow(x: 25, y: 134, width: 5, height: 7, pitch: 5.5, count: 8, groups: [6, 2], groupGap: 2))
    var shorter = first
    shorter.name = "shorter"
    shorter.fields[2] = TestForms.field(
      "amount", BoxRow(x: 25, y: 130, width: 5, height: 7, pitch: 5.5, count: 7, groups: [5, 2], groupGap: 2))
    var more = first
    more.name = "more"
    more.fields.append(
      TestForms.field("extra", BoxRow(x: 25, y: 180, width: 5, height: 7, pitch: 5.5, count: 5)))
    return [first, moved, shorter, more]
  }()

  @Test("Among four editions that differ in a row, the right one", arguments: 0..<4)
  func editions(index: Int) {
    for seed in 0..<4 {
      var g = SeededGenerator(seed: UInt64(10 * index + seed))
      let form = Self.editions[index]
      var page = TestPage(
        form, dpi: 200, degrees: g.uniform(-2...2), shift: (g.uniform(-3...3), g.uniform(-3...3)))
      // Lines of neighbours, half a millimetre apart, that run together as well.
      page.boxes(of: form, width: seed < 2 ? 0.25 : 0.45)
      page.noise(8, &g)
      let verdict = Registrar(forms: Self.editions).register(.grey(page.image), resolution: nil)
      guard case .identified(let found) = verdict else {
        Issue.record("\(form.name), seed \(seed): \(verdict)")
        continue
      }
      #expect(found.form == index, "\(form.name), seed \(seed)")
    }
  }

  @Test("An edition that lacks a row of the template is not read")
  func lacking() {
    var page = TestPage(TestForms.transfer, dpi: 200)
    page.boxes(of: TestForms.transfer, skipping: [2])
    let verdict = Registrar(forms: [TestForms.transfer]).register(.grey(page.image), resolution: nil)
    #expect(!verdict.isIdentified)
  }

  @Test("The same form under two names fits both alike: refused")
  func twins() {
    var twin = TestForms.exam
    twin.name = "twin"
    var page = TestPage(TestForms.exam, dpi: 200)
    page.boxes(of: TestForms.exam)
    let verdict = Registrar(forms: [TestForms.exam, twin]).register(.grey(page.image), resolution: nil)
    guard case .badRegistration = verdict else {
      Issue.record("\(verdict)")
      return
    }
  }

  @Test("A row in the middle of the page that looks the same upside down is refused; one at the side is not")
  func symmetric() {
    let form = { (x: Double, y: Double) in
      FormTemplate(
        name: "row", pageWidth: 210, pageHeight: 297,
        fields: [TestForms.field("a", BoxRow(x: x, y: y, width: 6, height: 8, pitch: 7, count: 7))])
    }
    // 7 boxes span 48 mm: 81 to 129, 144.5 to 152.5, the page's middle.
    for (x, y, isClear) in [(81.0, 144.5, false), (81, 30, true), (20, 144.5, true)] {
      let template = form(x, y)
      for quarters in 0..<4 {
        var page = TestPage(template, dpi: 200, degrees: 0.7, quarters: quarters)
        page.boxes(of: template)
        let report = Registrar(forms: [template]).examine(.grey(page.image), resolution: nil)
        #expect(report.verdict.isIdentified == isClear, "\(x) \(y) \(quarters): \(report.verdict)")
        let isTurned = report.candidates.contains { $0.faults == [.ambiguous(form: 0, isTurned: true)] }
        #expect(isTurned != isClear)
        if case .identified(let found) = report.verdict {
          #expect(page.error(of: found.transform, on: template) < 0.1)
        }
      }
    }
  }

  @Test("A row that goes on beyond its template fits a box further too: refused")
  func longer() {
    let row = { (count: Int) in
      FormTemplate(
        name: "row", pageWidth: 210, pageHeight: 297,
        fields: [TestForms.field("a", BoxRow(x: 60, y: 40, width: 6, height: 8, pitch: 7, count: count))])
    }
    var page = TestPage(row(9), dpi: 200)
    page.boxes(of: row(9))
    #expect(!Registrar(forms: [row(7)]).register(.grey(page.image), resolution: nil).isIdentified)
    #expect(Registrar(forms: [row(9)]).register(.grey(page.image), resolution: nil).isIdentified)
  }
}
