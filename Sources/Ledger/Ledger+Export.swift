import GRDB

/// How fields are handed on.
package enum ExportFormat: String, Sendable, CaseIterable {
  case csv
  /// Semicolons, a byte order mark, identifiers as `="…"`, nothing that a spreadsheet would calculate.
  case excel
  case jsonl
}

extension Ledger {
  /// Hands every field to `write`, a row at a time, in output order.
  ///
  /// - Parameters:
  ///   - complete: only documents in which nothing waits.
  ///   - new: only rows that were not handed on with `new` before, as they stand now: a field that was decided since
  ///     is a new row. They are marked as handed on afterwards. Needs a ledger opened for writing.
  package func export(
    _ format: ExportFormat, complete: Bool, new: Bool, _ write: (String) throws -> Void
  ) throws {
    let rows = try database.read { database in
      let waiting = complete ? try waitingDocuments(database) : []
      let delivered = new ? try String.fetchSet(database, sql: "SELECT id FROM delivered") : []
      var rows: [String] = []
      try write(format.header)
      try forEachField(database, withCharacters: { _ in false }) { field in
        guard !waiting.contains(field.document) else { return }
        let row = FieldIdentity.row(id: field.record.id, status: field.status, value: field.value)
        guard !delivered.contains(row) else { return }
        try write(format.row(field))
        rows.append(row)
      }
      return rows
    }
    guard new else { return }
    try self.write { database in
      let statement = try database.cachedStatement(sql: "INSERT OR IGNORE INTO delivered VALUES (?)")
      for row in rows { try statement.execute(arguments: [row]) }
    }
  }

  private func waitingDocuments(_ database: Database) throws -> Set<String> {
    let settled = try settledPages(database)
    let failed = try Row.fetchAll(
      database, sql: "SELECT document, page FROM page WHERE failureCode IS NOT NULL")
    var waiting = Set(
      failed.map { row -> [String] in [row["document"], "\(row["page"] as Int)"] }
        .filter { !settled.contains($0) }.map { $0[0] })
    try forEachField(database, withCharacters: { _ in false }) { field in
      if field.status.waits { waiting.insert(field.document) }
    }
    return waiting
  }
}

extension ExportFormat {
  fileprivate var header: String {
    switch self {
    case .csv: CSVText.row(Ledger.fieldColumns)
    case .excel: "\u{FEFF}" + CSVText.row(Ledger.fieldColumns, separator: ";")
    case .jsonl: ""
    }
  }

  fileprivate func row(_ field: PlacedField) -> String {
    switch self {
    case .csv: return CSVText.row(field.cells)
    case .excel: return CSVText.row(excelCells(field), separator: ";")
    case .jsonl:
      let pairs = zip(Ledger.fieldColumns, field.cells).map { name, cell -> (String, JSONText) in
        switch name {
        case "page": (name, .integer(field.page))
        case "confidence": (name, .number(Double(cell) ?? 0))
        case "reasons": (name, .list(field.reasons.map(JSONText.string)))
        default: (name, .string(cell))
        }
      }
      return JSONText.object(pairs).text + "\n"
    }
  }

  private func excelCells(_ field: PlacedField) -> [String] {
    let isIdentifier = !["amount", "date"].contains(field.record.type)
    return zip(Ledger.fieldColumns, field.cells).map { name, cell in
      let holdsIdentifier = isIdentifier && (name == "value" || name == "reading") && !cell.isEmpty
      return holdsIdentifier ? "=\"\(cell)\"" : CSVText.harmless(cell)
    }
  }
}
