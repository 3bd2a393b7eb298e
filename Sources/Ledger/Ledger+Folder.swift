import Glibc

extension Ledger {
  /// Makes sure that `directory` can be a batch's folder, there and free or one that can be made; changes nothing.
  ///
  /// - Throws: `LedgerError.locked`, `.noAccess`.
  package static func checkAccess(_ directory: String) throws(LedgerError) {
    var place = directory
    // A folder that is missing is made in the nearest one that is there.
    while access(place, F_OK) != 0, errno == ENOENT, place != "/", place != "." {
      let parts = place.split(separator: "/", omittingEmptySubsequences: true).dropLast()
      place = (place.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
      if place.isEmpty { place = "." }
    }
    var info = stat()
    guard stat(place, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      throw .noAccess(path: directory, reason: "\(place) is no folder")
    }
    guard access(place, W_OK | X_OK) == 0 else { throw noAccess(directory) }
    guard place == directory else { return }
    if access(directory + "/.lock", F_OK) == 0 { try FolderLock(directory).release() }
  }

  /// Makes `directory` (0700) and what is missing above it.
  ///
  /// - Throws: `LedgerError.noAccess`.
  static func createFolder(_ directory: String) throws(LedgerError) {
    var isMade = ""
    for part in directory.split(separator: "/", omittingEmptySubsequences: false) {
      isMade +=
        isMade.isEmpty && part.isEmpty ? "/" : (isMade.hasSuffix("/") || isMade.isEmpty ? "" : "/") + part
      if isMade == "/" || isMade.isEmpty { continue }
      if mkdir(isMade, 0o700) != 0, errno != EEXIST { throw noAccess(isMade) }
    }
    if access(directory, W_OK | X_OK) != 0 { throw noAccess(directory) }
  }

  private static func noAccess(_ path: String) -> LedgerError {
    .noAccess(path: path, reason: String(cString: strerror(errno)))
  }

  /// Files of a ledger are their owner's alone.
  static func protect(_ directory: String) {
    for suffix in ["", "-wal", "-shm"] { chmod(directory + "/" + fileName + suffix, 0o600) }
  }

  /// Whether `directory` lies where nothing can be written, and its ledger was closed in peace.
  ///
  /// SQLite wants to make a file of shared memory beside a journal even to read, unless it is told that nothing
  /// ever changes there.
  static func isFrozen(_ directory: String) -> Bool {
    access(directory, W_OK) != 0 && access(directory + "/" + fileName + "-wal", F_OK) != 0
  }

  /// The address of a database file that nobody can change.
  static func frozen(_ path: String) -> String {
    let free = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    let escaped = path.utf8.flatMap { byte in
      free.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return "file:" + String(decoding: escaped, as: UTF8.self) + "?immutable=1"
  }
}

/// A lock of a batch's folder; the system lets go of it when the process ends, however it ends.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock; where another process has it, waits for it or throws.
  ///
  /// - Throws: `LedgerError.locked`, `.noAccess`.
  init(_ directory: String, name: String = ".lock", waits: Bool = false) throws(LedgerError) {
    descriptor = open(directory + "/" + name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw LedgerError.noAccess(path: directory, reason: String(cString: strerror(errno)))
    }
    while flock(descriptor, LOCK_EX | (waits ? 0 : LOCK_NB)) != 0 {
      if errno == EINTR { continue }
      // `deinit` closes the file: once all is set it runs after an error too, and twice would close somebody else's.
      throw LedgerError.locked(directory: directory)
    }
  }

  /// Lets go of it now rather than when nobody holds this object.
  func release() { flock(descriptor, LOCK_UN) }

  deinit { close(descriptor) }
}
