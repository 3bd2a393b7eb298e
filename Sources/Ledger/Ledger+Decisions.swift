import FoundationEssentials
import GRDB

extension Ledger {
  /// Appends people's decisions; they are on the disk when this returns.
  package func decide(_ decisions: [DecisionRecord]) throws {
    try write(isDecision: true) { database in
      let statement = try database.cachedStatement(
        sql: """
          INSERT INTO decision (field, kind, value, reviewer, time, note, box, before, seconds, view, fields)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for decision in decisions {
        let fields = try decision.fields.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try statement.execute(arguments: [
          decision.field, decision.kind.rawValue, decision.value, decision.reviewer, decision.time,
          decision.note, decision.box, decision.before, decision.seconds, decision.view, fields,
        ])
      }
    }
  }

  /// Every decision ever taken, in order.
  package func decisionLog() throws -> [DecisionRecord] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM decision ORDER BY number").compactMap(
        DecisionRecord.init)
    }
  }

  /// People's words by field or page.
  static func decisions(_ database: Database) throws -> [String: StandingDecisions] {
    var standing: [String: StandingDecisions] = [:]
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM decision ORDER BY number")
    while let row = try rows.next() {
      if let decision = DecisionRecord(row) {
        standing[decision.field, default: StandingDecisions()].append(decision)
      }
    }
    return standing
  }

  /// People's words on one field or page.
  static func decisions(on id: String, _ database: Database) throws -> StandingDecisions {
    var standing = StandingDecisions()
    let statement = try database.cachedStatement(
      sql: "SELECT * FROM decision WHERE field = ? ORDER BY number")
    for row in try Row.fetchAll(statement, arguments: [id]) {
      if let decision = DecisionRecord(row) { standing.append(decision) }
    }
    return standing
  }

  // MARK: Pages that fit no form

  /// A page that fits no form.
  struct UnidentifiedPage {
    var id: String
    var document: String
    var page: Int
    var sha256: String
    var code: String
    var crop: String?
  }

  /// Pages that fit no form, in output order, decided or not.
  func unidentifiedPages(_ database: Database) throws -> [UnidentifiedPage] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT page.*, scan.sha256 FROM page JOIN scan USING (document)
        WHERE page.failureCode IN ('no-form', 'bad-registration') AND scan.duplicateOf IS NULL
          AND document NOT IN (SELECT document FROM scan JOIN purge USING (document, sha256))
        ORDER BY document, page
        """)
    return rows.map { row in
      let (sha256, page): (String, Int) = (row["sha256"], row["page"])
      return UnidentifiedPage(
        id: FieldIdentity.id(sha256: sha256, page: page, form: "", field: ""), document: row["document"],
        page: page, sha256: sha256, code: row["failureCode"], crop: row["crop"])
    }
  }

  /// The fields of pages that a person recognised, unread, in output order.
  func recognisedFields(
    _ database: Database, _ decisions: [String: StandingDecisions]
  ) throws -> [PlacedField] {
    guard decisions.values.contains(where: { $0.page?.kind == .form }) else { return [] }
    return try unidentifiedPages(database).flatMap { page -> [PlacedField] in
      guard let decision = decisions[page.id]?.page, decision.kind == .form else { return [] }
      return Self.fields(of: page, decision).map { field in
        var field = field
        field.decision = decisions[field.record.id]?.verdict
        return field
      }
    }
  }

  private static func fields(of page: UnidentifiedPage, _ decision: DecisionRecord) -> [PlacedField] {
    let form = decision.value ?? ""
    return (decision.fields ?? []).enumerated().map { position, field in
      let id = FieldIdentity.id(sha256: page.sha256, page: page.page, form: form, field: field.field)
      let nothing = FieldReading(text: "", isValid: false, confidence: 0, alternatives: [])
      let record = FieldRecord(
        id: id, field: field.field, type: field.type, reading: nothing, status: .review,
        reasons: ["registration"], characters: [], crop: page.crop)
      return PlacedField(
        document: page.document, page: page.page, position: position, form: form, sha256: page.sha256,
        record: record, isRecognised: true)
    }
  }
}

extension DecisionRecord {
  fileprivate init?(_ row: Row) {
    guard let kind = Kind(rawValue: row["kind"]) else { return nil }
    let fields = (row["fields"] as String?).flatMap {
      try? JSONDecoder().decode([FormField].self, from: Data($0.utf8))
    }
    self.init(
      field: row["field"], kind: kind, value: row["value"], reviewer: row["reviewer"], time: row["time"],
      note: row["note"], box: row["box"], before: row["before"], seconds: row["seconds"], view: row["view"],
      fields: fields)
  }
}
