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
  /// The value that counts: decided or accepted; empty while it waits.
  package var value: String
  package var status: FieldStatus
  /// The machine's own, whatever people decided.
  package var machine: FieldStatus
  /// Whether a person said what form the page is: nothing was read of it.
  package var isRecognised: Bool
  /// Whether it stands in the queue.
  package var waits: Bool { status.waits }
  /// Whether two people decide it, who see neither its reading nor each other.
  package var isKeyedTwice: Bool { reasons.contains(Self.keyedTwice) }

  /// The reason of a field that two people key.
  static let keyedTwice = "double-key"
}

/// Something that waits for a person, without what is on it.
package struct QueuedItem: Hashable, Sendable {
  package var id: String
  package var document: String
  package var page: Int
  /// Of the field in its form, from 0; −1 for a page that fits no form.
  package var position: Int
  /// Empty for a page.
  package var form: String
  package var field: String
  /// Whether an accepted field was drawn for a look.
  package var isAudit: Bool
  /// Whether somebody put it aside.
  package var isAside: Bool
  /// Who keyed it already, where two must.
  package var keyedBy: Set<String>

  package var isPage: Bool { position < 0 }

  package init(
    id: String, document: String, page: Int, position: Int, form: String, field: String, isAudit: Bool,
    words: StandingDecisions?
  ) {
    (self.id, self.document, self.page, self.position) = (id, document, page, position)
    (self.form, self.field, self.isAudit) = (form, field, isAudit)
    isAside = words?.aside != nil
    keyedBy = Set(words?.keyed.map(\.reviewer) ?? [])
  }

  /// In output order.
  package static func isBefore(_ a: QueuedItem, _ b: QueuedItem) -> Bool {
    a.document == b.document
      ? (a.page, a.position) < (b.page, b.position)
      : a.document.utf8.lexicographicallyPrecedes(b.document.utf8)
  }
}

/// Where a scan was, and what its bytes were.
package struct ScanFile: Hashable, Sendable {
  package var path: String
  /// 64 hex digits.
  package var sha256: String

  package init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}

/// All that is known of one field.
package struct FieldDetail: Hashable, Sendable {
  package var document: String
  package var page: Int
  /// In its form, from 0.
  package var position: Int
  package var form: String
  package var record: FieldRecord
  package var status: FieldStatus
  package var value: String
  package var words: StandingDecisions
  package var scan: ScanFile
}

/// A page that fits no form.
package struct PageDetail: Hashable, Sendable {
  package var id: String
  package var document: String
  package var page: Int
  package var code: String
  package var message: String
  /// The forms that were laid over it, best first.
  package var likely: [LikelyForm]
  package var crop: String?
  package var words: StandingDecisions
  package var scan: ScanFile
}

extension Ledger {
  /// Every field of every identified page, in output order, as it stands with people's decisions.
  package func reviewedFields(of document: String? = nil) throws -> [ReviewedField] {
    try database.read { database in
      var fields: [ReviewedField] = []
      try forEachField(database, withCharacters: { _ in false }) { placed in
        guard document == nil || document == placed.document else { return }
        let record = placed.record
        fields.append(
          ReviewedField(
            id: record.id, document: placed.document, page: placed.page, form: placed.form,
            field: record.field, type: record.type, reading: record.reading, reasons: placed.reasons,
            crop: record.crop, value: placed.value, status: placed.status, machine: record.status,
            isRecognised: placed.isRecognised))
      }
      return fields
    }
  }

  /// All that waits, in output order, a page that fits no form among the fields of its document.
  package func queue() throws -> [QueuedItem] { try read(queue) }

  func queue(_ database: Database) throws -> [QueuedItem] {
    let decisions = try Self.decisions(database)
    var items: [QueuedItem] = []
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT field.id, document, page, field.position, page.form, field.field, field.status
        FROM field JOIN page USING (document, page)
        WHERE field.status IN ('review', 'audit') AND page.form IS NOT NULL
          AND document NOT IN (SELECT document FROM scan WHERE duplicateOf IS NOT NULL)
        """)
    while let row = try rows.next() {
      let (id, status): (String, String) = (row["id"], row["status"])
      let words = decisions[id]
      guard words?.verdict == nil else { continue }
      items.append(
        QueuedItem(
          id: id, document: row["document"], page: row["page"], position: row["position"],
          form: row["form"], field: row["field"],
          isAudit: status == FieldStatus.audit.rawValue, words: words))
    }
    for field in try recognisedFields(database, decisions) where field.status.waits {
      items.append(
        QueuedItem(
          id: field.record.id, document: field.document, page: field.page, position: field.position,
          form: field.form, field: field.record.field, isAudit: false, words: decisions[field.record.id]))
    }
    for page in try unidentifiedPages(database) where decisions[page.id]?.page == nil {
      items.append(
        QueuedItem(
          id: page.id, document: page.document, page: page.page, position: -1, form: "", field: "",
          isAudit: false, words: decisions[page.id]))
    }
    return items.sorted(by: QueuedItem.isBefore)
  }

  /// The field `id` with its characters; nil where there is none.
  package func detail(field id: String) throws -> FieldDetail? {
    try database.read { database in
      guard let field = try placed(field: id, database) else { return nil }
      let words = try Self.decisions(on: id, database)
      return FieldDetail(
        document: field.document, page: field.page, position: field.position, form: field.form,
        record: field.record, status: field.status, value: field.value, words: words,
        scan: try Self.scan(of: field.document, database))
    }
  }

  /// The field `id` with its characters; nil where there is none.
  func placed(field id: String, _ database: Database) throws -> PlacedField? {
    let statement = try database.cachedStatement(
      sql: """
        SELECT field.*, page.form, scan.sha256 FROM field JOIN page USING (document, page)
        JOIN scan USING (document) WHERE id = ? AND page.form IS NOT NULL AND scan.duplicateOf IS NULL
        """)
    var found = try Row.fetchOne(statement, arguments: [id]).map { PlacedField($0) }
    if found == nil {
      found = try recognisedFields(database, try Self.decisions(database)).first { $0.record.id == id }
    }
    guard var field = found else { return nil }
    field.decision = try Self.decisions(on: id, database).verdict
    if !field.isRecognised { field.record.characters = try Self.characters(of: field, database) }
    return field
  }

  /// The page `id` that fits no form; nil where there is none.
  package func detail(page id: String) throws -> PageDetail? {
    try database.read { database in
      guard let page = try unidentifiedPages(database).first(where: { $0.id == id }) else { return nil }
      let row = try Row.fetchOne(
        database, sql: "SELECT failureMessage, likely FROM page WHERE document = ? AND page = ?",
        arguments: [page.document, page.page])
      return PageDetail(
        id: id, document: page.document, page: page.page, code: page.code,
        message: row?["failureMessage"] ?? "", likely: JSONText.likely(row?["likely"]), crop: page.crop,
        words: try Self.decisions(on: id, database), scan: try Self.scan(of: page.document, database))
    }
  }

  /// Up to `most` documents whose name holds `text`, in output order.
  package func documents(holding text: String, most: Int) throws -> [String] {
    try database.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT document FROM scan WHERE duplicateOf IS NULL AND instr(lower(document), lower(?)) > 0
          ORDER BY document LIMIT ?
          """, arguments: [text, most])
    }
  }

  private static func scan(of document: String, _ database: Database) throws -> ScanFile {
    let row = try Row.fetchOne(
      database, sql: "SELECT path, sha256 FROM scan WHERE document = ?", arguments: [document])
    return ScanFile(path: row?["path"] ?? "", sha256: row?["sha256"] ?? "")
  }
}
