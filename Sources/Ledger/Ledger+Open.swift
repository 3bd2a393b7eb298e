import GRDB
import Glibc

extension Ledger {
  /// The database of `directory`, whatever version of ours made it.
  ///
  /// - Throws: `LedgerError.noAccess` where there is none, or a newer version made it; `DatabaseError`.
  static func open(_ directory: String, readonly: Bool) throws -> DatabaseQueue {
    let path = directory + "/" + fileName
    if readonly, access(path, R_OK) != 0 {
      throw LedgerError.noAccess(path: path, reason: String(cString: strerror(errno)))
    }
    var configuration = GRDB.Configuration()
    configuration.readonly = readonly
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      guard !database.configuration.readonly else { return }
      try database.execute(
        sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
    }
    let place = readonly && isFrozen(directory) ? frozen(path) : path
    let database = try DatabaseQueue(path: place, configuration: configuration)
    if try database.read(LedgerSchema.migrator.hasBeenSuperseded) {
      throw LedgerError.noAccess(path: path, reason: "a newer cijfer made it")
    }
    return database
  }

  /// Runs the migrations that are missing.
  ///
  /// They are synced together, by the first write after them: one that is lost before is run again.
  static func migrate(_ database: DatabaseQueue) throws {
    if try database.read(LedgerSchema.migrator.hasCompletedMigrations) { return }
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
    try LedgerSchema.migrator.migrate(database)
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
  }

  /// Whether the ledger of `directory` lacks migrations.
  static func isOutdated(_ directory: String) throws -> Bool {
    do {
      return try !open(directory, readonly: true).read(LedgerSchema.migrator.hasCompletedMigrations)
    } catch let error as DatabaseError {
      throw named(error, directory + "/" + fileName)
    }
  }

  /// Runs the migrations that the ledger of `directory` lacks.
  static func bringUpToDate(_ directory: String) throws {
    do {
      _ = try Ledger(writing: directory)
    } catch LedgerError.noAccess(let path, let reason) {
      throw LedgerError.noAccess(
        path: path, reason: "an older cijfer made the ledger, and it cannot be brought up to date: \(reason)")
    }
  }
}
