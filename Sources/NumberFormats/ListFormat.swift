/// A closed list of values of another format: a tree over their spellings in the boxes.
///
/// What is not on the list is not valid, and so stays possible only as a writer's error or a stranger.
struct ListFormat: FieldFormat {
  private let base: any FieldFormat
  private let boxes: Int?
  private let canonicals: Set<String>
  /// By number of boxes.
  private let trees: [Int: Tree]

  /// The spellings of all values over a number of boxes.
  private struct Tree: Sendable {
    /// (place, symbol) → place; 0 is the root.
    private(set) var edges: [UInt64: UInt32] = [:]
    private(set) var ends: Set<UInt32> = []
    /// By box: how many spellings have each symbol there.
    private(set) var symbolCounts: [[Int]] = []
    private var count: UInt32 = 1

    mutating func add(_ spelling: [Symbol], in order: [Int]) {
      if symbolCounts.isEmpty {
        symbolCounts = Array(repeating: Array(repeating: 0, count: Symbol.count), count: spelling.count)
      }
      for (box, symbol) in spelling.enumerated() { symbolCounts[box][Int(symbol.rawValue)] += 1 }
      var place: UInt32 = 0
      for position in order {
        let key = Self.key(place, spelling[position])
        if let next = edges[key] {
          place = next
        } else {
          edges[key] = count
          place = count
          count += 1
        }
      }
      ends.insert(place)
    }

    /// The tree as an automaton: its keys, sorted, are the steps of one place after the other.
    func automaton(order: [Int]) -> Automaton {
      let keys = edges.keys.sorted()
      var starts = Array(repeating: 0, count: Int(count) + 1)
      for key in keys { starts[Int(key >> 8) + 1] += 1 }
      for place in 0..<Int(count) { starts[place + 1] += starts[place] }
      var places: [UInt32] = [0]
      var layers: [[Automaton.Step]] = []
      var counts = [1]
      for _ in order {
        var steps: [Automaton.Step] = []
        var next: [UInt32] = []
        for (from, place) in places.enumerated() {
          for key in keys[starts[Int(place)]..<starts[Int(place) + 1]] {
            steps.append(
              Automaton.Step(
                from: Int32(from), to: Int32(next.count), symbol: UInt8(key & 0xFF), weight: 1))
            next.append(edges[key] ?? 0)
          }
        }
        layers.append(steps)
        places = next
        counts.append(next.count)
      }
      return Automaton(
        order: order, layers: layers, stateCounts: counts, accepting: places.map(ends.contains))
    }

    static func key(_ place: UInt32, _ symbol: Symbol) -> UInt64 {
      UInt64(place) << 8 | UInt64(symbol.rawValue)
    }
  }

  /// - Parameter boxes: how many boxes the field has; nil for an undivided area, where every value takes as many as it
  ///   has characters.
  init(base: any FieldFormat, values: [String], boxes: Int?) throws(FormatError) {
    var canonicals: Set<String> = []
    for (index, value) in values.enumerated() {
      switch base.validate(value) {
      case .valid(let canonical): canonicals.insert(canonical)
      case .invalid(let fault):
        // The value itself may be personal: its place is told.
        throw FormatError(
          key: "list",
          message: "value \(index + 1) of the list is no \(base.type.rawValue): \(fault.rawValue)")
      }
    }
    self.base = base
    self.boxes = boxes
    self.canonicals = canonicals
    trees = Self.trees(canonicals.sorted(), base, boxes)
  }

  private static func trees(_ values: [String], _ base: any FieldFormat, _ boxes: Int?) -> [Int: Tree] {
    var trees: [Int: Tree] = [:]
    var orders: [Int: [Int]] = [:]
    for value in values {
      let count = boxes ?? characters(of: value, base)
      let order = orders[count] ?? base.order(boxes: count)
      orders[count] = order
      for spelling in base.spellings(of: value, boxes: count) {
        trees[count, default: Tree()].add(spelling, in: order)
      }
    }
    return trees
  }

  /// How many characters of an undivided area spell a value.
  private static func characters(of value: String, _ base: any FieldFormat) -> Int {
    base.lengths.count == 1
      ? base.lengths.lowerBound : value.count { Symbol($0).map { $0 != .blank && $0 != .junk } ?? false }
  }

  var relaxed: (any FieldFormat)? {
    func likeListed(_ base: some FieldFormat) -> any FieldFormat {
      LikeListed(base, counts: trees.mapValues(\.symbolCounts))
    }
    return likeListed(base)
  }

  var type: FieldType { base.type }
  var lengths: ClosedRange<Int> { boxes.map { $0...$0 } ?? base.lengths }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { base.alphabet(at: position, of: boxes) }

  func order(boxes: Int) -> [Int] { base.order(boxes: boxes) }

  func start(boxes: Int) -> UInt32 { 0 }

  func step(_ state: UInt32, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: UInt32, weight: Double
  )? {
    trees[boxes]?.edges[Tree.key(state, symbol)].map { ($0, 1) }
  }

  func automaton(boxes: Int) -> Automaton {
    (trees[boxes] ?? Tree()).automaton(order: order(boxes: boxes))
  }

  func accepts(_ state: UInt32, boxes: Int) -> Bool { trees[boxes]?.ends.contains(state) ?? false }

  func canonical(_ symbols: [Symbol]) -> String { base.canonical(symbols) }

  func mostSpellings(boxes: Int) -> Int { base.mostSpellings(boxes: boxes) }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    base.spellings(of: canonical, boxes: boxes).filter(isValid)
  }

  func validate(_ text: String) -> Validation {
    let validation = base.validate(text)
    guard case .valid(let canonical) = validation else { return validation }
    return canonicals.contains(canonical) ? validation : .invalid(.component)
  }
}
