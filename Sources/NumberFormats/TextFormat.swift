/// Capitals and digits, with empty boxes anywhere between and around them.
///
/// Letters stand beside letters and digits beside digits: that tells an O from a 0 where the pictures do not.
struct TextFormat: FieldFormat {
  struct State: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case none, digit, letter }
    /// Whether anything is written yet.
    var isWritten = false
    /// What stands in the box before.
    var last = Kind.none
  }

  /// How likely the character beside one is of its kind.
  static let sameKind = 0.8
  static let blankWeight = 0.25

  private let length: Int?

  init(length: Int?) throws(FormatError) {
    if let length, !(1...Self.mostBoxes).contains(length) {
      throw FormatError(key: "length", message: "\(length) is not 1 to \(Self.mostBoxes)")
    }
    self.length = length
  }

  static let mostBoxes = 100

  var type: FieldType { .text }
  var lengths: ClosedRange<Int> { length.map { $0...$0 } ?? 1...Self.mostBoxes }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { Symbol.digits + Symbol.letters }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    if symbol == .blank { return (State(isWritten: state.isWritten), Self.blankWeight) }
    guard symbol.isDigit || symbol.isLetter else { return nil }
    let kind = symbol.isDigit ? State.Kind.digit : .letter
    let share = state.last == .none ? 0.5 : state.last == kind ? Self.sameKind : 1 - Self.sameKind
    let count = symbol.isDigit ? Symbol.digits.count : Symbol.letters.count
    return (State(isWritten: true, last: kind), (1 - Self.blankWeight) * share / Double(count))
  }

  func accepts(_ state: State, boxes: Int) -> Bool { state.isWritten }

  func canonical(_ symbols: [Symbol]) -> String {
    let written = symbols.drop { $0 == .blank }.reversed().drop { $0 == .blank }.reversed()
    return written.text.replacing("_", with: " ")
  }

  func mostSpellings(boxes: Int) -> Int { boxes }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    let symbols = canonical.map { $0 == " " ? Symbol.blank : Symbol($0) ?? .junk }
    guard symbols.count <= boxes else { return [] }
    let free = boxes - symbols.count
    return (0...free).map { leading in
      Array(repeating: .blank, count: leading) + symbols + Array(repeating: .blank, count: free - leading)
    }.filter(isValid)
  }

  func validate(_ text: String) -> Validation {
    let words = text.typed.split(separator: " ", omittingEmptySubsequences: false)
    let written = words.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed()
    guard !written.isEmpty, written.allSatisfy({ String($0).characterSymbols != nil }) else {
      return .invalid(.format)
    }
    let value = written.joined(separator: " ")
    return lengths.contains(value.count) ? .valid(canonical: value) : .invalid(.length)
  }
}
