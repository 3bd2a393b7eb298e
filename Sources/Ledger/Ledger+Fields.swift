import Foundation
import GRDB

/// A field with its place in the batch and what people made of it.
struct PlacedField {
  var document: String
  var page: Int
  var position: Int
  var form: String
  var sha256: String
  var record: FieldRecord
  var decision: DecisionRecord?

  /// The state that counts: a person's word before the machine's.
  var status: FieldStatus {
    switch decision?.kind {
    case .confirm: .confirmed
    case .correct: .corrected
    case .illegible: .illegible
    case .undo, nil: record.status
    }
  }

  /// The canonical value, once accepted or decided; else empty.
  var value: String {
    switch status {
    case .accepted, .audit: record.reading.text
    case .confirmed: decision?.value ?? record.reading.text
    case .corrected: decision?.value ?? ""
    case .review, .blank, .illegible: ""
    }
  }
}

extension Ledger {
  /// Calls `body` for every field of every identified page, in output order, as the machine decided it.
  package func forEachField(
    _ body: (_ document: String, _ page: Int, _ form: String, FieldRecord) throws -> Void
  ) throws {
    try database.read { database in
      try forEachField(database, withCharacters: { _ in true }) { field in
        try body(field.document, field.page, field.form, field.record)
      }
    }
  }

  /// Calls `body` for every field of every identified page, in output order, and stores what it returns where that
  /// differs: a changed reading, status and reasons; people's decisions stay.
  package func redecide(
    _ body: (_ document: String, _ page: Int, _ form: String, FieldRecord) throws -> FieldRecord
  ) throws {
    try write { database in
      var changed: [(PlacedField, FieldRecord)] = []
      try forEachField(database, withCharacters: { _ in true }) { field in
        let again = try body(field.document, field.page, field.form, field.record)
        if again != field.record { changed.append((field, again)) }
      }
      for (field, again) in changed { try Self.update(field, again, database) }
    }
  }

  private static func update(_ field: PlacedField, _ again: FieldRecord, _ database: Database) throws {
    try database.cachedStatement(
      sql: """
        UPDATE field SET type = ?, reading = ?, isValid = ?, confidence = ?, alternatives = ?, status = ?,
          reasons = ?, crop = ?, segments = ? WHERE document = ? AND page = ? AND position = ?
        """
    ).execute(arguments: [
      again.type, again.reading.text, again.reading.isValid, again.reading.confidence,
      JSONText.alternatives(again.reading.alternatives), again.status.rawValue,
      again.reasons.joined(separator: ";"), again.crop, JSONText.integers(again.segments), field.document,
      field.page, field.position,
    ])
  }

  /// Every field in output order: documents by their UTF-8 bytes, pages, form order.
  ///
  /// Characters are fetched only where `withCharacters` asks for them.
  func forEachField(
    _ database: Database, withCharacters: (PlacedField) -> Bool, _ body: (PlacedField) throws -> Void
  ) throws {
    let decisions = try Self.decisions(database)
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT field.*, page.form, scan.sha256 FROM field JOIN page USING (document, page) JOIN scan USING (document)
        WHERE page.form IS NOT NULL AND scan.duplicateOf IS NULL ORDER BY field.document, field.page, field.position
        """)
    while let row = try rows.next() {
      var field = PlacedField(row)
      field.decision = decisions[field.record.id]
      if withCharacters(field) { field.record.characters = try Self.characters(of: field, database) }
      try body(field)
    }
  }

  private static func characters(of field: PlacedField, _ database: Database) throws -> [CharacterRecord] {
    let statement = try database.cachedStatement(
      sql: "SELECT * FROM character WHERE document = ? AND page = ? AND position = ? ORDER BY box")
    return try Row.fetchAll(statement, arguments: [field.document, field.page, field.position])
      .map(CharacterRecord.init)
  }

  // MARK: Decisions

  /// Appends people's decisions.
  package func decide(_ decisions: [DecisionRecord]) throws {
    try write { database in
      let statement = try database.cachedStatement(
        sql: "INSERT INTO decision (field, kind, value, reviewer, time, note) VALUES (?, ?, ?, ?, ?, ?)")
      for decision in decisions {
        try statement.execute(arguments: [
          decision.field, decision.kind.rawValue, decision.value, decision.reviewer, decision.time,
          decision.note,
        ])
      }
    }
  }

  /// Of every decided field the decision that holds: the last one that was not undone.
  private static func decisions(_ database: Database) throws -> [String: DecisionRecord] {
    var standing: [String: [DecisionRecord]] = [:]
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM decision ORDER BY number")
    while let row = try rows.next() {
      guard let decision = DecisionRecord(row) else { continue }
      if decision.kind == .undo {
        _ = standing[decision.field]?.popLast()
      } else {
        standing[decision.field, default: []].append(decision)
      }
    }
    return standing.compactMapValues(\.last)
  }
}

extension PlacedField {
  fileprivate init(_ row: Row) {
    let reasons: String = row["reasons"]
    let reading = FieldReading(
      text: row["reading"], isValid: row["isValid"], confidence: row["confidence"],
      alternatives: JSONText.alternatives(row["alternatives"]))
    let record = FieldRecord(
      id: row["id"], field: row["field"], type: row["type"], reading: reading,
      status: FieldStatus(rawValue: row["status"]) ?? .review,
      reasons: reasons.split(separator: ";").map(String.init), characters: [],
      segments: JSONText.integers(row["segments"]), crop: row["crop"])
    self.init(
      document: row["document"], page: row["page"], position: row["position"], form: row["form"],
      sha256: row["sha256"], record: record)
  }
}

extension CharacterRecord {
  fileprivate init(_ row: Row) {
    self.init(
      box: [row["x"], row["y"], row["width"], row["height"]],
      pixels: [row["pixelX"], row["pixelY"], row["pixelWidth"], row["pixelHeight"]],
      picture: Array(row["picture"] as Data), probabilities: Bytes.floats(row["probabilities"]),
      hasStrayInk: row["hasStrayInk"], span: CharacterSpan(row))
  }
}

extension CharacterSpan {
  fileprivate init?(_ row: Row) {
    guard let first = row["firstPiece"] as Int?, let end = row["endPiece"] as Int? else { return nil }
    self.init(first: first, end: end, fit: row["fit"], omission: row["omission"])
  }
}

extension DecisionRecord {
  fileprivate init?(_ row: Row) {
    guard let kind = Kind(rawValue: row["kind"]) else { return nil }
    self.init(
      field: row["field"], kind: kind, value: row["value"], reviewer: row["reviewer"], time: row["time"],
      note: row["note"])
  }
}
