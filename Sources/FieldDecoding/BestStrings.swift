import HeapModule
import NumberFormats

/// A string of symbols, one a box, with what it scores.
struct ScoredString: Hashable, Sendable {
  var symbols: [Symbol]
  var score: Double
}

/// The accepted strings that score most, best first, at most `limit`, each at least `least`.
///
/// Best-first search, led by what the best way on from every state scores: what is popped is the next string.
struct BestStrings: Sequence, IteratorProtocol {
  private let lattice: FieldLattice
  private let bests: LatticeBests
  /// What a step of each look scores.
  private let factors: [Double]
  private var nodes: [Beginning] = []
  private var open = Heap<Candidate>()
  private var room: Room

  /// The beginning of a string, up to `state`.
  private struct Beginning {
    var state: Int32
    /// Index of the beginning without its last symbol; -1 for none.
    var before: Int32
    var symbol: UInt8
    var score: Double
  }

  init(_ lattice: FieldLattice, _ scores: BoxScores, _ bests: LatticeBests, limit: Int, least: Double = 0) {
    self.lattice = lattice
    self.bests = bests
    room = Room(limit, least: least)
    factors = lattice.looks.map { scores[Int($0.box), Int($0.symbol)] * $0.weight }
    if lattice.isPossible, bests.values[0] > 0, room.takes(bests.values[0]) {
      insert(Beginning(state: 0, before: -1, symbol: 0, score: 1), bound: bests.values[0])
    }
  }

  mutating func next() -> ScoredString? {
    guard let candidate = open.popMax() else { return nil }
    var node = candidate.node
    let last = lattice.offsets[lattice.boxes]
    while nodes[Int(node)].state < last { node = extend(nodes[Int(node)], node) }
    return string(node)
  }

  /// The best way on from a beginning, which scores what it promised; the others are kept for later.
  private mutating func extend(_ beginning: Beginning, _ node: Int32) -> Int32 {
    let state = Int(beginning.state)
    let most = bests.values[state]
    var best: Int32?
    for step in lattice.steps[Int(lattice.starts[state])..<Int(lattice.starts[state + 1])] {
      let factor = factors[Int(step.look)]
      let onward = bests.values[Int(step.to)] * factor
      let isBest = best == nil && onward == most
      guard isBest || (onward > 0 && room.takes(onward * beginning.score)) else { continue }
      let longer = Beginning(
        state: step.to, before: node, symbol: lattice.looks[Int(step.look)].symbol,
        score: factor * beginning.score)
      if isBest {
        best = Int32(nodes.count)
        nodes.append(longer)
      } else {
        insert(longer, bound: onward * beginning.score)
      }
    }
    guard let best else { preconditionFailure("a state's best way on is that of one of its steps") }
    return best
  }

  private mutating func insert(_ beginning: Beginning, bound: Double) {
    room.add(bound)
    open.insert(Candidate(bound: bound, node: Int32(nodes.count)))
    nodes.append(beginning)
  }

  private func string(_ last: Int32) -> ScoredString {
    var symbols = Array(repeating: Symbol.blank, count: lattice.boxes)
    var node = last
    for box in lattice.order.reversed() {
      symbols[box] = Symbol(rawValue: nodes[Int(node)].symbol)
      node = nodes[Int(node)].before
    }
    return ScoredString(symbols: symbols, score: nodes[Int(last)].score)
  }
}

/// Something numbered that is to be looked at, what has the greatest bound first; of equals what came first.
struct Candidate: Comparable {
  var bound: Double
  var node: Int32

  static func < (a: Candidate, b: Candidate) -> Bool {
    a.bound != b.bound ? a.bound < b.bound : a.node > b.node
  }
}

/// The greatest `limit` scores of strings known so far, each at least `floor`: what is not among them need not be kept.
struct Room {
  private let limit: Int
  private let floor: Double
  /// Descending.
  private var scores: [Double] = []

  init(_ limit: Int, least: Double = 0) {
    self.limit = limit
    floor = least
    scores.reserveCapacity(limit + 1)
  }

  func takes(_ score: Double) -> Bool {
    score >= floor && (scores.count < limit || score > scores[limit - 1])
  }

  mutating func add(_ score: Double) {
    guard takes(score) else { return }
    var place = scores.count
    while place > 0, scores[place - 1] < score { place -= 1 }
    scores.insert(score, at: place)
    if scores.count > limit { scores.removeLast() }
  }
}
