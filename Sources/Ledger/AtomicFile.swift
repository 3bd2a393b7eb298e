import Glibc

/// A file (0600) that appears whole or not at all, being written beside its place, synced and renamed.
struct AtomicFile: ~Copyable {
  private let path: String
  private let temporary: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private var isInPlace = false

  /// - Throws: `LedgerError.noAccess`.
  init(_ path: String) throws {
    self.path = path
    temporary = path + ".part"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.error(temporary) }
  }

  /// Writes the file at `path` by `body`, so that not all of it need be in memory.
  static func write(_ path: String, _ body: (inout AtomicFile) throws -> Void) throws {
    var file = try AtomicFile(path)
    try body(&file)
    try file.commit()
  }

  private static func error(_ path: String) -> LedgerError {
    .noAccess(path: path, reason: String(cString: strerror(errno)))
  }

  mutating func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count > 1 << 16 { try flush() }
  }

  mutating func write(_ bytes: [UInt8]) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count > 1 << 16 { try flush() }
  }

  private mutating func flush() throws {
    var start = 0
    while start < buffer.count {
      let written = buffer[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { throw Self.error(temporary) }
      start += written
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Puts the file in its place; unless `isSynced` is false (pictures can be made again), on the disk too.
  consuming func commit(isSynced: Bool = true) throws {
    try flush()
    guard !isSynced || fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw Self.error(path) }
    isInPlace = true
  }

  deinit {
    close(descriptor)
    if !isInPlace { unlink(temporary) }
  }
}
