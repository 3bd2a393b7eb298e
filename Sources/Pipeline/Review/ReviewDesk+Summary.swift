import FieldDecoding
import Ledger

/// How the review goes.
package struct ReviewSummary: Sendable, Encodable, Hashable {
  package var waiting: Int
  /// Decisions that stand, and how many an hour by the page's own clock.
  package var decisions = 0
  package var decisionsPerHour: Double?
  /// Fields that were keyed without the reading being seen, and how often it was the same.
  package var hidden = 0
  package var hiddenAgreeing = 0
  /// Fields that two people keyed, and how often the first two agreed.
  package var keyedTwice = 0
  package var keyedTwiceAgreeing = 0
  /// Accepted fields that were checked, wrong ones among them, the one-sided 95 % bound on their share.
  package var audited = 0
  package var auditedWrong = 0
  package var errorBound: Double?
  /// How many more checks without an error would show `fieldError`.
  package var auditsMissing = 0
  package var fieldError: Double
  /// Decided fields of which the machine is sure to read something else, and the first of them.
  package var disagreeing = 0
  package var disagreements: [Disagreement] = []
  /// Decisions that stand, by reviewer.
  package var reviewers: [String: Int] = [:]

  package struct Disagreement: Sendable, Encodable, Hashable {
    package var id: String
    package var document: String
    package var page: Int
    package var field: String
    /// What a person decided; empty for an illegible field.
    package var decided: String
    package var reading: String
  }

  /// So many disagreements are listed.
  static let listed = 20
}

extension ReviewDesk {
  package func summary() throws -> ReviewSummary {
    var summary = ReviewSummary(waiting: queue.count, fieldError: configuration.accept.fieldError)
    var standing: [String: StandingDecisions] = [:]
    var seconds = 0.0
    var timed = 0
    for record in try ledger.decisionLog() {
      standing[record.field, default: StandingDecisions()].append(record)
      guard let taken = record.seconds, record.kind != .undo else { continue }
      // Whoever was away did not decide meanwhile.
      seconds += min(taken, 300)
      timed += 1
    }
    if seconds > 0 { summary.decisionsPerHour = Double(timed) / seconds * 3600 }
    for words in standing.values { summary.count(words) }
    for field in try ledger.reviewedFields() { summary.count(field, standing[field.id]?.verdict) }
    if summary.audited > 0 {
      summary.errorBound = Binomial.upperBound95(errors: summary.auditedWrong, of: summary.audited)
    }
    summary.auditsMissing = summary.missing()
    return summary
  }
}

extension ReviewSummary {
  /// Counts what people said of one field or page.
  fileprivate mutating func count(_ words: StandingDecisions) {
    if words.keyed.count > 1 {
      keyedTwice += 1
      if words.keyed[0].value == words.keyed[1].value { keyedTwiceAgreeing += 1 }
    }
    guard let verdict = words.verdict ?? words.page else { return }
    decisions += 1
    reviewers[verdict.reviewer, default: 0] += 1
  }

  /// Counts one field against what the machine reads.
  fileprivate mutating func count(_ field: ReviewedField, _ verdict: DecisionRecord?) {
    guard let verdict else { return }
    if field.reasons.last == "disagrees" {
      disagreeing += 1
      if disagreements.count < Self.listed {
        disagreements.append(
          Disagreement(
            id: field.id, document: field.document, page: field.page, field: field.field,
            decided: field.value, reading: field.reading.text))
      }
    }
    let isHidden = verdict.view != nil && verdict.before == nil && field.status != .illegible
    guard isHidden, !field.isRecognised else { return }
    let agrees = field.value == field.reading.text
    if field.machine == .audit {
      audited += 1
      auditedWrong += agrees ? 0 : 1
    } else {
      hidden += 1
      hiddenAgreeing += agrees ? 1 : 0
    }
  }

  /// How many more checks without an error would show `fieldError`.
  fileprivate func missing() -> Int {
    var (low, high) = (audited, max(audited, 1))
    func shows(_ count: Int) -> Bool {
      count > 0 && Binomial.upperBound95(errors: auditedWrong, of: count) <= fieldError
    }
    while !shows(high), high < 1 << 24 { high *= 2 }
    while low < high {
      let middle = (low + high) / 2
      if shows(middle) { high = middle } else { low = middle + 1 }
    }
    return low - audited
  }
}
