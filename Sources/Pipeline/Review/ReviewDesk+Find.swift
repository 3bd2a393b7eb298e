import Ledger

extension ReviewDesk {
  /// A document that was found, with its fields.
  package struct Found: Sendable, Encodable {
    package var document: String
    package var fields: [Field]

    package struct Field: Sendable, Encodable {
      package var id: String
      package var page: Int
      package var field: String
      package var status: String
      package var value: String
    }
  }

  /// Documents whose name holds `text`, up to 20, with all their fields.
  package func find(_ text: String) throws -> [Found] {
    try ledger.documents(holding: text, most: 20).map { document in
      Found(
        document: document,
        fields: try ledger.reviewedFields(of: document).map {
          // What waits may have to be keyed without having been seen.
          Found.Field(
            id: $0.id, page: $0.page, field: $0.field, status: $0.status.rawValue,
            value: $0.waits ? "" : $0.value)
        })
    }
  }
}
