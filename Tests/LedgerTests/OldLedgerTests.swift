import Foundation
import GRDB
import Ledger
import Testing

/// Ledgers that other versions made.
@Suite("A ledger of another version") struct OldLedgerTests {
  private let folder: String
  private var path: String { folder + "/ledger.sqlite" }

  /// The tables of the first version, never to be changed: some batch was made with it.
  private static let first = """
    CREATE TABLE scan (
      document TEXT NOT NULL PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL,
      device INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
      pageCount INTEGER, duplicateOf TEXT, failurePage INTEGER, failureCode TEXT, failureMessage TEXT
    ) WITHOUT ROWID;
    CREATE TABLE page (
      document TEXT NOT NULL, page INTEGER NOT NULL, form TEXT, residual REAL, edgesFound REAL,
      failureCode TEXT, failureMessage TEXT, crop TEXT, basis TEXT NOT NULL,
      PRIMARY KEY (document, page)
    ) WITHOUT ROWID;
    CREATE TABLE field (
      document TEXT NOT NULL, page INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
      field TEXT NOT NULL, type TEXT NOT NULL, reading TEXT NOT NULL, isValid INTEGER NOT NULL,
      confidence REAL NOT NULL, alternatives TEXT NOT NULL, status TEXT NOT NULL, reasons TEXT NOT NULL, crop TEXT,
      PRIMARY KEY (document, page, position)
    ) WITHOUT ROWID;
    CREATE INDEX field_id ON field (id);
    CREATE INDEX field_status ON field (status);
    CREATE TABLE character (
      document TEXT NOT NULL, page INTEGER NOT NULL, position INTEGER NOT NULL, box INTEGER NOT NULL,
      x REAL NOT NULL, y REAL NOT NULL, width REAL NOT NULL, height REAL NOT NULL,
      pixelX REAL NOT NULL, pixelY REAL NOT NULL, pixelWidth REAL NOT NULL, pixelHeight REAL NOT NULL,
      picture BLOB NOT NULL, probabilities BLOB NOT NULL, hasStrayInk INTEGER NOT NULL,
      PRIMARY KEY (document, page, position, box)
    );
    CREATE TABLE decision (
      number INTEGER PRIMARY KEY AUTOINCREMENT, field TEXT NOT NULL, kind TEXT NOT NULL, value TEXT,
      reviewer TEXT NOT NULL, time REAL NOT NULL, note TEXT NOT NULL
    );
    CREATE INDEX decision_field ON decision (field);
    CREATE TABLE delivered (id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('scans, pages, fields, characters, decisions');
    INSERT INTO scan VALUES ('a.tif', '/a.tif', 'aa', 1, 2, 3, 4, 1, NULL, NULL, NULL, NULL);
    INSERT INTO page VALUES ('a.tif', 1, 'form', 0.1, 0.9, NULL, NULL, NULL, 'b');
    INSERT INTO field VALUES ('a.tif', 1, 0, 'id', 'n', 'number', '12', 1, 0.75, '[]', 'review', 'ambiguous', NULL);
    INSERT INTO decision VALUES (1, 'id', 'correct', '13', 'anna', 1, '');
    """

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("cijfer-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try DatabaseQueue(path: path).write { try $0.execute(sql: Self.first) }
  }

  private func rows() throws -> [String] {
    var rows: [String] = []
    _ = try Ledger(reading: folder).export(.csv, complete: false, new: false, { rows.append($0) })
    return rows
  }

  @Test("is brought up to date by whoever only reads it, and nothing is lost") func old() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try rows().last == "a.tif,1,form,n,13,corrected,0.750000,12,ambiguous\r\n")
    #expect(try Ledger(reading: folder).scans().map(\.sha256) == ["aa"])
  }

  @Test("that another process has open to write is left alone, and named") func inUse() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lock = open(folder + "/.lock", O_RDWR | O_CREAT, 0o600)
    #expect(flock(lock, LOCK_EX) == 0)
    #expect(throws: LedgerError.locked(directory: folder)) { try rows() }
    close(lock)
    #expect(try rows().count == 2)
  }

  @Test("that is newer than this version is not touched") func newer() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try DatabaseQueue(path: path).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('of tomorrow')")
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let newer = LedgerError.noAccess(path: path, reason: "a newer cijfer made it")
    #expect(throws: newer) { try Ledger(reading: folder) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(throws: newer) { try Ledger(directory: folder) }
    let tables = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'purge'"
    #expect(try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: tables) } == 0)
  }
}
