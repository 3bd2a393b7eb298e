import FieldDecoding
import Ledger
package import NumberFormats

/// How single boxes were read, before any format: what was taken for what, and how sure.
package struct CharacterCounts: Hashable, Sendable {
  /// What is written, and what the box alone reads as.
  package struct Pair: Hashable, Sendable {
    package var written: Symbol
    package var read: Symbol
  }

  package private(set) var pairs: [Pair: Int] = [:]
  /// Boxes by how sure they are of their best symbol, as in `ConfidenceHistogram`: all, and the wrong ones.
  package private(set) var sureness = Array(
    repeating: (count: 0, wrong: 0), count: ConfidenceHistogram.count)
  /// Boxes that give what is written a probability of at least `sure`, by what is written.
  package private(set) var surelyRight: [Symbol: Int] = [:]

  /// From here on a box alone does not keep a field of some ten from being accepted at 0.999.
  package static let sure = 0.9999

  mutating func add(_ character: CharacterRecord, written: Symbol) {
    let values = character.probabilities
    guard values.count == Symbol.count, let best = values.indices.max(by: { values[$0] < values[$1] }) else {
      return
    }
    let read = Symbol(rawValue: UInt8(best))
    pairs[Pair(written: written, read: read), default: 0] += 1
    let bin = ConfidenceHistogram.bin(of: min(1, Double(values[best])))
    sureness[bin].count += 1
    if read != written { sureness[bin].wrong += 1 }
    if Double(values[Int(written.rawValue)]) >= Self.sure { surelyRight[written, default: 0] += 1 }
  }

  /// What is written or read somewhere, in order.
  package var symbols: [Symbol] { Set(pairs.keys.flatMap { [$0.written, $0.read] }).sorted() }

  package func count(written: Symbol, read: Symbol) -> Int { pairs[Pair(written: written, read: read)] ?? 0 }

  package func count(written: Symbol) -> Int {
    pairs.reduce(0) { $1.key.written == written ? $0 + $1.value : $0 }
  }

  package static func == (a: CharacterCounts, b: CharacterCounts) -> Bool { a.pairs == b.pairs }
  package func hash(into hasher: inout Hasher) { hasher.combine(pairs) }
}
