import GRDB

/// What people found of the accepted fields of one type that were drawn for a look.
package struct AuditCounts: Hashable, Sendable {
  package var waiting = 0
  package var right = 0
  /// Corrected to another value, or not to be read by a person.
  package var wrong = 0

  package init() {}

  mutating func add(_ outcome: AuditOutcome) {
    switch outcome {
    case .waiting: waiting += 1
    case .right: right += 1
    case .wrong: wrong += 1
    }
  }
}

/// What a person made of an accepted field that was drawn.
package enum AuditOutcome: Hashable, Sendable {
  case waiting
  case right
  case wrong
}

/// An accepted field that was drawn for a look.
package struct AuditedField: Hashable, Sendable {
  package var document: String
  package var form: String
  package var field: String
  package var type: String
  package var confidence: Double
  package var outcome: AuditOutcome
}

extension PlacedField {
  /// nil for a field that was not drawn.
  var auditOutcome: AuditOutcome? {
    guard record.status == .audit else { return nil }
    switch status {
    case .confirmed, .corrected: return value == record.reading.text ? .right : .wrong
    case .illegible: return .wrong
    default: return .waiting
    }
  }
}

extension Ledger {
  /// Every accepted field that was drawn, in output order.
  package func auditedFields() throws -> [AuditedField] {
    try database.read { database in
      var fields: [AuditedField] = []
      try forEachField(database, withCharacters: { _ in false }) { field in
        guard let outcome = field.auditOutcome else { return }
        fields.append(
          AuditedField(
            document: field.document, form: field.form, field: field.record.field, type: field.record.type,
            confidence: field.record.reading.confidence, outcome: outcome))
      }
      return fields
    }
  }
}
