import Forms
package import Ledger
package import NumberFormats

/// What is done once everything is read: values that must be unique, decisions that the configuration changed.
package struct BatchFinish {
  private let plans: [String: FormPlan]

  /// - Throws: `FormatError` for a configuration that was not resolved.
  package init(configuration: Configuration) throws(FormatError) {
    var plans: [String: FormPlan] = [:]
    for form in configuration.forms {
      plans[form.name] = try FormPlan(template: form, configuration: configuration)
    }
    self.plans = plans
  }

  /// Decides every stored field again, in output order.
  package func decideAgain(_ ledger: Ledger) throws {
    var owners = UniqueValues()
    try ledger.redecide { _, _, form, fields in
      guard let plan = plans[form] else { return fields }
      let readers = fields.map { field in plan.fields.first { $0.template.name == field.field } }
      var again = zip(readers, fields).map { $0?.decide(again: $1) ?? $1 }
      plan.settle(&again)
      for (index, reader) in readers.enumerated() where reader?.template.unique == true {
        owners.check(&again[index], form: form)
      }
      plan.awaitTwo(&again)
      return again
    }
  }
}

/// Values that stand already; fields come in output order, so the newcomer is the later one.
package struct UniqueValues {
  private var seen: Set<[String]> = []

  package init() {}

  /// Makes an accepted field wait whose value stands already in the same field of another page.
  package mutating func check(_ field: inout FieldRecord, form: String) {
    guard field.hasMachineValue else { return }
    guard !seen.insert([form, field.field, field.reading.text]).inserted else { return }
    field.status = .review
    let reasons = field.reasons.compactMap(Reason.init) + [.duplicateValue]
    field.reasons = reasons.filter { $0 != .sampled }.sorted().map(\.rawValue)
  }
}
