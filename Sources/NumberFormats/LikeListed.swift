/// Another format's values, those more likely that resemble a list's: what is written where a closed list was not kept to.
///
/// Who is not on a class list has a number from the same range; and a slip of the pen changes one digit of a listed one.
/// Box by box, independently: nine in ten times a symbol as often as the list has it there, else any.
struct LikeListed<Base: FieldFormat>: FieldFormat {
  private let base: Base
  /// By number of boxes, then by box: how often each symbol stands there; each box sums to 1.
  private let shares: [Int: [[Double]]]

  /// The share of symbols that may be any.
  private static var anyShare: Double { 0.1 }

  /// - Parameter counts: by number of boxes, then by box: how many spellings of listed values have each symbol there.
  init(_ base: Base, counts: [Int: [[Int]]]) {
    self.base = base
    shares = Dictionary(
      uniqueKeysWithValues: counts.map { boxes, counts in
        (boxes, counts.enumerated().map { Self.shares($1, base.alphabet(at: $0, of: boxes)) })
      })
  }

  private static func shares(_ counts: [Int], _ alphabet: [Symbol]) -> [Double] {
    let possible = Set(alphabet + [.blank])
    let all = Double(counts.reduce(0, +))
    return counts.enumerated().map { symbol, count in
      let any = possible.contains(Symbol(rawValue: UInt8(symbol))) ? anyShare / Double(possible.count) : 0
      return (1 - anyShare) * Double(count) / all + any
    }
  }

  var type: FieldType { base.type }
  var lengths: ClosedRange<Int> { base.lengths }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { base.alphabet(at: position, of: boxes) }

  func order(boxes: Int) -> [Int] { base.order(boxes: boxes) }

  func start(boxes: Int) -> Base.State { base.start(boxes: boxes) }

  func step(_ state: Base.State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: Base.State, weight: Double
  )? {
    guard let step = base.step(state, at: position, of: boxes, symbol) else { return nil }
    let share = shares[boxes]?[position][Int(symbol.rawValue)] ?? 1
    return share > 0 ? (step.state, step.weight * share) : nil
  }

  func accepts(_ state: Base.State, boxes: Int) -> Bool { base.accepts(state, boxes: boxes) }

  func canonical(_ symbols: [Symbol]) -> String { base.canonical(symbols) }

  func mostSpellings(boxes: Int) -> Int { base.mostSpellings(boxes: boxes) }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    base.spellings(of: canonical, boxes: boxes)
  }

  func validate(_ text: String) -> Validation { base.validate(text) }
}
