import Forms
package import Ledger
package import NumberFormats

/// What is done once everything is read: values that must be unique, decisions that the configuration changed.
package struct BatchFinish {
  private let readers: [String: [String: FieldReader]]

  /// - Throws: `FormatError` for a configuration that was not resolved.
  package init(configuration: Configuration) throws(FormatError) {
    var readers: [String: [String: FieldReader]] = [:]
    for form in configuration.forms {
      for field in try FormPlan(template: form, configuration: configuration).fields {
        readers[form.name, default: [:]][field.template.name] = field
      }
    }
    self.readers = readers
  }

  /// Whether some field's value must be unique.
  package var hasUnique: Bool { readers.values.contains { $0.values.contains(where: \.template.unique) } }

  /// Decides every stored field again, in output order.
  package func decideAgain(_ ledger: Ledger) throws {
    var owners = UniqueValues()
    try ledger.redecide { document, page, form, field in
      guard let reader = readers[form]?[field.field] else { return field }
      var again = reader.decide(again: field)
      if reader.template.unique { owners.check(&again, form: form) }
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
    guard field.status == .accepted || field.status == .audit else { return }
    guard !seen.insert([form, field.field, field.reading.text]).inserted else { return }
    field.status = .review
    let reasons = field.reasons.compactMap(Reason.init) + [.duplicateValue]
    field.reasons = reasons.filter { $0 != .sampled }.sorted().map(\.rawValue)
  }
}
