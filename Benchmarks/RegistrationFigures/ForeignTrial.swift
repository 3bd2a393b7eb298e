import Forms
import Raster
import Synthesis

/// Registers pages that are none of the forms: none may be read.
struct ForeignTrial {
  private let options: RegistrationFigures
  private let forms: [FormTemplate]
  private let pool: GlyphPool

  init(_ options: RegistrationFigures, forms: [FormTemplate], pool: GlyphPool) throws {
    self.options = options
    self.forms = forms
    self.pool = pool
  }

  func run() throws {
    var journal = try options.journal()
    let everything = Registrar(forms: forms)
    // For the page of a form: all others.
    let others = forms.indices.map { left in
      Registrar(forms: forms.indices.filter { $0 != left }.map { forms[$0] })
    }
    let writers = try forms.map { try FormWriter($0, pool: pool) }
    for index in options.range where journal.entries[index] == nil {
      var random = SeededGenerator(seed: options.seed &* 0x51ED_270B &+ UInt64(index))
      let conditions = Conditions(forms: forms, &random)
      let kind = ForeignKind.allCases[index % ForeignKind.allCases.count]
      let seed = random.next()
      let image: PageImage
      var registrar = everything
      switch kind {
      case .otherForm:
        image =
          writers[conditions.form].page(quality: .rough, variation: conditions.variation, seed: seed).image
        registrar = others[conditions.form]
      case .letter:
        image = ForeignPage.letter.page(quality: .rough, variation: conditions.variation, seed: seed).image
      case .blank:
        image = ForeignPage.blank.page(quality: .rough, variation: conditions.variation, seed: seed).image
      case .grid: image = .grey(ForeignPictures.grid(&random))
      case .photograph: image = .grey(ForeignPictures.photograph(&random))
      }
      let verdict = registrar.register(image, resolution: nil)
      let isRead = if case .identified = verdict { true } else { false }
      let name = kind == .otherForm ? "\(kind.rawValue) \(forms[conditions.form].name)" : kind.rawValue
      try journal.add(
        Journal.Entry(page: index, outcome: isRead ? .misread : .right, residual: nil, traits: [name]))
      if isRead {
        if options.list { print("page \(index): \(name) read: \(verdict)") }
        try options.save(image, resolution: nil, as: "foreign-\(index)")
      }
    }
    let (byKind, all) = journal.tallies(of: options.range)
    for (kind, tally) in byKind { print("\(kind): \(tally.line)") }
    print("all: \(all.line)")
  }
}

/// Kinds of pages that are no form.
enum ForeignKind: String, CaseIterable {
  case otherForm = "other form"
  case letter
  case blank
  case grid
  case photograph
}
