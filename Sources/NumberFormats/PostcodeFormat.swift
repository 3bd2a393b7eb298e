/// Postal codes: the Netherlands with or without letters, and countries whose codes are digits within a range.
struct PostcodeFormat: FieldFormat {
  /// Dutch letter pairs that are never issued.
  static let neverIssued: Set<String> = ["SA", "SD", "SS"]
  /// Dutch letters that are rare: a prior, not a rule.
  static let rareLetters = Set("FIOQUY")
  static let rareWeight = 0.1

  struct State: Hashable, Sendable {
    var range = DigitRange.State()
    var letter: UInt8 = 0
  }

  private let country: String
  private let range: Registry.PostcodeRange
  private let digits: DigitRange
  /// How many boxes or characters: the digits alone, and what else the country has.
  private let counts: [Int]

  /// - Parameter length: characters; nil for the country's full code.
  init(country: String, length: Int?) throws(FormatError) {
    guard let range = Registry.postcodes[country] else {
      let known = Registry.postcodes.keys.sorted().joined(separator: " ")
      throw FormatError(key: "country", message: "\(country) has no known postal codes; known: \(known)")
    }
    let possible = country == "NL" ? [4, 6] : country == "US" ? [5, 9] : [range.digits]
    if let length, !possible.contains(length) {
      let words = possible.map(String.init).joined(separator: " or ")
      throw FormatError(
        key: "length", message: "\(length): a postal code of \(country) has \(words) characters")
    }
    counts = length.map { [$0] } ?? (country == "NL" ? [6] : possible)
    self.country = country
    self.range = range
    digits = DigitRange(range.lowest...range.highest, digits: range.digits)
  }

  var type: FieldType { .postcode }
  var lengths: ClosedRange<Int> { (counts.min() ?? range.digits)...(counts.max() ?? range.digits) }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] {
    country == "NL" && position >= 4 ? Symbol.letters : Symbol.digits
  }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    guard counts.contains(boxes) else { return nil }
    var next = state
    if position < range.digits {
      guard symbol.isDigit, let within = digits.step(state.range, at: position, symbol.rawValue) else {
        return nil
      }
      next.range = position == range.digits - 1 ? DigitRange.State() : within
      return (next, 0.1)
    }
    guard country == "NL" else { return symbol.isDigit ? (next, 0.1) : nil }
    guard symbol.isLetter else { return nil }
    let weight = Self.rareLetters.contains(symbol.character) ? Self.rareWeight : 1
    if position == 4 {
      next.letter = symbol.rawValue
      return (next, weight)
    }
    let pair = String([Symbol(rawValue: state.letter).character, symbol.character])
    next.letter = 0
    return Self.neverIssued.contains(pair) ? nil : (next, weight)
  }

  func accepts(_ state: State, boxes: Int) -> Bool { true }

  func canonical(_ symbols: [Symbol]) -> String {
    let text = symbols.text
    guard text.count > range.digits else { return text }
    return text.prefix(range.digits) + (country == "US" ? "-" : " ") + text.dropFirst(range.digits)
  }

  func validate(_ text: String) -> Validation {
    var bare = text.bare(forgiving: "-")
    // Written abroad, the country leads: NL-1234 AB, L-1234.
    if let prefix = ([country] + range.prefixes).first(where: bare.hasPrefix) {
      bare.removeFirst(prefix.count)
    }
    guard let symbols = bare.characterSymbols else { return .invalid(.format) }
    guard counts.contains(symbols.count) else { return .invalid(.length) }
    for (position, symbol) in symbols.enumerated() {
      guard alphabet(at: position, of: symbols.count).contains(symbol) else { return .invalid(.format) }
    }
    return isValid(symbols) ? .valid(canonical: canonical(symbols)) : .invalid(.component)
  }
}
