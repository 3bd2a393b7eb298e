import GRDB

/// A row as it was, or would be, handed on: known by a hash, so that a purge leaves no value behind.
struct Delivery: Hashable {
  /// Hash of the field with its status and value.
  var id: String
  /// The field's id.
  var field: String
  var hasValue: Bool

  init(_ placed: PlacedField) {
    field = placed.record.id
    id = FieldIdentity.row(id: field, status: placed.status, value: placed.value)
    hasValue = !placed.value.isEmpty
  }
}

/// All that was handed on before.
struct Deliveries {
  private var ids: Set<String> = []
  private var withValue: Set<String> = []
  /// Fields of which any row was handed on.
  private(set) var fields: Set<String> = []

  /// Nothing.
  init() {}

  init(_ database: Database) throws {
    let rows = try Row.fetchCursor(database, sql: "SELECT id, field, hasValue FROM delivered")
    while let row = try rows.next() {
      ids.insert(row["id"])
      guard let field = row["field"] as String? else { continue }
      fields.insert(field)
      if row["hasValue"] { withValue.insert(field) }
    }
  }

  /// Whether this very row was handed on.
  func hold(_ row: Delivery) -> Bool { ids.contains(row.id) }

  /// Whether a value of the field was handed on, and never the one that it has now.
  func holdOtherValue(than placed: PlacedField) -> Bool {
    guard withValue.contains(placed.record.id) else { return false }
    return !FieldStatus.allCases.contains { status in
      ids.contains(FieldIdentity.row(id: placed.record.id, status: status, value: placed.value))
    }
  }
}
