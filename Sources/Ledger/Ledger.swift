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

  /// Opens or creates the ledger of `directory`, creating the folder (0700) where it is missing, and takes the
  /// folder's lock.
  ///
  /// - Throws: `LedgerError.locked` where another run has it, `.noAccess`, `.damaged`.
  package convenience init(directory: String) throws {
    try Self.createFolder(directory)
    let lock = try FolderLock(directory)
    try self.init(directory, lock: lock)
    try Self.protect(directory)
  }

  /// Opens the ledger of `directory` to read only.
  ///
  /// - Throws: `LedgerError.noAccess` where there is none, `.damaged`.
  package convenience init(reading directory: String) throws {
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
    try self.init(directory, lock: try FolderLock(directory, name: ".review.lock"))
  }

  private init(_ directory: String, lock: FolderLock?) throws {
    self.directory = directory
    self.lock = lock
    let path = directory + "/" + Self.fileName
    if lock == nil, access(path, R_OK) != 0 {
      throw LedgerError.noAccess(path: path, reason: String(cString: strerror(errno)))
    }
    var configuration = GRDB.Configuration()
    configuration.readonly = lock == nil
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      guard !database.configuration.readonly else { return }
      try database.execute(
        sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
    }
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      if lock != nil { try LedgerSchema.migrator.migrate(database) }
    } catch let error as DatabaseError {
      throw Self.named(error, path)
    }
  }

  static let fileName = "ledger.sqlite"

  private static func named(_ error: DatabaseError, _ path: String) -> LedgerError {
    switch error.resultCode {
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_FULL, .SQLITE_IOERR:
      .noAccess(path: path, reason: error.message ?? "\(error.resultCode)")
    default: .damaged(path: path, reason: error.message ?? "\(error.resultCode)")
    }
  }

  /// Runs `body` in one transaction.
  func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try database.write(body)
    } catch let error as DatabaseError {
      throw Self.named(error, directory + "/" + Self.fileName)
    }
  }

  // MARK: Folder

  private static func createFolder(_ directory: String) throws {
    var isMade = ""
    for part in directory.split(separator: "/", omittingEmptySubsequences: false) {
      isMade +=
        isMade.isEmpty && part.isEmpty ? "/" : (isMade.hasSuffix("/") || isMade.isEmpty ? "" : "/") + part
      if isMade == "/" || isMade.isEmpty { continue }
      if mkdir(isMade, 0o700) != 0, errno != EEXIST {
        throw LedgerError.noAccess(path: isMade, reason: String(cString: strerror(errno)))
      }
    }
    if access(directory, W_OK | X_OK) != 0 {
      throw LedgerError.noAccess(path: directory, reason: String(cString: strerror(errno)))
    }
  }

  /// Files of a ledger are their owner's alone.
  private static func protect(_ directory: String) throws {
    chmod(directory, 0o700)
    for suffix in ["", "-wal", "-shm"] { chmod(directory + "/" + fileName + suffix, 0o600) }
  }
}

package enum LedgerError: Error, Hashable, Sendable {
  case locked(directory: String)
  case noAccess(path: String, reason: String)
  case damaged(path: String, reason: String)
}

/// The lock of a batch's folder; the system lets go of it when the process ends, however it ends.
private final class FolderLock: Sendable {
  private let descriptor: Int32

  init(_ directory: String, name: String = ".lock") throws {
    descriptor = open(directory + "/" + name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw LedgerError.noAccess(path: directory, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw LedgerError.locked(directory: directory)
    }
  }

  deinit { close(descriptor) }
}
