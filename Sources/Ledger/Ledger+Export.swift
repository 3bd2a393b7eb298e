import GRDB

/// How fields are handed on.
package enum ExportFormat: String, Sendable, CaseIterable {
  case csv
  /// Semicolons, a byte order mark, identifiers as `="…"`, nothing that a spreadsheet would calculate.
  case excel
  case jsonl
}

/// What was handed on.
package struct ExportCounts: Hashable, Sendable {
  package var rows = 0
  /// Of `rows`, with `new`: fields whose value was handed on before, otherwise than now.
  package var changed = 0
  /// With `new`: fields handed on before that stand no longer, their scan having been replaced.
  package var gone = 0

  package init() {}
}

extension Ledger {
  /// The reason that a row has in an export of new rows where another value of the field was handed on before.
  static let changedSince = "changed-since-export"

  /// Hands every field to `write`, a row at a time, in output order.
  ///
  /// - Parameters:
  ///   - complete: only documents in which nothing waits.
  ///   - new: only rows that were not handed on with `new` before, as they stand now: a field that was decided since
  ///     is a new row, and one whose value changed says so among its reasons. Needs a ledger opened for writing.
  ///   - finish: called once all rows are written; only when it returns are they marked as handed on.
  package func export(
    _ format: ExportFormat, complete: Bool, new: Bool, _ write: (String) throws -> Void,
    finish: () throws -> Void = {}
  ) throws -> ExportCounts {
    var counts = ExportCounts()
    var rows: [Delivery] = []
    try read { database in
      let waiting = complete ? try waitingDocuments(database) : []
      let before = new ? try Deliveries(database) : Deliveries()
      var standing: Set<String> = []
      try write(format.header)
      try forEachField(database, withCharacters: { _ in false }) { field in
        if new { standing.insert(field.record.id) }
        let row = Delivery(field)
        guard !waiting.contains(NameKey(field.document)), !before.hold(row) else { return }
        var field = field
        if before.holdOtherValue(than: field) {
          counts.changed += 1
          field.record.reasons.append(Self.changedSince)
        }
        try write(format.row(field))
        counts.rows += 1
        if new { rows.append(row) }
      }
      counts.gone = before.fields.subtracting(standing).count
    }
    try finish()
    if new { try mark(rows) }
    return counts
  }

  private func mark(_ rows: [Delivery]) throws {
    try write { database in
      let statement = try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO delivered (id, field, hasValue) VALUES (?, ?, ?)")
      for row in rows { try statement.execute(arguments: [row.id, row.field, row.hasValue]) }
    }
  }

  private func waitingDocuments(_ database: Database) throws -> Set<NameKey> {
    let settled = try settledPages(database)
    let failed = try Row.fetchAll(
      database,
      sql: """
        SELECT document, page FROM page WHERE failureCode IS NOT NULL
        UNION ALL SELECT document, 0 FROM scan WHERE failureCode IS NOT NULL
        """)
    var waiting = Set(
      failed.map { PageKey(document: NameKey($0["document"]), page: $0["page"]) }
        .filter { !settled.contains($0) }.map(\.document))
    try forEachField(database, withCharacters: { _ in false }) { field in
      if field.status.waits { waiting.insert(NameKey(field.document)) }
    }
    return waiting.union(try unfinishedDocuments(database))
  }

  /// Documents of which pages were never read: a run was interrupted.
  private func unfinishedDocuments(_ database: Database) throws -> Set<NameKey> {
    let names = try String.fetchAll(
      database,
      sql: """
        SELECT document FROM scan WHERE duplicateOf IS NULL AND failureCode IS NULL AND (pageCount IS NULL OR \
        pageCount > (SELECT COUNT(*) FROM page WHERE page.document = scan.document))
        """)
    return Set(names.map { NameKey($0) })
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
      isIdentifier && (name == "value" || name == "reading")
        ? CSVText.identifier(cell) : CSVText.harmless(cell)
    }
  }
}
