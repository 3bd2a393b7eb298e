import FoundationEssentials
import GRDB

/// A document whose readings were removed for good.
package struct PurgedDocument: Hashable, Sendable {
  package var document: String
  package var pages: Int
  package var fields: Int
}

extension Ledger {
  /// Documents whose last page was read before `time` (seconds since 1970) and that still have readings.
  package func documents(readBefore time: Double) throws -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT document FROM readTime WHERE time < ? AND EXISTS (SELECT * FROM page WHERE page.document = \
          readTime.document) AND document NOT IN (SELECT document FROM scan JOIN purge USING (document, sha256))
          ORDER BY document
          """, arguments: [time])
    }
  }

  /// Documents whose readings, of the bytes that they have now, were removed for good.
  package func purgedDocuments() throws -> Set<NameKey> {
    try read { database in
      let names = try String.fetchAll(
        database, sql: "SELECT document FROM scan JOIN purge USING (document, sha256)")
      return Set(names.map { NameKey($0) })
    }
  }

  /// Removes the readings, characters, decided values and notes of some documents; counts stay.
  ///
  /// Nothing of them is left in the database's files when this returns; the files made from it are made anew by
  /// `writeOutputs`.
  ///
  /// - Returns: one for each document, also for those that had no fields.
  /// - Throws: `LedgerError.locked` while a review goes on, which has readings in its memory.
  package func purge(_ documents: [String]) throws -> [PurgedDocument] {
    let review = try FolderLock(directory, name: Self.reviewLock)
    defer { review.release() }
    let wanted = Set(documents.map { NameKey($0) })
    let purged = try write { database in
      var fields: [NameKey: Int] = [:]
      var ids: [String] = []
      var delivered: [String] = []
      try forEachField(database, withCharacters: { _ in false }) { field in
        guard wanted.contains(NameKey(field.document)) else { return }
        fields[NameKey(field.document), default: 0] += 1
        ids.append(field.record.id)
        delivered.append(
          FieldIdentity.row(id: field.record.id, status: field.status, value: field.value))
      }
      for page in try unidentifiedPages(database) where wanted.contains(NameKey(page.document)) {
        ids.append(page.id)
      }
      for id in ids {
        try database.cachedStatement(
          sql: "UPDATE decision SET value = NULL, before = NULL, note = '', fields = NULL WHERE field = ?"
        ).execute(arguments: [id])
        // A short value could be found from its hash by trying all.
        try database.cachedStatement(sql: "DELETE FROM delivered WHERE field = ?").execute(arguments: [id])
      }
      for row in delivered {
        try database.cachedStatement(sql: "DELETE FROM delivered WHERE id = ?").execute(arguments: [row])
      }
      return try documents.map { document in
        for table in ["field", "character"] {
          try database.execute(sql: "DELETE FROM \(table) WHERE document = ?", arguments: [document])
        }
        try database.execute(sql: "UPDATE page SET crop = NULL WHERE document = ?", arguments: [document])
        let pages =
          try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM page WHERE document = ?", arguments: [document]) ?? 0
        let record = PurgedDocument(document: document, pages: pages, fields: fields[NameKey(document)] ?? 0)
        try database.execute(
          sql: """
            INSERT INTO purge SELECT document, ?, ?, ?, sha256 FROM scan WHERE document = ?
            ON CONFLICT (document) DO UPDATE SET time = excluded.time, sha256 = excluded.sha256, \
            fields = fields + excluded.fields
            """, arguments: [Date().timeIntervalSince1970, record.pages, record.fields, document])
        return record
      }
    }
    try rewrite()
    return purged
  }

  /// Rewrites the database's file without what was deleted, and empties its journal.
  private func rewrite() throws {
    do {
      try database.writeWithoutTransaction { database in
        try database.execute(sql: "VACUUM")
        try database.checkpoint(.truncate)
      }
    } catch let error as DatabaseError {
      throw named(error)
    }
  }
}
