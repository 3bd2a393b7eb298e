import FieldDecoding
import Ledger

/// How the review goes.
package struct ReviewSummary: Sendable, Encodable, Hashable {
  package var waiting: Int
  /// Decisions that stand, and the hours that they took by the page's own clock.
  package var decisions = 0
  package var decisionsPerHour: Double?
  /// Fields that were keyed without the reading being seen, and how often it was the same.
  package var hidden = 0
  package var hiddenAgreeing = 0
  /// Accepted fields that were checked, wrong ones among them, the one-sided 95 % bound on their share.
  package var audited = 0
  package var auditedWrong = 0
  package var errorBound: Double?
  /// How many more checks without an error would show `fieldError`.
  package var auditsMissing = 0
  package var fieldError: Double
  package var reviewers: [String: Int] = [:]
}

extension ReviewDesk {
  package func summary() throws -> ReviewSummary {
    var summary = ReviewSummary(waiting: waiting, fieldError: configuration.accept.fieldError)
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
    for (id, words) in standing {
      guard let verdict = words.verdict ?? words.page else { continue }
      summary.decisions += 1
      summary.reviewers[verdict.reviewer, default: 0] += 1
      guard verdict.view != nil, verdict.before == nil, verdict.kind != .illegible,
        let detail = try ledger.detail(field: id), !detail.record.characters.isEmpty
      else { continue }
      let agrees = detail.value == detail.record.reading.text
      if detail.record.status == .audit {
        summary.audited += 1
        summary.auditedWrong += agrees ? 0 : 1
      } else {
        summary.hidden += 1
        summary.hiddenAgreeing += agrees ? 1 : 0
      }
    }
    if seconds > 0 { summary.decisionsPerHour = Double(timed) / seconds * 3600 }
    if summary.audited > 0 {
      summary.errorBound = Binomial.upperBound95(errors: summary.auditedWrong, of: summary.audited)
    }
    summary.auditsMissing = auditsMissing(summary)
    return summary
  }

  private func auditsMissing(_ summary: ReviewSummary) -> Int {
    var (low, high) = (summary.audited, max(summary.audited, 1))
    func shows(_ count: Int) -> Bool {
      count > 0 && Binomial.upperBound95(errors: summary.auditedWrong, of: count) <= summary.fieldError
    }
    while !shows(high), high < 1 << 24 { high *= 2 }
    while low < high {
      let middle = (low + high) / 2
      if shows(middle) { high = middle } else { low = middle + 1 }
    }
    return low - summary.audited
  }
}
