import GRDB

/// What a batch came to.
package struct LedgerCounts: Hashable, Sendable {
  package var documents = 0
  package var duplicates = 0
  package var pages = 0
  package var blankPages = 0
  /// Fields by status.
  package var fields: [FieldStatus: Int] = [:]
  /// Waiting fields by reason.
  package var waiting: [String: Int] = [:]
  /// Failures by code, `duplicate` not among them, nor pages that a person has said enough about.
  package var failures: [String: Int] = [:]
  /// Decided fields of which the machine is sure to read something else.
  package var disagreeing = 0
  /// Documents whose readings were removed for good.
  package var purged = 0
  /// By type: accepted fields that were drawn for a look.
  package var audits: [String: AuditCounts] = [:]
  /// Fields by type, then status.
  package var byType: [String: [FieldStatus: Int]] = [:]

  package init() {}
}

extension Ledger {
  /// Counts for `run.json` and the closing summary.
  package func counts() throws -> LedgerCounts {
    try read { database in
      var counts = LedgerCounts()
      func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
      counts.documents = try count("SELECT COUNT(*) FROM scan WHERE duplicateOf IS NULL")
      counts.duplicates = try count("SELECT COUNT(*) FROM scan WHERE duplicateOf IS NOT NULL")
      counts.pages = try count("SELECT COUNT(*) FROM page")
      counts.blankPages = try count("SELECT COUNT(*) FROM page WHERE form IS NULL AND failureCode IS NULL")
      let settled = try settledPages(database)
      let failures = try Row.fetchCursor(
        database,
        sql: """
          SELECT document, 0 AS page, failureCode FROM scan WHERE failureCode IS NOT NULL
          UNION ALL SELECT document, page, failureCode FROM page WHERE failureCode IS NOT NULL
          """)
      while let row = try failures.next() {
        if settled.contains(PageKey(document: NameKey(row["document"]), page: row["page"])) { continue }
        counts.failures[row["failureCode"], default: 0] += 1
      }
      counts.purged = try count("SELECT COUNT(*) FROM scan JOIN purge USING (document, sha256)")
      try forEachField(database, withCharacters: { _ in false }) { field in
        counts.fields[field.status, default: 0] += 1
        counts.byType[field.record.type, default: [:]][field.status, default: 0] += 1
        if let outcome = field.auditOutcome {
          counts.audits[field.record.type, default: AuditCounts()].add(outcome)
        }
        if field.reasons.last == "disagrees" { counts.disagreeing += 1 }
        guard field.status.waits else { return }
        for reason in field.record.reasons { counts.waiting[reason, default: 0] += 1 }
      }
      return counts
    }
  }
}
