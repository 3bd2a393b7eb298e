import FoundationEssentials
import GRDB
import Glibc

/// The truth of a batch, `ledger.sqlite` in its output folder.
///
/// One process writes at a time. Thread-safe; every write is one transaction, synced when it returns.
package final class Ledger: Sendable {
  /// The batch's folder.
  package let directory: String
  let database: DatabaseQueue
  private let lock: FolderLock?
  /// Whether the folder's lock is held: no worker of another process makes pictures meanwhile.
  let isBatch: Bool

  /// Opens or creates the ledger of `directory`, creating the folder (0700) where it is missing, and takes the
  /// folder's lock.
  ///
  /// - Throws: `LedgerError.locked` where another run has it, `.noAccess`, `.damaged`.
  package convenience init(directory: String) throws {
    try Self.createFolder(directory)
    chmod(directory, 0o700)
    try self.init(directory, lock: try FolderLock(directory), isBatch: true)
    Self.protect(directory)
  }

  /// Opens the ledger of `directory` to read only; one that an older version made is brought up to date before.
  ///
  /// - Throws: `LedgerError.noAccess` where there is none, or where it must be brought up to date and cannot;
  ///   `.damaged`.
  package convenience init(reading directory: String) throws {
    if try Self.isOutdated(directory) { try Self.bringUpToDate(directory) }
    try self.init(directory, lock: nil)
  }

  /// Opens the ledger of `directory`, which is there already, to write.
  ///
  /// - Throws: `LedgerError.noAccess` where there is none, `.locked`, `.damaged`.
  package convenience init(writing directory: String) throws {
    guard access(directory + "/" + Self.fileName, F_OK) == 0 else {
      throw LedgerError.noAccess(path: directory, reason: "there is no ledger in it")
    }
    try self.init(directory: directory)
  }

  /// Opens the ledger of `directory`, which is there already, to take people's decisions: batches may go on
  /// meanwhile, a second review may not.
  ///
  /// - Throws: `LedgerError.noAccess` where there is none, `.locked`, `.damaged`.
  package convenience init(reviewing directory: String) throws {
    guard access(directory + "/" + Self.fileName, F_OK) == 0 else {
      throw LedgerError.noAccess(path: directory, reason: "there is no ledger in it")
    }
    try self.init(directory, lock: try FolderLock(directory, name: Self.reviewLock))
  }

  private init(_ directory: String, lock: FolderLock?, isBatch: Bool = false) throws {
    self.directory = directory
    self.lock = lock
    self.isBatch = isBatch
    do {
      database = try Self.open(directory, readonly: lock == nil)
      if lock != nil { try Self.migrate(database) }
    } catch let error as DatabaseError {
      throw Self.named(error, directory + "/" + Self.fileName)
    }
  }

  static let fileName = "ledger.sqlite"
  static let reviewLock = ".review.lock"

  static func named(_ error: DatabaseError, _ path: String) -> LedgerError {
    switch error.resultCode {
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY:
      .noAccess(path: path, reason: error.message ?? "\(error.resultCode)")
    default: .damaged(path: path, reason: error.message ?? "\(error.resultCode)")
    }
  }

  /// `error`, with the ledger's place.
  func named(_ error: DatabaseError) -> LedgerError {
    Self.named(error, directory + "/" + Self.fileName)
  }

  /// Runs `body` in one transaction; the files made from the ledger are out of date then, unless `isDecision`: of
  /// decisions it is known which of them the files lack.
  func write<Result>(isDecision: Bool = false, _ body: (Database) throws -> Result) throws -> Result {
    do {
      return try database.write { database in
        if !isDecision { try database.cachedStatement(sql: "DELETE FROM currentOutputs").execute() }
        return try body(database)
      }
    } catch let error as DatabaseError {
      throw named(error)
    }
  }

  /// Runs `body` on what stands when it begins.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try database.read(body)
    } catch let error as DatabaseError {
      throw named(error)
    }
  }
}

package enum LedgerError: Error, Hashable, Sendable {
  case locked(directory: String)
  case noAccess(path: String, reason: String)
  case damaged(path: String, reason: String)
}
