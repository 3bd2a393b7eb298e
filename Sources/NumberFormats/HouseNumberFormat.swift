/// A house number: one to five digits, not led by 0, then perhaps an addition.
///
/// The addition is up to four digits or capitals, set off by an empty box unless it begins with a letter. Boxes
/// before and after stay empty. Canonical: the addition follows a letter directly (`12A`), a digit after a hyphen (`12-3`).
struct HouseNumberFormat: FieldFormat {
  static let mostDigits = 5
  static let mostAddition = 4
  /// How much rarer than a plain number one with an addition is.
  static let additionWeight = 0.1

  struct State: Hashable, Sendable {
    enum Part: Hashable, Sendable { case before, number, gap, addition, after }
    var part = Part.before
    /// Characters of the part so far.
    var count: UInt8 = 0
  }

  var type: FieldType { .housenumber }
  var lengths: ClosedRange<Int> { 1...12 }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] {
    position == 0 ? Symbol.digits : Symbol.digits + Symbol.letters
  }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    switch (state.part, symbol) {
    case (.before, .blank): (state, 1)
    case (.before, _) where symbol.isDigit && symbol.rawValue > 0: (State(part: .number, count: 1), 1 / 9)
    case (.number, .blank): (State(part: .gap), 1)
    case (.number, _) where symbol.isDigit && state.count < Self.mostDigits:
      (State(part: .number, count: state.count + 1), 0.1)
    case (.number, _) where symbol.isLetter: (State(part: .addition, count: 1), Self.additionWeight / 26)
    case (.gap, .blank), (.addition, .blank), (.after, .blank): (State(part: .after), 1)
    case (.gap, _) where symbol.isDigit || symbol.isLetter:
      (State(part: .addition, count: 1), Self.additionWeight / 36)
    case (.addition, _) where (symbol.isDigit || symbol.isLetter) && state.count < Self.mostAddition:
      (State(part: .addition, count: state.count + 1), 1 / 36)
    default: nil
    }
  }

  func accepts(_ state: State, boxes: Int) -> Bool { state.part != .before }

  func canonical(_ symbols: [Symbol]) -> String {
    let parts = symbols.split(separator: .blank).map(\.text)
    guard parts.count == 2, let first = parts[1].first else { return parts.joined() }
    return parts[0] + (first.isNumber ? "-" : "") + parts[1]
  }

  func mostSpellings(boxes: Int) -> Int { 2 * boxes }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    let digits = canonical.prefix { $0.isNumber }
    let addition = canonical.dropFirst(digits.count)
    let number = digits.compactMap(Symbol.init)
    let added = addition.filter { $0 != "-" }.compactMap(Symbol.init)
    var bodies = [number + [.blank] + added]
    if added.isEmpty { bodies = [number] } else if added[0].isLetter { bodies.append(number + added) }
    return bodies.filter { $0.count <= boxes }.flatMap { body in
      (0...boxes - body.count).map { leading in
        Array(repeating: .blank, count: leading) + body
          + Array(repeating: .blank, count: boxes - body.count - leading)
      }
    }.filter(isValid)
  }

  func validate(_ text: String) -> Validation {
    let words = text.typed.split { " -/".contains($0) }
    let parts = words.compactMap { String($0).characterSymbols }
    guard (1...2).contains(parts.count), parts.count == words.count, parts[0][0].isDigit else {
      return .invalid(.format)
    }
    let body = Array(parts.joined(separator: [.blank]))
    if isValid(body) { return .valid(canonical: canonical(body)) }
    return .invalid(parts[0].count(where: \.isDigit) > Self.mostDigits || body.count > 10 ? .length : .format)
  }
}
