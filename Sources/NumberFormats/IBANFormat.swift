/// International bank account numbers, ISO 13616: country, check digits 02–98, then the country's own structure; the
/// whole, its first four characters rotated to the end, is 1 modulo 97.
///
/// The boxes are taken country first, then the account, then the check digits, so that one residue is the state.
/// Dutch bank codes have a lexicon; a code that is not on it stays possible. Accounts that carry a check of their
/// country's are held to it (`NationalCheck`). In a row of boxes for any country, those after a shorter IBAN stay empty.
struct IBANFormat: FieldFormat {
  /// The weight of all Dutch bank codes that are not on the list together: banks come, forms last.
  static let unlistedBankCodes = 0.01

  /// The country codes that are possible, in alphabetical order.
  private let countries: [String]
  private let structures: [[Registry.Kind]]
  private let nationalChecks: [NationalCheck?]
  private var isChecked = true
  /// Whether boxes after the IBAN may stay empty.
  private let mayEndEarly: Bool

  struct State: Hashable, Sendable {
    /// Index of the country; `unknown` before its second letter, `ended` once its account is complete.
    var country: Int16 = Self.unknown
    /// First letter of the country while the second is open.
    var letter: UInt8 = 0
    /// Place in the Dutch bank codes: 0 at the root, -1 off the list or beyond it.
    var bank: Int16 = 0
    var residue: UInt8 = 0
    /// What the country's own check remembers.
    var national: UInt16 = 0
    /// First check digit while the second is open.
    var check: UInt8 = 0

    /// All that tells states apart in one number: automata of some thousand states are numbered at every start.
    func hash(into hasher: inout Hasher) {
      let place = UInt64(UInt16(bitPattern: country)) << 48 | UInt64(UInt16(bitPattern: bank)) << 32
      let digits = UInt64(letter) << 24 | UInt64(residue) << 16 | UInt64(check) << 8
      hasher.combine((place | digits) ^ UInt64(national) &* 0x9E37_79B9_7F4A_7C15)
    }

    static let unknown: Int16 = -1
    static let ended: Int16 = -2
  }

  /// - Parameters:
  ///   - country: nil for any country of the registry.
  ///   - isInBoxes: whether there is a row of boxes, which any country's IBAN need not fill.
  init(country: String?, isInBoxes: Bool) throws(FormatError) {
    if let country, Registry.ibanStructures[country] == nil {
      throw FormatError(key: "country", message: "\(country) has no IBAN; known: \(Self.known)")
    }
    countries = country.map { [$0] } ?? Registry.ibanStructures.keys.sorted()
    structures = countries.map { Registry.ibanStructures[$0] ?? [] }
    nationalChecks = countries.map(NationalCheck.init)
    mayEndEarly = isInBoxes && countries.count > 1
  }

  /// The tree of Dutch bank codes: of each place and symbol the place after it, −1 for none; places × `Symbol.count`.
  private static let bankCodes: [Int16] = {
    var children = Array(repeating: Int16(-1), count: Symbol.count)
    for code in Registry.dutchBankCodes {
      var place = 0
      for symbol in code {
        let child = place + Int(symbol.rawValue)
        if children[child] < 0 {
          children[child] = Int16(children.count / Symbol.count)
          children += Array(repeating: -1, count: Symbol.count)
        }
        place = Int(children[child]) * Symbol.count
      }
    }
    return children
  }()

  private static var known: String { Registry.ibanStructures.keys.sorted().joined(separator: " ") }

  var type: FieldType { .iban }

  /// Boxes of an IBAN of any country: more than the longest that any country has.
  static let mostBoxes = 34

  var lengths: ClosedRange<Int> {
    let counts = structures.map { $0.count + 4 }
    let most = counts.max() ?? Self.mostBoxes
    return (counts.min() ?? most)...(mayEndEarly ? Self.mostBoxes : most)
  }

  /// Whether an IBAN with this account part fits so many boxes.
  private func fits(_ structure: [Registry.Kind], _ boxes: Int) -> Bool {
    let count = structure.count + 4
    return mayEndEarly ? count <= boxes : count == boxes
  }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] {
    if position < 2 { return Symbol.letters }
    if position < 4 { return Symbol.digits }
    let fitting = structures.filter { fits($0, boxes) && $0.count > position - 4 }
    let kinds = Set(fitting.map { $0[position - 4] })
    return kinds.count == 1 ? kinds.first?.symbols ?? [] : Registry.Kind.either.symbols
  }

  func order(boxes: Int) -> [Int] { [0, 1] + Array(4..<max(4, boxes)) + [2, 3] }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    var next = state
    switch position {
    case 0:
      guard symbol.isLetter, firstLetters(boxes).contains(symbol) else { return nil }
      next.letter = symbol.rawValue
      return (next, 1)
    case 1:
      guard symbol.isLetter else { return nil }
      let code = String([Symbol(rawValue: state.letter).character, symbol.character])
      guard let index = countries.firstIndex(of: code), fits(structures[index], boxes) else {
        return nil
      }
      next.country = Int16(index)
      next.letter = 0
      next.bank = code == "NL" ? 0 : -1
      return (next, 1)
    case 2:
      guard symbol.isDigit else { return nil }
      if isChecked { next.residue = UInt8(Mod97.step(Int(state.residue), symbol)) }
      next.check = isChecked ? symbol.rawValue : 0
      return (next, 1)
    case 3:
      guard symbol.isDigit else { return nil }
      if isChecked, !(2...98).contains(10 * state.check + symbol.rawValue) { return nil }
      if isChecked { next.residue = UInt8(Mod97.step(Int(state.residue), symbol)) }
      next.check = 0
      return next.residue == 1 || !isChecked ? (next, 1) : nil
    default:
      return account(state, at: position, of: boxes, symbol)
    }
  }

  private func account(
    _ state: State, at position: Int, of boxes: Int, _ symbol: Symbol
  ) -> (state: State, weight: Double)? {
    if state.country == State.ended { return symbol == .blank ? (state, 1) : nil }
    let structure = structures[Int(state.country)]
    let kind = structure[position - 4]
    guard kind.allows(symbol) else { return nil }
    var next = state
    if isChecked { next.residue = UInt8(Mod97.step(Int(state.residue), symbol)) }
    if isChecked, let check = nationalChecks[Int(state.country)] {
      guard let memory = check.step(state.national, at: position - 4, symbol, residue: Int(next.residue))
      else { return nil }
      next.national = memory
    }
    var weight = 1 / Double(kind.symbols.count)
    let isDutch = countries[Int(state.country)] == "NL"
    if isDutch, position < 8 {
      next.bank = state.bank < 0 ? -1 : Self.bankCodes[Int(state.bank) * Symbol.count + Int(symbol.rawValue)]
      if position == 7 {
        if next.bank >= 0 {
          // Every code weighs 26⁻⁴ so far; the list's share is spread over its codes.
          weight *= 456_976 * (1 - Self.unlistedBankCodes) / Double(Registry.dutchBankCodes.count)
        } else {
          weight *= Self.unlistedBankCodes
        }
        next.bank = -1
      }
    }
    if position == structure.count + 3 {
      let code = countries[Int(state.country)].compactMap(Symbol.init)
      if isChecked { next.residue = UInt8(Mod97.residue(code, from: Int(next.residue))) }
      next.country = State.ended
      next.national = 0
    }
    return (next, weight)
  }

  private func firstLetters(_ boxes: Int) -> Set<Symbol> {
    Set(
      zip(countries, structures).filter { fits($0.1, boxes) }.compactMap {
        $0.0.first.flatMap(Symbol.init)
      })
  }

  func accepts(_ state: State, boxes: Int) -> Bool { state.residue == 1 || !isChecked }

  var relaxed: (any FieldFormat)? {
    var relaxed = self
    relaxed.isChecked = false
    return relaxed
  }

  func canonical(_ symbols: [Symbol]) -> String { symbols.filter { $0 != .blank }.text }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    guard let symbols = canonical.characterSymbols, symbols.count <= boxes else { return [] }
    let padded = symbols + Array(repeating: .blank, count: boxes - symbols.count)
    return isValid(padded) ? [padded] : []
  }

  func validate(_ text: String) -> Validation {
    let bare = text.bare(forgiving: ".-")
    guard let symbols = bare.characterSymbols, !symbols.isEmpty,
      zip(symbols, [true, true, false, false]).allSatisfy({ $0.isLetter == $1 })
    else { return .invalid(.format) }
    guard symbols.count >= 4 else { return .invalid(.length) }
    guard let index = countries.firstIndex(of: String(bare.prefix(2))) else { return .invalid(.component) }
    guard symbols.count == structures[index].count + 4 else { return .invalid(.length) }
    guard zip(structures[index], symbols.dropFirst(4)).allSatisfy({ $0.allows($1) }) else {
      return .invalid(.format)
    }
    return isValid(symbols) ? .valid(canonical: bare) : .invalid(.checksum)
  }
}
