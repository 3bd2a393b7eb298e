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
    try database.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT document FROM readTime WHERE time < ? AND EXISTS (SELECT * FROM page WHERE page.document = \
          readTime.document) AND document NOT IN (SELECT document FROM purge) ORDER BY document
          """, arguments: [time])
    }
  }

  /// Removes the readings, characters, decided values and notes of some documents; counts stay.
  ///
  /// Nothing of them is left in the database's files when this returns; the files made from it are made anew by
  /// `writeOutputs`.
  ///
  /// - Returns: one for each document, also for those that had no fields.
  package func purge(_ documents: [String]) throws -> [PurgedDocument] {
    let wanted = Set(documents)
    let purged = try write { database in
      var fields: [String: Int] = [:]
      var ids: [String] = []
      var delivered: [String] = []
      try forEachField(database, withCharacters: { _ in false }) { field in
        guard wanted.contains(field.document) else { return }
        fields[field.document, default: 0] += 1
        ids.append(field.record.id)
        delivered.append(
          FieldIdentity.row(id: field.record.id, status: field.status, value: field.value))
      }
      for id in ids {
        try database.cachedStatement(
          sql: "UPDATE decision SET value = NULL, before = NULL, note = '' WHERE field = ?"
        ).execute(arguments: [id])
      }
      // A short value could be found from its hash by trying all.
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
        let record = PurgedDocument(document: document, pages: pages, fields: fields[document] ?? 0)
        try database.execute(
          sql: """
            INSERT INTO purge VALUES (?, ?, ?, ?) ON CONFLICT (document) DO UPDATE SET time = excluded.time, \
            fields = fields + excluded.fields
            """, arguments: [document, Date().timeIntervalSince1970, record.pages, record.fields])
        return record
      }
    }
    try database.writeWithoutTransaction { database in
      try database.execute(sql: "VACUUM")
      try database.checkpoint(.truncate)
    }
    return purged
  }
}
