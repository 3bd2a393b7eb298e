import Forms
import Raster
import Synthesis

/// Registers pages of known forms.
struct Trial {
  private let options: RegistrationFigures
  private let forms: [FormTemplate]
  private let drawn: [FormTemplate]
  private let writers: [FormWriter]
  private let registrar: Registrar
  /// A box that is further off than this is not where it was sought, mm.
  private static let furthest = 0.3
  /// The same for an area.
  private static let furthestArea = 1.0
  /// A page that shows less of its form is bare.
  private static let leastLeft = (edges: 1.0 / 3, marks: 3)

  init(_ options: RegistrationFigures, forms: [FormTemplate], drawn: [FormTemplate], pool: GlyphPool) throws {
    self.options = options
    self.forms = forms
    self.drawn = drawn.filter { options.form == nil || $0.name == options.form }
    writers = try self.drawn.map { try FormWriter($0, pool: pool) }
    registrar = Registrar(forms: forms)
  }

  func run() throws {
    var journal = try options.journal()
    var seconds = Duration.zero
    var measured = 0
    for index in options.range where journal.entries[index] == nil {
      var random = SeededGenerator(seed: options.seed &* 0x9E37_79B9 &+ UInt64(index))
      let conditions = Conditions(forms: drawn, &random)
      let page = page(conditions, &random)
      let clock = ContinuousClock()
      let start = clock.now
      let report = registrar.examine(page.image, resolution: page.tag)
      seconds += clock.now - start
      measured += 1
      let (outcome, words) = judge(report, drawn[conditions.form], page)
      var residual: Double?
      if case .identified(let found) = report.verdict { residual = found.residual }
      try journal.add(
        Journal.Entry(page: index, outcome: outcome, residual: residual, traits: conditions.traits))
      if outcome != .right {
        if options.list { print("page \(index): \(outcome.rawValue): \(words); \(conditions.traits)") }
        try options.save(page.image, resolution: page.tag, as: "\(options.kind.rawValue)-\(index)")
      }
    }
    let (byTrait, all) = journal.tallies(of: options.range)
    for (trait, tally) in byTrait { print("\(trait): \(tally.line)") }
    print("all: \(all.line); residual at most 0.3 mm on \(all.fitting)")
    print("not bare: \(all.legible.line)")
    if measured > 0 { print("registration: \(seconds / measured) a page") }
  }

  private func page(_ conditions: Conditions, _ random: inout SeededGenerator) -> SynthesizedPage {
    var page = writers[conditions.form].page(
      quality: .rough, variation: conditions.variation, blankShare: 0.1, seed: random.next())
    if let transform = page.transform {
      conditions.harm.apply(to: &page.image, form: drawn[conditions.form], transform: transform)
    }
    return page
  }

  private func judge(
    _ report: RegistrationReport, _ form: FormTemplate, _ page: SynthesizedPage
  ) -> (Tally.Outcome, String) {
    let truth = page.transform ?? Affine(a: 0, b: 0, c: 0, d: 0, tx: 0, ty: 0)
    let words = report.candidates.prefix(options.pages == 1 ? 20 : 2).map { candidate in
      let found = candidate.registration
      let error =
        forms[found.form] == form ? "\(Self.short(Self.error(truth, found.transform, form))) mm off" : "wrong"
      return "\(forms[found.form].name) \(error), residual \(Self.short(found.residual)), "
        + "found \(Self.short(found.edgesFound)), \(candidate.faults)"
    }
    if case .identified(let found) = report.verdict {
      let isRight = forms[found.form] == form && Self.error(truth, found.transform, form) <= Self.furthest
      return (isRight ? .right : .misread, words.joined(separator: "; "))
    }
    let kind = if case .blank = report.verdict { ["blank"] } else { [String]() }
    let left = forms.firstIndex(of: form).map { registrar.visible($0, at: truth, on: page.image) }
    let isBare = left.map { $0.edges < Self.leastLeft.edges && $0.marks < Self.leastLeft.marks } ?? false
    return (isBare ? .bare : .refused, (kind + words).joined(separator: "; "))
  }

  private static func short(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  /// The largest distance between two maps over a form's boxes, mm.
  private static func error(
    _ truth: Affine<FormSpace, ScanSpace>, _ found: Affine<FormSpace, ScanSpace>, _ form: FormTemplate
  ) -> Double {
    let scale = abs(truth.determinant).squareRoot()
    // An area may lie off a little more: it is no box, and often has no frame to be found by.
    return form.fields.map { field in
      let errors = FormPrinter.frames(of: field).flatMap(\.corners).map {
        truth($0).distance(to: found($0)) / scale
      }
      let most = errors.max() ?? 0
      if case .area = field.place { return most * Self.furthest / Self.furthestArea }
      return most
    }.max() ?? 0
  }
}
