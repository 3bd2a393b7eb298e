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
    var byKind: [String: Tally] = [:]
    var whole = Tally()
    let everything = Registrar(forms: forms)
    // For the page of a form: all others.
    let others = forms.indices.map { left in
      Registrar(forms: forms.indices.filter { $0 != left }.map { forms[$0] })
    }
    let writers = try forms.map { try FormWriter($0, pool: pool) }
    for index in options.first..<options.first + options.pages {
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
      byKind[name, default: Tally()].add(isRead ? .misread : .right)
      whole.add(isRead ? .misread : .right)
      if isRead {
        if options.list { print("page \(index): \(name) read: \(verdict)") }
        try options.save(image, resolution: nil, as: "foreign-\(index)")
      }
    }
    for (kind, tally) in byKind.sorted(by: { $0.key < $1.key }) { print("\(kind): \(tally.line)") }
    print("all: \(whole.line)")
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
