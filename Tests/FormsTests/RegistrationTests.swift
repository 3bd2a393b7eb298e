import Forms
import Raster
import Testing

@Suite struct RegistrationTests {
  private static let registrar = Registrar(forms: TestForms.all)

  /// A filled page of one of the forms, by a seed; what varies, within a quality's bounds.
  struct Trial: CustomStringConvertible {
    var seed: Int
    var isRough: Bool
    var description: String { "\(isRough ? "rough" : "office") seed \(seed)" }

    func page() -> (form: Int, page: TestPage, image: PageImage, tag: Resolution?) {
      var g = SeededGenerator(seed: UInt64(seed))
      let index = seed % TestForms.all.count
      let form = TestForms.all[index]
      let dpis = isRough ? [200.0, 240, 300, 400, 600] : [200.0, 300]
      let dpi = dpis[Int(g.next() % UInt64(dpis.count))]
      let (skew, shift, stretch) = isRough ? (10.0, 8.0, 0.02) : (2.0, 3.0, 0.005)
      var page = TestPage(
        form, dpi: dpi, degrees: g.uniform(-skew...skew),
        shift: (g.uniform(-shift...shift), g.uniform(-shift...shift)),
        stretch: (g.uniform(-stretch...stretch), g.uniform(-stretch...stretch)), quarters: Int(g.next() % 4),
        paper: 245)
      page.boxes(
        of: form, width: g.uniform(isRough ? 0.15...0.6 : 0.18...0.35),
        ink: UInt8(g.uniform(0...(isRough ? 150 : 80))))
      for field in form.fields {
        guard case .boxes(let row) = field.place else { continue }
        for box in row.boxes where g.unit() < 0.8 {
          page.digit(
            Int(g.next() % 10), in: box, height: g.uniform(0.55...(isRough ? 1.1 : 0.95)),
            pen: g.uniform(0.3...0.8), offset: (g.uniform(-0.5...0.5), g.uniform(-0.5...0.5)))
        }
      }
      page.specks(isRough ? 2 : 0.5, form: form, &g)
      page.noise(isRough ? 16 : 8, &g)
      let tags: [Resolution?] = [Resolution(x: dpi, y: dpi), Resolution(x: 72, y: 72), nil]
      let image: PageImage = g.next() % 2 == 0 ? .bits(page.bits(threshold: 150)) : .grey(page.image)
      return (index, page, image, tags[Int(g.next() % 3)])
    }
  }

  @Test("An office page is found within a twentieth of a millimetre", arguments: 0..<12)
  func office(seed: Int) {
    let (form, page, image, tag) = Trial(seed: seed, isRough: false).page()
    let verdict = Self.registrar.register(image, resolution: tag)
    guard case .identified(let found) = verdict else {
      Issue.record("seed \(seed): \(verdict)")
      return
    }
    #expect(found.form == form)
    #expect(page.error(of: found.transform, on: TestForms.all[form]) < 0.05, "seed \(seed)")
    #expect(found.residual < 0.1)
    #expect(found.edgesFound > 0.9)
  }

  @Test("A rough page is found within 0.2 mm or refused, never misplaced", arguments: [0..<16])
  func rough(seeds: Range<Int>) {
    var identified = 0
    for seed in seeds {
      let (form, page, image, tag) = Trial(seed: seed, isRough: true).page()
      guard case .identified(let found) = Self.registrar.register(image, resolution: tag) else { continue }
      identified += 1
      #expect(found.form == form, "seed \(seed)")
      #expect(page.error(of: found.transform, on: TestForms.all[form]) < 0.2, "seed \(seed)")
    }
    #expect(identified >= seeds.count * 9 / 10)
  }

  @Test(
    "Thin lines that a threshold left dotted are found: half of them, three quarters of the edges, a fifth",
    arguments: [(share: 0.5, edges: 20), (0.7, 15), (0.2, 20)])
  func dotted(share: Double, edges: Int) {
    var page = TestPage(TestForms.transfer, dpi: 200, degrees: 2.5, shift: (2, -1), quarters: 2)
    var generator = SeededGenerator(seed: 5)
    for case .boxes(let row) in TestForms.transfer.fields.map(\.place) {
      for (index, box) in row.boxes.enumerated() {
        let corners = box.corners
        for side in 0..<4 where (4 * index + side) * 7 % 20 < edges {
          page.dots(corners[side], corners[(side + 1) % 4], share: share, &generator)
        }
        if index % 3 > 0 { page.digit(index % 10, in: box) }
      }
    }
    let verdict = Self.registrar.register(.bits(page.bits()), resolution: nil)
    guard case .identified(let found) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(found.form == 0)
    #expect(page.error(of: found.transform, on: TestForms.transfer) < 0.15)
  }

  @Test("Lines as faint as the paper's grain are found, another form's are not", arguments: [true, false])
  func faint(isThere: Bool) {
    var page = TestPage(TestForms.transfer, dpi: 200, degrees: 2, quarters: 1)
    var generator = SeededGenerator(seed: 8)
    page.boxes(of: isThere ? TestForms.transfer : TestForms.envelope, ink: 220)
    page.noise(18, &generator)
    let verdict = Registrar(forms: [TestForms.transfer, TestForms.exam]).register(
      .grey(page.image), resolution: nil)
    guard case .identified(let found) = verdict else {
      #expect(!isThere, "\(verdict)")
      return
    }
    #expect(isThere && found.form == 0)
    #expect(page.error(of: found.transform, on: TestForms.transfer) < 0.2)
  }

  /// A page of `exam` of which every fifth line is missing, and of each field a share has a stroke beside it instead.
  private func page(strokes: [Double]) -> TestPage {
    var page = TestPage(TestForms.exam, dpi: 300, degrees: 1)
    for (field, share) in zip(TestForms.exam.fields, strokes) {
      guard case .boxes(let row) = field.place else { continue }
      for (index, box) in row.boxes.enumerated() {
        for side in 0..<4 {
          let edge = 4 * index + side
          if edge % 5 == 0 { continue }
          let isStroke = Double(edge * 7 % 20) < 20 * share
          let corners = (isStroke ? box.insetBy(0.33) : box).corners
          page.line(corners[side], corners[(side + 1) % 4], width: 0.25)
        }
      }
    }
    return page
  }

  @Test("Strokes along a few edges do not count against a page whose other lines lie exactly")
  func strokesAlongEdges() {
    func found(_ strokes: [Double]) -> RegistrationCandidate? {
      Self.registrar.examine(.grey(page(strokes: strokes).image), resolution: nil).candidates.first
    }
    let few = found([0.15, 0.15])
    #expect(few?.faults == [])
    #expect(few.map { $0.registration.residual > 0.1 } == true)
    let many = found([0, 0.5])
    #expect(many?.faults.contains { if case .residual = $0 { true } else { false } } == true)
  }

  @Test("Two of the six lines above and below three boxes may be strokes: a third of so few is not enough")
  func shortRow() {
    let short = BoxRow(x: 120, y: 180, width: 6, height: 8, pitch: 7, count: 3)
    let form = FormTemplate(
      name: "short", pageWidth: 210, pageHeight: 297,
      fields: [
        TestForms.field("long", BoxRow(x: 30, y: 60, width: 6, height: 8, pitch: 7, count: 8)),
        TestForms.field("short", short),
      ])
    func found(lines: Int) -> [RegistrationFault]? {
      var page = TestPage(form, dpi: 300, degrees: 1)
      page.boxes(of: form, skipping: [1])
      for (index, box) in short.boxes.enumerated() {
        let corners = box.corners
        for side in [1, 3] + (index < lines ? [2] : []) {
          page.line(corners[side], corners[(side + 1) % 4], width: 0.25)
        }
      }
      return Registrar(forms: [form]).examine(.grey(page.image), resolution: nil).candidates.first?.faults
    }
    #expect(found(lines: 2)?.contains(.missingField(1, 1.0 / 3)) == true)
    #expect(found(lines: 3)?.contains { if case .missingField = $0 { true } else { false } } == false)
  }

  @Test("A row of which only lines along it are found may lie anywhere along them: the page is refused")
  func lyingRow() {
    var page = TestPage(TestForms.exam, dpi: 300, degrees: 1)
    page.boxes(of: TestForms.exam, skipping: [1])
    guard case .boxes(let row) = TestForms.exam.fields[1].place else { return }
    for box in row.boxes {
      let corners = box.corners
      for side in [0, 2] { page.line(corners[side], corners[(side + 1) % 4], width: 0.25) }
    }
    let report = Self.registrar.examine(.grey(page.image), resolution: nil)
    #expect(!report.verdict.isIdentified)
    #expect(report.candidates.first?.faults == [.missingField(1, 0)])
  }

  @Test("A scale that one row's lines force upon another is refused")
  func drift() {
    func form(_ x: Double) -> FormTemplate {
      FormTemplate(
        name: "half-sheet", pageWidth: 210, pageHeight: 148,
        fields: [
          TestForms.field("client", BoxRow(x: 20, y: 60, width: 4, height: 5, pitch: 4.5, count: 9)),
          TestForms.field("meter", BoxRow(x: x, y: 60, width: 4, height: 5, pitch: 4.5, count: 9)),
        ])
    }
    var page = TestPage(form(120), dpi: 300, degrees: 1)
    page.boxes(of: form(121))
    let report = Registrar(forms: [form(120)]).examine(.grey(page.image), resolution: nil)
    #expect(!report.verdict.isIdentified)
    guard case .drift(let drift)? = report.candidates.first?.faults.last else {
      Issue.record("\(report.candidates)")
      return
    }
    #expect((0.12...0.3).contains(drift))
    #expect(report.candidates.first?.faults.count == 1)
  }

  @Test("A page of a form that is not among them is never read", arguments: TestForms.all)
  func foreign(form: FormTemplate) {
    var page = TestPage(form, dpi: 200, degrees: 1)
    page.boxes(of: form)
    let others = TestForms.all.filter { $0 != form }
    #expect(!Registrar(forms: others).register(.grey(page.image), resolution: nil).isIdentified)
  }

  @Test("A letter is no form")
  func letter() {
    var generator = SeededGenerator(seed: 3)
    var page = TestPage(TestForms.transfer, dpi: 200, degrees: 1)
    page.text(TestForms.transfer, &generator)
    #expect(Self.registrar.register(.grey(page.image), resolution: nil) == .noForm)
    #expect(Self.registrar.register(.bits(page.bits()), resolution: nil) == .noForm)
  }

  @Test("Paper, dust and a dark border are blank; a short faint stroke is not", arguments: [200.0, 300])
  func blank(dpi: Double) {
    var generator = SeededGenerator(seed: 4)
    var page = TestPage(TestForms.transfer, dpi: dpi, paper: 240)
    page.specks(0.5, form: TestForms.transfer, &generator)
    page.line(Point(x: 1, y: 0), Point(x: 1, y: 297), width: 2)
    page.noise(8, &generator)
    #expect(Self.registrar.register(.grey(page.image), resolution: nil) == .blank)
    #expect(Self.registrar.register(.bits(page.bits()), resolution: nil) == .blank)
    page.line(Point(x: 60, y: 60), Point(x: 64, y: 65), width: 0.4, ink: 170)
    #expect(Self.registrar.register(.grey(page.image), resolution: nil) == .noForm)
  }

  @Test("Without pixels, without forms, all black: a verdict, not a crash")
  func degenerate() {
    let sizes = [(0, 0), (1, 1), (3, 700), (700, 3), (90, 90)]
    for (width, height) in sizes {
      for fill in [UInt8(0), 128, 255] {
        let image = PageImage.grey(GreyImage(width: width, height: height, fill: fill))
        #expect(!Self.registrar.register(image, resolution: Resolution(x: 0, y: -1)).isIdentified)
        #expect(!Registrar(forms: []).register(image, resolution: nil).isIdentified)
      }
    }
    let black = PageImage.grey(GreyImage(width: 800, height: 1100, fill: 0))
    #expect(Self.registrar.register(black, resolution: nil) == .noForm)
  }
}

extension RegistrationVerdict {
  var isIdentified: Bool {
    if case .identified = self { true } else { false }
  }
}
