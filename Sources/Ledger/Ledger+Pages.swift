import FoundationEssentials
import GRDB

extension Ledger {
  /// Every scan, by document.
  package func scans() throws -> [ScanRecord] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM scan ORDER BY document").map(ScanRecord.init)
    }
  }

  /// Adds or replaces scans (without touching their pages).
  package func register(_ scans: [ScanRecord]) throws {
    if scans.isEmpty { return }
    try write { database in
      let statement = try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO scan VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      for scan in scans {
        try statement.execute(arguments: [
          scan.document, scan.path, scan.sha256, scan.identity.device, scan.identity.inode,
          scan.identity.size,
          scan.identity.modified, scan.pageCount, scan.duplicateOf, scan.failure?.page, scan.failure?.code,
          scan.failure?.message,
        ])
      }
    }
  }

  /// Stores pages of documents, replacing what stood there under the same page; decisions of people stay.
  package func store(_ pages: [(document: String, page: PageRecord)]) throws {
    try write { database in
      for (document, page) in pages {
        try Self.forget(page.page, of: document, database)
        try Self.insert(page, of: document, database)
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO readTime VALUES (?, ?)")
          .execute(arguments: [document, Date().timeIntervalSince1970])
        for (position, field) in page.fields.enumerated() {
          try Self.insert(field, at: position, page: page.page, of: document, database)
        }
      }
    }
  }

  /// What was stored of the pages of `document`, without fields: page → (outcome, basis).
  package func pageStates(of document: String) throws -> [Int: (outcome: PageOutcome, basis: String)] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT * FROM page WHERE document = ?", arguments: [document])
      return Dictionary(
        uniqueKeysWithValues: rows.map { ($0["page"], (outcome: PageOutcome($0), basis: $0["basis"])) })
    }
  }

  /// What was stored of the pages of every document, without fields: document → page → (outcome, basis).
  package func pageStates() throws -> [NameKey: [Int: (outcome: PageOutcome, basis: String)]] {
    try read { database in
      var states: [NameKey: [Int: (outcome: PageOutcome, basis: String)]] = [:]
      let rows = try Row.fetchCursor(database, sql: "SELECT * FROM page")
      while let row = try rows.next() {
        states[NameKey(row["document"]), default: [:]][row["page"]] = (PageOutcome(row), row["basis"])
      }
      return states
    }
  }

  /// Forgets pages (to read them again).
  package func forget(pages: [Int], of document: String) throws {
    try write { database in
      for page in pages { try Self.forget(page, of: document, database) }
    }
  }

  private static func forget(_ page: Int, of document: String, _ database: Database) throws {
    for table in ["page", "field", "character"] {
      try database.cachedStatement(sql: "DELETE FROM \(table) WHERE document = ? AND page = ?")
        .execute(arguments: [document, page])
    }
  }

  private static func insert(_ page: PageRecord, of document: String, _ database: Database) throws {
    var form: String?
    var residual: Double?
    var edgesFound: Double?
    var failure: FailureRecord?
    var crop: String?
    switch page.outcome {
    case .identified(let name, let distance, let share):
      (form, residual, edgesFound) = (name, distance, share)
    case .blank: break
    case .failed(let record, let picture): (failure, crop) = (record, picture)
    }
    try database.cachedStatement(sql: "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
      arguments: [
        document, page.page, form, residual, edgesFound, failure?.code, failure?.message, crop, page.basis,
        try failure.flatMap { try JSONText.likely($0.likely) },
      ])
  }

  private static func insert(
    _ field: FieldRecord, at position: Int, page: Int, of document: String, _ database: Database
  ) throws {
    try database.cachedStatement(sql: "INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .execute(arguments: [
        document, page, position, field.id, field.field, field.type, field.reading.text,
        field.reading.isValid,
        field.reading.confidence, JSONText.alternatives(field.reading.alternatives), field.status.rawValue,
        field.reasons.joined(separator: ";"), field.crop, JSONText.integers(field.segments),
      ])
    let statement = try database.cachedStatement(
      sql: "INSERT INTO character VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for (box, character) in field.characters.enumerated() {
      precondition(character.box.count == 4 && character.pixels.count == 4)
      let place: [any DatabaseValueConvertible] = character.box + character.pixels
      let known: [any DatabaseValueConvertible] = [document, page, position, box]
      let seen: [any DatabaseValueConvertible] = [
        Bytes.data(character.picture), Bytes.data(character.probabilities), character.hasStrayInk,
      ]
      let span: [(any DatabaseValueConvertible)?] = [
        character.span?.first, character.span?.end, character.span?.fit, character.span?.omission,
      ]
      try statement.execute(arguments: StatementArguments(known + place + seen + span))
    }
  }
}

extension ScanRecord {
  fileprivate init(_ row: Row) {
    self.init(
      document: row["document"], path: row["path"], sha256: row["sha256"],
      identity: FileIdentity(
        device: row["device"], inode: row["inode"], size: row["size"], modified: row["modified"]),
      pageCount: row["pageCount"], duplicateOf: row["duplicateOf"],
      failure: (row["failureCode"] as String?).map {
        FailureRecord(page: row["failurePage"], code: $0, message: row["failureMessage"])
      })
  }
}

extension PageOutcome {
  /// The outcome in a row of `page`.
  init(_ row: Row) {
    if let form = row["form"] as String? {
      self = .identified(form: form, residual: row["residual"], edgesFound: row["edgesFound"])
    } else if let code = row["failureCode"] as String? {
      self = .failed(
        FailureRecord(
          page: row["page"], code: code, message: row["failureMessage"],
          likely: JSONText.likely(row["likely"])),
        crop: row["crop"])
    } else {
      self = .blank
    }
  }
}
