import HeapModule
import NumberFormats

/// A string of symbols, one a box, with what it scores.
struct ScoredString: Hashable, Sendable {
  var symbols: [Symbol]
  var score: Double
}

/// The accepted strings that score most, best first, at most `limit`.
///
/// Best-first search from the end, led by the exact best score of every beginning: what is popped is the next string.
struct BestStrings: Sequence, IteratorProtocol {
  private let lattice: FieldLattice
  private let bests: LatticeBests
  /// What a step of each look scores.
  private let factors: [Double]
  private var nodes: [Ending] = []
  private var open = Heap<Candidate>()
  private var room: Room
  private let limit: Int
  /// What `promising` found, by state.
  private var ranked: [Int32: [Int32]] = [:]

  /// More arrivals than this are ranked once instead of tried each time.
  private static let crowd = 64

  /// The end of a string, from `state` on.
  private struct Ending {
    var state: Int32
    /// Index of the ending that follows the symbol; -1 for none.
    var rest: Int32
    var symbol: UInt8
    var score: Double
  }

  init(_ lattice: FieldLattice, _ scores: BoxScores, _ bests: LatticeBests, limit: Int) {
    self.lattice = lattice
    self.bests = bests
    room = Room(limit)
    self.limit = limit
    factors = lattice.looks.map { scores[Int($0.box), Int($0.symbol)] * $0.weight }
    guard lattice.isPossible else { return }
    for state in lattice.offsets[lattice.boxes]..<lattice.stateCount {
      nodes.append(Ending(state: Int32(state), rest: -1, symbol: 0, score: 1))
      insert(Int32(nodes.count - 1), bound: bests.values[state])
    }
  }

  mutating func next() -> ScoredString? {
    guard let candidate = open.popMax() else { return nil }
    var node = candidate.node
    while nodes[Int(node)].state != 0 { node = extend(nodes[Int(node)], node) }
    return string(nodes[Int(node)])
  }

  /// The best way on from an ending, which scores what it promised; the others are kept for later.
  private mutating func extend(_ ending: Ending, _ node: Int32) -> Int32 {
    let places = lattice.ends[Int(ending.state)]..<lattice.ends[Int(ending.state) + 1]
    if places.count > Self.crowd {
      return extend(ending, node, by: promising(places, to: ending.state))
    }
    return extend(ending, node, by: places)
  }

  private mutating func extend(_ ending: Ending, _ node: Int32, by places: some Sequence<Int32>) -> Int32 {
    let most = bests.values[Int(ending.state)]
    var best: Int32?
    for place in places {
      let bound = bound(place)
      if best == nil, bound == most {
        best = append(place, before: node, ending)
      } else if room.takes(bound * ending.score) {
        insert(append(place, before: node, ending), bound: bound * ending.score)
      }
    }
    guard let best else { preconditionFailure("a state's best beginning is that of one of its arrivals") }
    return best
  }

  /// The ending that is longer by the arrival at `place`.
  private mutating func append(_ place: Int32, before node: Int32, _ ending: Ending) -> Int32 {
    let arrival = lattice.arrivals[Int(place)]
    nodes.append(
      Ending(
        state: arrival.from, rest: node, symbol: lattice.looks[Int(arrival.look)].symbol,
        score: factors[Int(arrival.look)] * ending.score))
    return Int32(nodes.count - 1)
  }

  /// The most that a string scores up to the end of the arrival at `place`.
  private func bound(_ place: Int32) -> Double {
    let arrival = lattice.arrivals[Int(place)]
    return bests.values[Int(arrival.from)] * factors[Int(arrival.look)]
  }

  /// The arrivals at a state that has a crowd of them: no more than strings are looked for; looked up once.
  private mutating func promising(_ places: Range<Int32>, to state: Int32) -> [Int32] {
    if let known = ranked[state] { return known }
    var best = Room(limit)
    for place in places { best.add(bound(place)) }
    var kept: [Int32] = []
    for place in places where bound(place) >= best.least { kept.append(place) }
    ranked[state] = kept
    return kept
  }

  private mutating func insert(_ node: Int32, bound: Double) {
    guard bound > 0 else { return }
    room.add(bound)
    open.insert(Candidate(bound: bound, node: node))
  }

  private func string(_ first: Ending) -> ScoredString {
    var symbols = Array(repeating: Symbol.blank, count: lattice.boxes)
    var ending = first
    for box in lattice.order {
      symbols[box] = Symbol(rawValue: ending.symbol)
      ending = nodes[Int(ending.rest)]
    }
    return ScoredString(symbols: symbols, score: first.score)
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

/// The greatest `limit` scores of strings known so far: what is not among them need not be kept.
struct Room {
  private let limit: Int
  /// Descending.
  private var scores: [Double] = []

  init(_ limit: Int) {
    self.limit = limit
    scores.reserveCapacity(limit + 1)
  }

  /// What a score must reach to be among them; 0 while there is room.
  var least: Double { scores.count < limit ? 0 : scores[limit - 1] }

  func takes(_ score: Double) -> Bool { scores.count < limit || score > scores[limit - 1] }

  mutating func add(_ score: Double) {
    guard takes(score) else { return }
    var place = scores.count
    while place > 0, scores[place - 1] < score { place -= 1 }
    scores.insert(score, at: place)
    if scores.count > limit { scores.removeLast() }
  }
}
