import FieldDecoding
import Ledger

/// What accepting more of a type's fields would cost: for each threshold how many are accepted, and how many of them
/// are wrong.
package struct RiskCurve: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    package var threshold: Double
    /// Fields at or above the threshold that nothing else keeps from being accepted.
    package var accepted: Int
    package var wrong: Int
  }

  /// From the strictest threshold down; at most `mostPoints`.
  package private(set) var points: [Point] = []
  /// Fields in which something is written, those of pages that were not read among them.
  package let fields: Int

  static let mostPoints = 200

  package init(_ samples: [FieldSample]) {
    fields = samples.count { !($0.status == .blank && $0.isRight) }
    let usable = samples.filter(\.isAcceptable).sorted { $0.confidence > $1.confidence }
    var wrong = 0
    var all: [Point] = []
    for (index, sample) in usable.enumerated() {
      if !sample.isRight { wrong += 1 }
      // Fields of equal posterior are accepted together.
      if index + 1 < usable.count, usable[index + 1].confidence == sample.confidence { continue }
      all.append(Point(threshold: sample.confidence, accepted: index + 1, wrong: wrong))
    }
    let step = max(1, (all.count + Self.mostPoints - 1) / Self.mostPoints)
    points = all.enumerated().filter { index, point in
      // Every step up is kept; between them some of many.
      index % step == 0 || index == all.count - 1 || point.wrong != all[index - 1].wrong
    }.map(\.element)
  }

  /// The share of `fields` that is accepted.
  package func coverage(_ point: Point) -> Double { Double(point.accepted) / Double(max(1, fields)) }
}
