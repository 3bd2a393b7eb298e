import HeapModule
import NumberFormats

/// The strings over independent boxes, one after the other, the most probable first.
struct ProductStrings: Sequence, IteratorProtocol {
  /// Per box its symbols with a score above 0, best first.
  private let candidates: [[(symbol: Symbol, score: Double)]]
  private var open = Heap<Choice>()

  /// `scores` has, per box, what every symbol scores.
  init(_ scores: [[Double]]) {
    candidates = scores.map { box in
      box.indices.filter { box[$0] > 0 }.sorted { (box[$1], $0) < (box[$0], $1) }
        .map { (Symbol(rawValue: UInt8($0)), box[$0]) }
    }
    guard candidates.allSatisfy({ !$0.isEmpty }) else { return }
    open.insert(choice(Array(repeating: 0, count: candidates.count), last: 0))
  }

  mutating func next() -> ScoredString? {
    guard let best = open.popMax() else { return nil }
    // Each choice is reached once: only boxes from the last one advanced on are advanced further.
    for box in best.last..<candidates.count where Int(best.ranks[box]) + 1 < candidates[box].count {
      var ranks = best.ranks
      ranks[box] += 1
      open.insert(choice(ranks, last: box))
    }
    let symbols = zip(candidates, best.ranks).map { $0[Int($1)].symbol }
    return ScoredString(symbols: symbols, score: best.score)
  }

  private func choice(_ ranks: [UInt8], last: Int) -> Choice {
    let score = zip(candidates, ranks).reduce(1.0) { $0 * $1.0[Int($1.1)].score }
    return Choice(score: score, ranks: ranks, last: last)
  }
}

private struct Choice: Comparable {
  var score: Double
  /// Per box the rank of the symbol taken.
  var ranks: [UInt8]
  /// The last box whose rank was advanced.
  var last: Int

  static func < (a: Choice, b: Choice) -> Bool {
    if a.score != b.score { return a.score < b.score }
    return b.ranks.lexicographicallyPrecedes(a.ranks)
  }
}
