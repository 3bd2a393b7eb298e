import HeapModule
import NumberFormats

/// A string of symbols, one a box, with what it scores.
struct ScoredString: Hashable, Sendable {
  var symbols: [Symbol]
  var score: Double
}

/// The ways through a lattice, the one that scores most first; among equals the lower symbols first.
///
/// Best-first search, led by the exact best score from each state to the end.
struct BestStrings: Sequence, IteratorProtocol {
  private let lattice: FieldLattice
  private let scores: [[Double]]
  /// For every layer the best score from each state to the end.
  private let ahead: [[Double]]
  private var open = Heap<PartialWay>()

  /// `scores` has, per box (in box order), what every symbol scores beside the step's weight.
  init(_ lattice: FieldLattice, _ scores: [[Double]]) {
    self.lattice = lattice
    self.scores = scores
    ahead = lattice.bestAhead(scores)
    if lattice.stateCounts[0] > 0 {
      open.insert(PartialWay(bound: ahead[0][0], score: 1, state: 0, symbols: []))
    }
  }

  mutating func next() -> ScoredString? {
    while let way = open.popMax(), way.bound > 0 {
      let layer = way.symbols.count
      guard layer < lattice.order.count else {
        return ScoredString(symbols: lattice.inBoxOrder(way.symbols), score: way.score)
      }
      for edge in lattice.edges(in: layer, from: way.state) {
        let score = way.score * scores[lattice.order[layer]][Int(edge.symbol)] * edge.weight
        let bound = score * ahead[layer + 1][Int(edge.to)]
        guard bound > 0 else { continue }
        open.insert(
          PartialWay(bound: bound, score: score, state: edge.to, symbols: way.symbols + [edge.symbol]))
      }
    }
    return nil
  }
}

extension FieldLattice {
  fileprivate func bestAhead(_ scores: [[Double]]) -> [[Double]] {
    var best = stateCounts.map { Array(repeating: 0.0, count: $0) }
    best[order.count] = Array(repeating: 1, count: stateCounts[order.count])
    for (layer, position) in order.enumerated().reversed() {
      for edge in layers[layer] {
        let score = best[layer + 1][Int(edge.to)] * scores[position][Int(edge.symbol)] * edge.weight
        if score > best[layer][Int(edge.from)] { best[layer][Int(edge.from)] = score }
      }
    }
    return best
  }

  fileprivate func edges(in layer: Int, from: Int32) -> ArraySlice<Edge> {
    let edges = layers[layer]
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if edges[middle].from < from { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < edges.count, edges[end].from == from { end += 1 }
    return edges[low..<end]
  }

  fileprivate func inBoxOrder(_ symbols: [UInt8]) -> [Symbol] {
    var result = Array(repeating: Symbol.blank, count: symbols.count)
    for (layer, raw) in symbols.enumerated() { result[order[layer]] = Symbol(rawValue: raw) }
    return result
  }
}

/// The beginning of a way, in the order of the search.
private struct PartialWay: Comparable {
  /// The most that any of its continuations scores.
  var bound: Double
  var score: Double
  var state: Int32
  var symbols: [UInt8]

  static func < (a: PartialWay, b: PartialWay) -> Bool {
    if a.bound != b.bound { return a.bound < b.bound }
    // Longer ways first, so that the search ends; then lower symbols first.
    if a.symbols.count != b.symbols.count { return a.symbols.count < b.symbols.count }
    return b.symbols.lexicographicallyPrecedes(a.symbols)
  }
}
