/// Capitals and digits, with empty boxes anywhere between and around them.
struct TextFormat: FieldFormat {
  /// Whether anything is written yet.
  typealias State = Bool

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

  func start(boxes: Int) -> Bool { false }

  func step(_ state: Bool, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: Bool, weight: Double
  )? {
    if symbol == .blank { return (state, 1 / 4) }
    return symbol.isDigit || symbol.isLetter ? (true, 1 / 36) : nil
  }

  func accepts(_ state: Bool, boxes: Int) -> Bool { state }

  func canonical(_ symbols: [Symbol]) -> String {
    symbols.split(separator: .blank).map(\.text).joined(separator: " ")
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
    let words = text.typed.split(separator: " ").map(String.init)
    guard !words.isEmpty, words.allSatisfy({ $0.characterSymbols != nil }) else { return .invalid(.format) }
    let value = words.joined(separator: " ")
    return lengths.contains(value.count) ? .valid(canonical: value) : .invalid(.length)
  }
}
