import FieldDecoding
import Ledger

/// What came of the fields of one type.
package struct TypeResult: Hashable, Sendable {
  package var fields = 0
  /// Fields whose reading is the truth, accepted or not.
  package var readRight = 0
  /// Fields that need no look: accepted, drawn for an audit, or taken for blank.
  package var accepted = 0
  package var acceptedWrong = 0
  /// Of the accepted ones, those taken for blank.
  package var blank = 0
  /// Fields of pages that were not read.
  package var unread = 0
  /// Boxes whose truth is told.
  package var characters = 0
  /// Boxes whose own best symbol is what is written.
  package var charactersRight = 0
  /// Waiting fields by reason: read right, and all.
  package var waiting: [String: (right: Int, all: Int)] = [:]

  /// The exact two-sided 95 % interval (Clopper–Pearson) of the share of wrong fields among the accepted.
  package var wrongInterval: ClosedRange<Double> { Self.interval(acceptedWrong, of: accepted) }
  package var rightInterval: ClosedRange<Double> { Self.interval(readRight, of: fields) }
  package var acceptedInterval: ClosedRange<Double> { Self.interval(accepted, of: fields) }

  private static func interval(_ count: Int, of all: Int) -> ClosedRange<Double> {
    all == 0 ? 0...1 : Binomial.interval95(errors: count, of: all)
  }

  mutating func add(_ sample: FieldSample) {
    fields += 1
    if sample.isRight { readRight += 1 }
    if sample.status == nil { unread += 1 }
    if sample.status == .blank { blank += 1 }
    if sample.isAccepted {
      accepted += 1
      if !sample.isRight { acceptedWrong += 1 }
    }
    guard sample.status == .review else { return }
    for reason in sample.reasons {
      waiting[reason, default: (0, 0)].all += 1
      if sample.isRight { waiting[reason, default: (0, 0)].right += 1 }
    }
  }

  package static func == (a: TypeResult, b: TypeResult) -> Bool {
    a.numbers == b.numbers && a.waiting.mapValues(\.all) == b.waiting.mapValues(\.all)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(numbers) }

  private var numbers: [Int] {
    [fields, readRight, accepted, acceptedWrong, blank, unread, characters, charactersRight]
  }
}
