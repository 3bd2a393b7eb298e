import GRDB

/// A field as a reviewer's table has it.
package struct ReviewedField: Hashable, Sendable {
  package var id: String
  package var document: String
  package var page: Int
  package var form: String
  package var field: String
  package var type: String
  package var reading: FieldReading
  package var reasons: [String]
  /// The field's picture, relative to the batch's folder.
  package var crop: String?
  /// Whether it stands in the queue.
  package var waits: Bool
}

extension Ledger {
  /// Every field of every identified page, in output order, as it stands with people's decisions.
  package func reviewedFields() throws -> [ReviewedField] {
    try database.read { database in
      var fields: [ReviewedField] = []
      try forEachField(database, withCharacters: { _ in false }) { placed in
        let record = placed.record
        fields.append(
          ReviewedField(
            id: record.id, document: placed.document, page: placed.page, form: placed.form,
            field: record.field, type: record.type, reading: record.reading, reasons: record.reasons,
            crop: record.crop, waits: placed.status.waits))
      }
      return fields
    }
  }
}
