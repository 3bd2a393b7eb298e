import GRDB
import Glibc

extension Ledger {
  /// Writes `fields.csv`, `review.jsonl`, `failures.csv` anew from the ledger, whole or not at all, makes the queue's
  /// character pictures under `crops/`, and removes pictures of what waits no longer.
  ///
  /// Does nothing where nothing has changed since they were written, neither in the ledger nor of the files; where
  /// only decisions came since, the queue's lines and pictures that stand are left as they are.
  ///
  /// Pictures stay while another process reads a batch into the folder: its workers may just have made them.
  ///
  /// - Parameters:
  ///   - model: names and hashes of the models, for the queue.
  ///   - templates: form name → hash of its template, for the queue.
  ///   - trustsPictures: whether pictures that are there stand, for nothing was read since they were made.
  package func writeOutputs(
    model: String, templates: [String: String], trustsPictures: Bool = false
  ) throws {
    // Another process that writes them at the same time would write into the same unfinished files.
    let turn = try FolderLock(directory, name: ".outputs.lock", waits: true)
    defer { turn.release() }
    let batch = isBatch ? nil : try? FolderLock(directory)
    defer { batch?.release() }
    let isAlone = isBatch || batch != nil
    let key = FieldIdentity.hash(
      [model] + templates.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    let context = QueueContext(model: model, templates: templates)
    let written = try read { database -> Int64? in
      let last = try Int64.fetchOne(database, sql: "SELECT MAX(number) FROM decision") ?? 0
      let known = try currentDecision(key, database)
      if known == last { return nil }
      var crops = CropFolder(directory: directory, trusts: trustsPictures || known != nil)
      try writeFields(database)
      if known == nil {
        try writeQueue(database, context, &crops)
        if isAlone { crops.removeOthers() }
      } else {
        let gone = try reviseQueue(database, context, &crops)
        if isAlone { crops.remove(gone) }
      }
      try writeFailures(database)
      return last
    }
    guard isAlone, let written else { return }
    let stamp = stamp(key)
    try write {
      try $0.execute(sql: "INSERT INTO currentOutputs VALUES (?, ?)", arguments: [stamp, written])
    }
  }

  /// The last decision that the files know, being those that were written with `key`; nil where they are not, or
  /// where more than decisions came since.
  private func currentDecision(_ key: String, _ database: Database) throws -> Int64? {
    guard let row = try Row.fetchOne(database, sql: "SELECT stamp, decision FROM currentOutputs"),
      row["stamp"] == stamp(key)
    else { return nil }
    return row["decision"]
  }

  /// What tells that the files are still those that were written with `key`.
  private func stamp(_ key: String) -> String {
    let parts = ["fields.csv", "review.jsonl", "failures.csv", "crops"].map { name in
      var info = stat()
      guard stat(directory + "/" + name, &info) == 0 else { return "none" }
      return "\(info.st_ino) \(info.st_size) \(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec)"
    }
    return FieldIdentity.hash([key] + parts)
  }

  static let fieldColumns = [
    "document", "page", "form", "field", "value", "status", "confidence", "reading", "reasons",
  ]

  private func writeFields(_ database: Database) throws {
    try AtomicFile.write(directory + "/fields.csv") { file in
      try file.write(CSVText.row(Self.fieldColumns))
      try forEachField(database, withCharacters: { _ in false }) { try file.write(CSVText.row($0.cells)) }
    }
  }

  private func writeQueue(_ database: Database, _ context: QueueContext, _ crops: inout CropFolder) throws {
    var pages = try waitingPages(database, context, &crops).sorted(by: QueueEntry.isBefore)[...]
    try AtomicFile.write(directory + "/review.jsonl") { file in
      // Fields come in order; a line is in memory no longer than it takes to write it.
      try forEachField(database, withCharacters: \.status.waits) { field in
        guard field.status.waits else { return }
        let crop = try crops.keep(field)
        let entry = QueueEntry(
          place: (field.document, field.page, field.position),
          line: context.line(field, crop: crop, owner: try owner(of: field, database)))
        while let page = pages.first, QueueEntry.isBefore(page, entry) {
          try file.write(page.line + "\n")
          pages.removeFirst()
        }
        try file.write(entry.line + "\n")
      }
      for page in pages { try file.write(page.line + "\n") }
    }
  }

  /// The page whose field has the value that `field` may not have again; nil for a field that does not wait for that.
  func owner(of field: PlacedField, _ database: Database) throws -> QueueContext.Owner? {
    guard field.record.reasons.contains("duplicate-value") else { return nil }
    let statement = try database.cachedStatement(
      sql: """
        SELECT field.document, field.page FROM field JOIN page USING (document, page) JOIN scan USING (document)
        WHERE page.form = ? AND field.field = ? AND field.reading = ? AND field.status IN ('accepted', 'audit')
          AND scan.duplicateOf IS NULL ORDER BY field.document, field.page LIMIT 1
        """)
    return try Row.fetchOne(
      statement, arguments: [field.form, field.record.field, field.record.reading.text]
    ).map { QueueContext.Owner(document: $0["document"], page: $0["page"]) }
  }

  /// Pages that fit no form, as entries of the queue.
  private func waitingPages(
    _ database: Database, _ context: QueueContext, _ crops: inout CropFolder
  ) throws -> [QueueEntry] {
    let decisions = try Self.decisions(database)
    return try unidentifiedPages(database).compactMap { page in
      crops.keep(page: page.id)
      if decisions[page.id]?.page != nil { return nil }
      return QueueEntry(place: (page.document, page.page, -1), line: context.line(page))
    }
  }

  private func writeFailures(_ database: Database) throws {
    var file = try AtomicFile(directory + "/failures.csv")
    try file.write(CSVText.row(["document", "page", "code", "message"]))
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT document, failurePage AS page, failureCode AS code, failureMessage AS message
          FROM scan WHERE failureCode IS NOT NULL
        UNION ALL SELECT document, page, failureCode, failureMessage FROM page WHERE failureCode IS NOT NULL
        UNION ALL SELECT document, NULL, 'duplicate', 'same bytes as ' || duplicateOf
          FROM scan WHERE duplicateOf IS NOT NULL
        ORDER BY document, page
        """)
    let settled = try settledPages(database)
    while let row = try rows.next() {
      let number = row["page"] as Int?
      if settled.contains(PageKey(document: NameKey(row["document"]), page: number ?? 0)) { continue }
      let page = number.map(String.init) ?? ""
      try file.write(CSVText.row([row["document"], page, row["code"], row["message"]]))
    }
    try file.commit()
  }

  /// The pages that fitted no form until a person said what they are.
  func settledPages(_ database: Database) throws -> Set<PageKey> {
    let decisions = try Self.decisions(database)
    let settled = try unidentifiedPages(database).filter { page in
      let kind = decisions[page.id]?.page?.kind
      return kind == .form || kind == .notAForm
    }
    return Set(settled.map { PageKey(document: NameKey($0.document), page: $0.page) })
  }
}

/// A page of a document.
struct PageKey: Hashable {
  var document: NameKey
  var page: Int
}

extension PlacedField {
  /// A row of `fields.csv`.
  var cells: [String] {
    [
      document, String(page), form, record.field, value, status.rawValue,
      CSVText.sixDecimals(record.reading.confidence), record.reading.text,
      reasons.joined(separator: ";"),
    ]
  }
}

/// A line of the queue with its place in it.
private struct QueueEntry {
  var place: (document: String, page: Int, position: Int)
  var line: String

  static func isBefore(_ a: QueueEntry, _ b: QueueEntry) -> Bool {
    let (x, y) = (a.place, b.place)
    return (NameKey(x.document), x.page, x.position) < (NameKey(y.document), y.page, y.position)
  }
}
