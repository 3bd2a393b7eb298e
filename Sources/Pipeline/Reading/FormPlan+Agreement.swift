import Forms
package import Ledger
import NumberFormats

extension FormPlan {
  /// Makes the accepted fields of a page wait whose values clash by the form's rules.
  ///
  /// Only what is accepted is compared: who waits is looked at anyway. A field left blank counts as nothing in a sum,
  /// and is left out elsewhere.
  package func settle(_ page: inout [FieldRecord]) {
    var clashing: Set<Int> = []
    for rule in template.agreements {
      let places = rule.fields.compactMap { name in page.firstIndex { $0.field == name } }
      guard places.count == rule.fields.count else { continue }
      if !holds(rule.kind, places.map { page[$0] }) { clashing.formUnion(places) }
    }
    for place in clashing where page[place].hasMachineValue {
      page[place].status = .review
      let reasons = page[place].reasons.compactMap(Reason.init).filter { $0 != .sampled } + [.disagrees]
      page[place].reasons = reasons.sorted().map(\.rawValue)
    }
  }

  private func holds(_ kind: Agreement.Kind, _ fields: [FieldRecord]) -> Bool {
    let known = fields.filter(\.hasMachineValue)
    switch kind {
    case .same: return Set(known.map(\.reading.text)).count < 2
    case .ascending: return zip(known, known.dropFirst()).allSatisfy { $0.rank <= $1.rank }
    case .sum:
      guard let total = fields.last, total.hasMachineValue else { return true }
      let parts = fields.dropLast()
      guard parts.allSatisfy({ $0.hasMachineValue || $0.status == .blank }) else { return true }
      return parts.reduce(0) { $0 + ($1.hasMachineValue ? $1.rank : 0) } == total.rank
    }
  }
}

extension FieldRecord {
  /// Whether the machine gives the field a value.
  var hasMachineValue: Bool { status == .accepted || status == .audit }

  /// The value of a number, an amount (in cents) or a date (as YYYYMMDD) as a whole number.
  fileprivate var rank: Int { Int(reading.text.filter(\.isNumber)) ?? 0 }
}
