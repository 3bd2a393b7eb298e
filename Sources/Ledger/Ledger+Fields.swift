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
  /// Whether a person said what form the page is: nothing was read of it.
  var isRecognised = false

  /// The state that counts: a person's word before the machine's.
  var status: FieldStatus {
    switch decision?.kind {
    case .confirm: .confirmed
    case .correct: .corrected
    case .illegible: .illegible
    case .key:
      decision?.value == nil ? .illegible : decision?.value == record.reading.text ? .confirmed : .corrected
    default: record.status
    }
  }

  /// The machine's reasons; where it is sure of something else than a person decided, that it is.
  var reasons: [String] {
    guard isSure, decision != nil,
      status == .illegible || value != record.reading.text
    else { return record.reasons }
    return record.reasons + ["disagrees"]
  }

  /// Whether the machine would take its reading, were it asked alone.
  private var isSure: Bool {
    record.status == .accepted || record.status == .audit
      || Set(record.reasons).subtracting(["repaired", "damaged"]) == [ReviewedField.keyedTwice]
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
  /// Calls `body` for every field that was read, in output order, as the machine decided it.
  package func forEachField(
    _ body: (_ document: String, _ page: Int, _ form: String, FieldRecord) throws -> Void
  ) throws {
    try read { database in
      try forEachField(database, withCharacters: { _ in true }) { field in
        guard !field.isRecognised else { return }
        try body(field.document, field.page, field.form, field.record)
      }
    }
  }

  /// Calls `body` for the fields of every page that was read, in output order, and stores what it returns, as many,
  /// where that differs: a changed reading, status and reasons; people's decisions stay.
  package func redecide(
    _ body: (_ document: String, _ page: Int, _ form: String, [FieldRecord]) throws -> [FieldRecord]
  ) throws {
    try write { database in
      var changed: [(PlacedField, FieldRecord)] = []
      var page: [PlacedField] = []
      func finishPage() throws {
        guard let first = page.first else { return }
        let again = try body(first.document, first.page, first.form, page.map(\.record))
        changed += zip(page, again).filter { $0.record != $1 }
        page.removeAll(keepingCapacity: true)
      }
      try forEachField(database, withCharacters: { _ in true }) { field in
        guard !field.isRecognised else { return }
        if page.last.map({ $0.document != field.document || $0.page != field.page }) == true {
          try finishPage()
        }
        page.append(field)
      }
      try finishPage()
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

  /// Every field in output order: documents by their UTF-8 bytes, pages, form order; those of pages that a person
  /// recognised among them, unread.
  ///
  /// Characters and alternatives are fetched only where `withCharacters` asks for them.
  func forEachField(
    _ database: Database, withCharacters: (PlacedField) -> Bool, _ body: (PlacedField) throws -> Void
  ) throws {
    let decisions = try Self.decisions(database)
    var recognised = try recognisedFields(database, decisions)[...]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT field.*, page.form, scan.sha256 FROM field JOIN page USING (document, page) JOIN scan USING (document)
        WHERE page.form IS NOT NULL AND scan.duplicateOf IS NULL ORDER BY field.document, field.page, field.position
        """)
    while let row = try rows.next() {
      var field = PlacedField(row, isWhole: false)
      field.decision = decisions[field.record.id]?.verdict
      while let other = recognised.first, other.isBefore(field) {
        try body(other)
        recognised = recognised.dropFirst()
      }
      if withCharacters(field) {
        field.record.reading.alternatives = JSONText.alternatives(row["alternatives"])
        field.record.characters = try Self.characters(of: field, database)
      }
      try body(field)
    }
    for other in recognised { try body(other) }
  }

  static func characters(of field: PlacedField, _ database: Database) throws -> [CharacterRecord] {
    let statement = try database.cachedStatement(
      sql: "SELECT * FROM character WHERE document = ? AND page = ? AND position = ? ORDER BY box")
    return try Row.fetchAll(statement, arguments: [field.document, field.page, field.position])
      .map(CharacterRecord.init)
  }
}

extension PlacedField {
  /// In output order.
  func isBefore(_ other: PlacedField) -> Bool {
    (NameKey(document), page, position) < (NameKey(other.document), other.page, other.position)
  }

  /// - Parameter isWhole: whether the reading's alternatives are wanted, which take the longest.
  init(_ row: Row, isWhole: Bool = true) {
    let reasons: String = row["reasons"]
    let reading = FieldReading(
      text: row["reading"], isValid: row["isValid"], confidence: row["confidence"],
      alternatives: isWhole ? JSONText.alternatives(row["alternatives"]) : [])
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
  init(_ row: Row) {
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
