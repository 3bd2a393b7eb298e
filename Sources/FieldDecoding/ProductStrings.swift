import HeapModule
import NumberFormats

/// The strings over independent boxes that score most, best first, at most `limit`, each at least `least`.
///
/// A string is the boxes' own best but for its changes; no more than the `limit` least costly changes matter.
struct ProductStrings: Sequence, IteratorProtocol {
  /// Another symbol in one box, and what it scores against the box's best.
  private struct Change {
    var box: Int
    var symbol: Symbol
    var share: Double
  }

  /// A set of changes: the last of them in their order, and the set before it (-1 for none).
  private struct ChangeSet {
    var last: Int
    var before: Int32
    var score: Double
  }

  private let best: [Symbol]
  private let changes: [Change]
  private var sets: [ChangeSet] = []
  private var open = Heap<Candidate>()
  private var isFirst = true
  private let bestScore: Double
  private let least: Double

  init(_ scores: BoxScores, limit: Int, least: Double) {
    let best = scores.boxwise
    self.best = best
    bestScore = best.indices.reduce(1) { $0 * scores[$1, Int(best[$1].rawValue)] }
    self.least = least
    var room = Room(limit, least: bestScore > 0 ? least / bestScore : 1)
    var changes: [Change] = []
    for (box, symbol) in best.enumerated() where bestScore >= least {
      let most = scores[box, Int(symbol.rawValue)]
      for other in 0..<Symbol.count where other != Int(symbol.rawValue) && scores[box, other] > 0 {
        let share = scores[box, other] / most
        guard room.takes(share) else { continue }
        room.add(share)
        changes.append(Change(box: box, symbol: Symbol(rawValue: UInt8(other)), share: share))
      }
    }
    self.changes = Array(
      changes.sorted { ($1.share, $0.box, $0.symbol) < ($0.share, $1.box, $1.symbol) }.prefix(limit))
  }

  mutating func next() -> ScoredString? {
    guard bestScore > 0, bestScore >= least else { return nil }
    if isFirst {
      isFirst = false
      insert(0, before: -1)
      return ScoredString(symbols: best, score: bestScore)
    }
    guard let candidate = open.popMax() else { return nil }
    let set = sets[Int(candidate.node)]
    insert(set.last + 1, before: set.before)
    insert(set.last + 1, before: candidate.node)
    return string(candidate.node)
  }

  /// Adds the set of those `before` and change `number`, or the next change in a box that has none.
  private mutating func insert(_ number: Int, before: Int32) {
    var number = number
    while number < changes.count, isChanged(changes[number].box, in: before) { number += 1 }
    guard number < changes.count else { return }
    let score = (before < 0 ? bestScore : sets[Int(before)].score) * changes[number].share
    guard score >= least else { return }
    sets.append(ChangeSet(last: number, before: before, score: score))
    open.insert(Candidate(bound: score, node: Int32(sets.count - 1)))
  }

  private func isChanged(_ box: Int, in set: Int32) -> Bool {
    var set = set
    while set >= 0 {
      if changes[sets[Int(set)].last].box == box { return true }
      set = sets[Int(set)].before
    }
    return false
  }

  private func string(_ node: Int32) -> ScoredString {
    var symbols = best
    var set = node
    while set >= 0 {
      let change = changes[sets[Int(set)].last]
      symbols[change.box] = change.symbol
      set = sets[Int(set)].before
    }
    return ScoredString(symbols: symbols, score: sets[Int(node)].score)
  }
}
