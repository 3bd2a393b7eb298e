import Crypto
import Glibc
package import SystemPackage

/// Whole files, with the system's own words where something is wrong.
package enum Files {
  /// Whether there is a `/dev/null`, which a bare root may lack: swift-subprocess opens it for every process and traps
  /// where it cannot.
  static var hasNullDevice: Bool { access("/dev/null", R_OK | W_OK) == 0 }

  /// The bytes of the file at `path`.
  ///
  /// - Throws: `Errno`.
  package static func read(_ path: FilePath) throws(Errno) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      return try file.closeAfter { try readAll(file) }
    } catch let error as Errno {
      throw error
    } catch {
      throw .ioError
    }
  }

  /// SHA-256 of the file at `path`, read piece by piece: 64 hex digits.
  ///
  /// - Throws: `Errno`.
  package static func sha256(_ path: FilePath) throws(Errno) -> String {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      return try file.closeAfter {
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = try buffer.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
          hash.update(data: buffer[..<count])
        }
        return hash.finalize().hex
      }
    } catch let error as Errno {
      throw error
    } catch {
      throw .ioError
    }
  }

  private static func readAll(_ file: FileDescriptor) throws -> [UInt8] {
    var info = stat()
    guard fstat(file.rawValue, &info) == 0 else { throw Errno(rawValue: errno) }
    if info.st_mode & S_IFMT == S_IFDIR { throw Errno.isDirectory }
    let size = info.st_mode & S_IFMT == S_IFREG ? Int(info.st_size) : 0
    var bytes = [UInt8](unsafeUninitializedCapacity: size) { _, count in count = 0 }
    // A file that grows while it is read, and one that tells no size, end only where reading says so.
    while true {
      let room = max(size - bytes.count, 1 << 16)
      let more = try [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if more.isEmpty { return bytes }
      bytes = bytes.isEmpty ? more : bytes + more
    }
  }

  /// Writes `bytes` as the file `path` (0600), whole or not at all; on the disk when this returns if `isSynced`.
  ///
  /// - Parameter isAlone: whether no other process can be writing that file: a worker that outlived its run may be writing
  ///   the same picture. What a process leaves that is killed meanwhile, the next one that is alone writes over.
  /// - Throws: `Errno`.
  package static func write(
    _ bytes: [UInt8], to path: FilePath, isSynced: Bool = false, isAlone: Bool = false
  ) throws(Errno) {
    let draft = FilePath(path.string + (isAlone ? ".tmp" : ".\(getpid()).tmp"))
    do {
      let file = try FileDescriptor.open(
        draft, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
      try file.closeAfter {
        _ = try file.writeAll(bytes)
        if isSynced, fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
      }
    } catch {
      unlink(draft.string)
      throw error as? Errno ?? .ioError
    }
    guard rename(draft.string, path.string) == 0 else {
      let fault = Errno(rawValue: errno)
      unlink(draft.string)
      throw fault
    }
  }

  /// Writes `bytes` where a person names a place: a file as `write` does, where links lead; a device or a pipe as it is.
  ///
  /// - Throws: `Errno`.
  package static func deliver(
    _ bytes: [UInt8], to path: FilePath, isSynced: Bool = false
  ) throws(Errno) {
    var info = stat()
    guard path.withPlatformString({ stat($0, &info) }) == 0 else {
      return try write(bytes, to: path, isSynced: isSynced)
    }
    if info.st_mode & S_IFMT == S_IFREG, let real = path.withPlatformString({ realpath($0, nil) }) {
      defer { free(real) }
      return try write(bytes, to: FilePath(platformString: real), isSynced: isSynced)
    }
    do {
      let file = try FileDescriptor.open(path, .writeOnly, options: .closeOnExec)
      _ = try file.closeAfter { try file.writeAll(bytes) }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// `path` as an absolute path without `.` and `..`; a relative one starts at `folder`.
  package static func absolute(_ path: String, in folder: String) -> String {
    let full = path.hasPrefix("/") ? FilePath(path) : FilePath(folder).appending(path)
    return full.lexicallyNormalized().string
  }
}
