/// The structured creditor reference of ISO 11649.
///
/// RF, check digits 02–98, then 1 to 21 digits or capitals; rotated as an IBAN, it is 1 modulo 97. Boxes after the
/// reference stay empty.
struct RFFormat: FieldFormat {
  struct State: Hashable, Sendable {
    var residue: UInt8 = 0
    var check: UInt8 = 0
    var hasEnded = false
  }

  private var isChecked = true

  var type: FieldType { .rf }
  var lengths: ClosedRange<Int> { 5...25 }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] {
    switch position {
    case 0, 1: Symbol.letters
    case 2, 3: Symbol.digits
    default: Symbol.digits + Symbol.letters
    }
  }

  func order(boxes: Int) -> [Int] { [0, 1] + Array(4..<max(4, boxes)) + [2, 3] }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    var next = state
    switch position {
    case 0, 1:
      return symbol.character == (position == 0 ? "R" : "F") ? (next, 1) : nil
    case 2, 3:
      guard symbol.isDigit else { return nil }
      if isChecked { next.residue = UInt8(Mod97.step(Int(state.residue), symbol)) }
      if position == 2 {
        next.check = isChecked ? symbol.rawValue : 0
        return (next, 1)
      }
      next.check = 0
      let isRight = (2...98).contains(10 * state.check + symbol.rawValue) && next.residue == 1
      return isRight || !isChecked ? (next, 1) : nil
    default:
      if symbol == .blank {
        guard position > 4 else { return nil }
        next.hasEnded = true
      } else {
        guard !state.hasEnded, symbol.isDigit || symbol.isLetter else { return nil }
        if isChecked { next.residue = UInt8(Mod97.step(Int(state.residue), symbol)) }
      }
      if position == boxes - 1 {
        if isChecked {
          next.residue = UInt8(Mod97.residue("RF".compactMap(Symbol.init), from: Int(next.residue)))
        }
        next.hasEnded = false
      }
      return (next, symbol == .blank ? 1 : 1 / 36)
    }
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
    let bare = text.bare(forgiving: "-.,/:")
    guard let symbols = bare.characterSymbols, bare.hasPrefix("RF") else { return .invalid(.format) }
    guard lengths.contains(symbols.count) else { return .invalid(.length) }
    guard symbols[2].isDigit, symbols[3].isDigit else { return .invalid(.format) }
    return isValid(symbols) ? .valid(canonical: bare) : .invalid(.checksum)
  }
}
