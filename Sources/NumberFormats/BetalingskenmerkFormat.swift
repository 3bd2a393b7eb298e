/// The Dutch payment reference (Betaalvereniging Nederland, specifications of the betalingskenmerk): 7 digits without
/// a check; 9 to 14 digits with a check digit, then a length code; 16 digits with a check digit.
///
/// The check digit is 11 − (sum mod 11) of all digits to its right, weighted 2, 4, 8, 5, 10, 9, 7, 3, 6, 1 from the
/// right, repeating; 10 becomes 1, 11 becomes 0. The length code is the count of digits after it, modulo ten.
struct BetalingskenmerkFormat: FieldFormat {
  static let weights = [2, 4, 8, 5, 10, 9, 7, 3, 6, 1]
  static let possible: Set<Int> = [7, 9, 10, 11, 12, 13, 14, 16]

  /// The sum of the weighted digits so far, modulo eleven; the check digit is taken last.
  struct State: Hashable, Sendable {
    var sum: UInt8 = 0
    var isRight = false
  }

  private let length: Int?
  private var isChecked = true

  /// - Parameter length: digits; nil for any that is possible.
  init(length: Int?) throws(FormatError) {
    if let length, !Self.possible.contains(length) {
      throw FormatError(key: "length", message: "\(length): a betalingskenmerk has 7, 9 to 14 or 16 digits")
    }
    self.length = length
  }

  var type: FieldType { .betalingskenmerk }
  var lengths: ClosedRange<Int> { length.map { $0...$0 } ?? 7...16 }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { Symbol.digits }

  func order(boxes: Int) -> [Int] { Array(1..<max(1, boxes)) + [0] }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    guard symbol.isDigit, Self.possible.contains(boxes) else { return nil }
    var next = state
    if boxes == 7 {
      next.isRight = true
      return (next, 0.1)
    }
    if position == 0 {
      next.isRight = Int(symbol.rawValue) == Self.checkDigit(Int(state.sum))
      next.sum = 0
      return next.isRight || !isChecked ? (next, 1) : nil
    }
    if boxes < 16, position == 1, Int(symbol.rawValue) != (boxes - 2) % 10 { return nil }
    let weight = Self.weights[(boxes - 1 - position) % 10]
    guard isChecked else { return (next, 0.1) }
    next.sum = UInt8((Int(state.sum) + Int(symbol.rawValue) * weight) % 11)
    return (next, 0.1)
  }

  private static func checkDigit(_ sum: Int) -> Int {
    switch 11 - sum {
    case 10: 1
    case 11: 0
    case let digit: digit
    }
  }

  func accepts(_ state: State, boxes: Int) -> Bool { state.isRight || !isChecked }

  var relaxed: (any FieldFormat)? {
    // Seven digits have no check.
    guard length != 7 else { return nil }
    var relaxed = self
    relaxed.isChecked = false
    return relaxed
  }

  func canonical(_ symbols: [Symbol]) -> String { symbols.text }

  func validate(_ text: String) -> Validation {
    let bare = text.bare(forgiving: ".")
    guard bare.isAllDigits, let symbols = bare.characterSymbols else { return .invalid(.format) }
    guard Self.possible.contains(symbols.count), lengths.contains(symbols.count) else {
      return .invalid(.length)
    }
    if (9...14).contains(symbols.count), Int(symbols[1].rawValue) != (symbols.count - 2) % 10 {
      return .invalid(.component)
    }
    return isValid(symbols) ? .valid(canonical: bare) : .invalid(.checksum)
  }
}
