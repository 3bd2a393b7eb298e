/// An amount: the last two boxes are cents, the boxes before hold the whole, right-aligned; empty boxes or zeros lead.
struct AmountFormat: FieldFormat {
  /// Most boxes: the whole of cents stays within 64 bits.
  static let mostBoxes = 18
  /// How much rarer than an empty box a leading zero is.
  static let leadingZeroWeight = 0.1

  enum State: Hashable, Sendable { case empty, leadingZero, digits }

  var type: FieldType { .amount }
  var lengths: ClosedRange<Int> { 3...Self.mostBoxes }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { Symbol.digits }

  func start(boxes: Int) -> State { .empty }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    let isCents = position >= boxes - 2
    if symbol == .blank { return state == .empty && !isCents ? (.empty, 1) : nil }
    guard symbol.isDigit else { return nil }
    // The zero before the comma of an amount below one is as usual as an empty box.
    if !isCents, state != .digits, symbol.rawValue == 0, position < boxes - 3 {
      return (.leadingZero, Self.leadingZeroWeight)
    }
    return (.digits, 0.1)
  }

  func accepts(_ state: State, boxes: Int) -> Bool { true }

  func canonical(_ symbols: [Symbol]) -> String {
    let whole = symbols.dropLast(2).filter { $0 != .blank }.text.drop { $0 == "0" }
    return (whole.isEmpty ? "0" : whole) + "." + symbols.suffix(2).text
  }

  func mostSpellings(boxes: Int) -> Int { boxes }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    let parts = canonical.split(separator: ".")
    guard parts.count == 2, boxes >= 3 else { return [] }
    let whole = (parts[0] == "0" ? "" : String(parts[0])).compactMap(Symbol.init)
    let cents = parts[1].compactMap(Symbol.init)
    let leading = boxes - 2 - whole.count
    guard cents.count == 2, leading >= 0 else { return [] }
    let zero = Symbol(rawValue: 0)
    return (0...leading).map { zeros in
      Array(repeating: .blank, count: leading - zeros) + Array(repeating: zero, count: zeros) + whole + cents
    }.filter(isValid)
  }

  func validate(_ text: String) -> Validation {
    var bare = text.bare()
    for sign in ["€", "EUR"] {
      if bare.hasPrefix(sign) {
        bare.removeFirst(sign.count)
      } else if bare.hasSuffix(sign) {
        bare.removeLast(sign.count)
      }
    }
    guard let mark = bare.lastIndex(where: { $0 == "," || $0 == "." }) else {
      return whole(bare).map { .valid(canonical: $0 + ".00") } ?? .invalid(.format)
    }
    let cents = bare[bare.index(after: mark)...]
    let group: Character = bare[mark] == "," ? "." : ","
    guard let whole = whole(ungrouped(bare[..<mark], by: group)) else { return .invalid(.format) }
    switch String(cents) {
    case "-", "--", "=": return .valid(canonical: whole + ".00")
    case let digits where digits.isAllDigits && digits.count == 2:
      return .valid(canonical: whole + "." + digits)
    case let digits where digits.isAllDigits: return .invalid(.length)
    default: return .invalid(.format)
    }
  }

  /// `1.234.567` without its marks; nil where they do not set off threes.
  private func ungrouped(_ text: Substring, by mark: Character) -> String? {
    let groups = text.split(separator: mark, omittingEmptySubsequences: false)
    guard groups.count > 1 else { return String(text) }
    guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
      return nil
    }
    return groups.joined()
  }

  /// The whole part without leading zeros; nil for what is none.
  private func whole(_ text: String?) -> String? {
    guard let text, text.isAllDigits, text.count <= Self.mostBoxes - 2 else { return nil }
    let significant = text.drop { $0 == "0" }
    return significant.isEmpty ? "0" : String(significant)
  }
}
