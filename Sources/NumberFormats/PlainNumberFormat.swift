/// A number of digits as written: its length fixed, or free within its boxes, which are then empty before or after it;
/// a range and a checksum may narrow it.
struct PlainNumberFormat: FieldFormat {
  enum Check: String, CaseIterable, Sendable {
    case luhn
    case mod11
    case mod97
  }

  static let mostDigits = 40
  /// Most digits of a bound, and of a number that has one: it stays within 64 bits.
  static let mostRangedDigits = 18
  /// How much rarer empty boxes after a number are than before it.
  static let trailingWeight = 0.3

  struct State: Hashable, Sendable {
    enum Part: Hashable, Sendable { case before, digits, after }
    var part = Part.before
    /// Digits so far, where a length is asked for.
    var count: UInt8 = 0
    var range = DigitRange.State()
    var luhn = LuhnResidue()
    var eleven = ElevenResidue()
    var residue: UInt8 = 0
  }

  private let length: Int?
  private var check: Check?
  private let range: ClosedRange<Int>?

  init(length: Int?, min: Int?, max: Int?, check: String?) throws(FormatError) {
    if let length, !(1...Self.mostDigits).contains(length) {
      throw FormatError(key: "length", message: "\(length) is not 1 to \(Self.mostDigits)")
    }
    if let length, length > Self.mostRangedDigits, min != nil || max != nil {
      throw FormatError(key: "length", message: "\(length): with min or max at most \(Self.mostRangedDigits)")
    }
    let most = Self.power(Swift.min(length ?? Self.mostRangedDigits, Self.mostRangedDigits)) - 1
    if let min, !(0...most).contains(min) {
      throw FormatError(key: "min", message: "\(min) is not 0 to \(most)")
    }
    if let max, max < 0 { throw FormatError(key: "max", message: "\(max) is below 0") }
    if let min, let max, min > max { throw FormatError(key: "max", message: "\(max) is below min \(min)") }
    if let check, Check(rawValue: check) == nil {
      let known = Check.allCases.map(\.rawValue).joined(separator: ", ")
      throw FormatError(key: "check", message: "\(check) is not one of \(known)")
    }
    self.length = length
    self.check = check.flatMap(Check.init)
    range = min == nil && max == nil ? nil : (min ?? 0)...Swift.min(max ?? most, most)
  }

  private static func power(_ digits: Int) -> Int { (0..<digits).reduce(1) { product, _ in 10 * product } }

  var type: FieldType { .number }
  var lengths: ClosedRange<Int> { (length ?? 1)...mostBoxes }

  private var mostBoxes: Int { range == nil ? Self.mostDigits : Self.mostRangedDigits }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { Symbol.digits }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    var next = state
    if symbol == .blank { return blank(state, at: position, of: boxes) }
    guard symbol.isDigit, state.part != .after, boxes <= mostBoxes else { return nil }
    next.part = .digits
    let digit = Int(symbol.rawValue)
    if let length {
      guard state.count < length else { return nil }
      next.count += 1
    }
    if let range {
      guard let within = bounds(range, boxes)?.step(state.range, at: position, symbol.rawValue) else {
        return nil
      }
      next.range = within
    }
    switch check {
    case .luhn: next.luhn = state.luhn.adding(digit)
    case .mod11: next.eleven = state.eleven.adding(digit)
    case .mod97: next.residue = UInt8(Mod97.step(Int(state.residue), symbol))
    case nil: break
    }
    return (next, 0.1)
  }

  private func blank(_ state: State, at position: Int, of boxes: Int) -> (state: State, weight: Double)? {
    if let length, length == boxes { return nil }
    var next = state
    if state.part == .before {
      // An empty box before the number is a zero to the range.
      if let range {
        guard let within = bounds(range, boxes)?.step(state.range, at: position, 0) else { return nil }
        next.range = within
      }
      return (next, 1)
    }
    // With a range, the digits' places must be known: such numbers end in the last box.
    guard range == nil else { return nil }
    next.part = .after
    return (next, state.part == .digits ? Self.trailingWeight : 1)
  }

  /// The range as far as `boxes` digits reach; nil where they cannot.
  private func bounds(_ range: ClosedRange<Int>, _ boxes: Int) -> DigitRange? {
    let most = Self.power(boxes) - 1
    guard range.lowerBound <= most else { return nil }
    return DigitRange(range.lowerBound...min(range.upperBound, most), digits: boxes)
  }

  func accepts(_ state: State, boxes: Int) -> Bool {
    guard state.part != .before, length.map({ $0 == Int(state.count) }) ?? true else { return false }
    return switch check {
    case .luhn: state.luhn.holds
    case .mod11: state.eleven.holds
    case .mod97: state.residue == 1
    case nil: true
    }
  }

  var relaxed: (any FieldFormat)? {
    guard check != nil else { return nil }
    var relaxed = self
    relaxed.check = nil
    return relaxed
  }

  func canonical(_ symbols: [Symbol]) -> String { symbols.filter { $0 != .blank }.text }

  func mostSpellings(boxes: Int) -> Int { boxes - (length ?? 1) + 1 }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    guard let symbols = canonical.characterSymbols, symbols.count <= boxes else { return [] }
    let free = boxes - symbols.count
    return (0...free).map { leading in
      Array(repeating: .blank, count: leading) + symbols + Array(repeating: .blank, count: free - leading)
    }.filter(isValid)
  }

  func validate(_ text: String) -> Validation {
    let bare = text.bare()
    guard bare.isAllDigits, let symbols = bare.characterSymbols else { return .invalid(.format) }
    guard lengths.contains(symbols.count), length.map({ $0 == symbols.count }) ?? true else {
      return .invalid(.length)
    }
    if isValid(symbols) { return .valid(canonical: bare) }
    if let range, !range.contains(Int(bare) ?? -1) { return .invalid(.component) }
    return .invalid(.checksum)
  }
}
