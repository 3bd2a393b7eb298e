import GRDB

/// The tables, by named migrations; only ever added to.
enum LedgerSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("scans, pages, fields, characters, decisions") { database in
      try database.execute(sql: first)
    }
    migrator.registerMigration("undivided areas") { database in
      try database.execute(sql: areas)
    }
    migrator.registerMigration("purges") { database in try database.execute(sql: purges) }
    migrator.registerMigration("review page") { database in try database.execute(sql: reviewPage) }
    migrator.registerMigration("deliveries by field, purges by bytes") { database in
      try database.execute(sql: deliveries)
    }
    migrator.registerMigration("outputs that are current") { database in
      try database.execute(sql: "CREATE TABLE currentOutputs (stamp TEXT NOT NULL)")
    }
    migrator.registerMigration("likely forms") { database in
      try database.execute(sql: "ALTER TABLE page ADD COLUMN likely TEXT")
    }
    migrator.registerMigration("outputs that lack decisions only") { database in
      try database.execute(
        sql:
          "DELETE FROM currentOutputs; ALTER TABLE currentOutputs ADD COLUMN decision INTEGER NOT NULL DEFAULT 0"
      )
    }
    return migrator
  }

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
    """

  private static let purges = """
    CREATE TABLE readTime (document TEXT NOT NULL PRIMARY KEY, time REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE purge (
      document TEXT NOT NULL PRIMARY KEY, time REAL NOT NULL, pages INTEGER NOT NULL, fields INTEGER NOT NULL
    ) WITHOUT ROWID;
    """

  private static let reviewPage = """
    ALTER TABLE decision ADD COLUMN box INTEGER;
    ALTER TABLE decision ADD COLUMN before TEXT;
    ALTER TABLE decision ADD COLUMN seconds REAL;
    ALTER TABLE decision ADD COLUMN view TEXT;
    ALTER TABLE decision ADD COLUMN fields TEXT;
    """

  private static let deliveries = """
    ALTER TABLE delivered ADD COLUMN field TEXT;
    ALTER TABLE delivered ADD COLUMN hasValue INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX delivered_field ON delivered (field);
    ALTER TABLE purge ADD COLUMN sha256 TEXT;
    UPDATE purge SET sha256 = (SELECT sha256 FROM scan WHERE scan.document = purge.document);
    """

  private static let areas = """
    ALTER TABLE field ADD COLUMN segments TEXT;
    ALTER TABLE character ADD COLUMN firstPiece INTEGER;
    ALTER TABLE character ADD COLUMN endPiece INTEGER;
    ALTER TABLE character ADD COLUMN fit REAL;
    ALTER TABLE character ADD COLUMN omission REAL;
    """
}
