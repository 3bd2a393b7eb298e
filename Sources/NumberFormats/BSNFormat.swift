/// The Dutch citizen service number: nine digits, weighted 9, 8, …, 2, −1, a multiple of eleven, not all zero.
struct BSNFormat: FieldFormat {
  static let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1]

  struct State: Hashable, Sendable {
    var sum: UInt8 = 0
    var isZero = true
  }

  private var isChecked = true

  var type: FieldType { .bsn }
  var lengths: ClosedRange<Int> { 9...9 }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { Symbol.digits }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    guard symbol.isDigit, boxes == 9 else { return nil }
    let sum = Int(state.sum) + 11 + Int(symbol.rawValue) * Self.weights[position]
    guard isChecked else { return (State(), 0.1) }
    return (State(sum: UInt8(sum % 11), isZero: state.isZero && symbol.rawValue == 0), 0.1)
  }

  func accepts(_ state: State, boxes: Int) -> Bool { !isChecked || (state.sum == 0 && !state.isZero) }

  var relaxed: (any FieldFormat)? {
    var relaxed = self
    relaxed.isChecked = false
    return relaxed
  }

  func canonical(_ symbols: [Symbol]) -> String { symbols.text }

  func validate(_ text: String) -> Validation {
    let bare = text.bare(forgiving: ".-")
    guard bare.isAllDigits, let symbols = bare.characterSymbols else { return .invalid(.format) }
    guard symbols.count == 9 else { return .invalid(.length) }
    return isValid(symbols) ? .valid(canonical: bare) : .invalid(.checksum)
  }
}
