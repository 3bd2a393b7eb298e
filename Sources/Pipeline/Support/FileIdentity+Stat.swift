import Glibc
package import Ledger
package import SystemPackage

extension FileIdentity {
  /// The identity of the file at `path`, links followed.
  ///
  /// - Throws: `Errno`.
  package static func of(_ path: FilePath) throws(Errno) -> FileIdentity {
    var info = stat()
    guard path.withPlatformString({ stat($0, &info) }) == 0 else { throw Errno(rawValue: errno) }
    return FileIdentity(info)
  }

  init(_ info: stat) {
    self.init(
      device: Int64(bitPattern: UInt64(info.st_dev)), inode: Int64(bitPattern: UInt64(info.st_ino)),
      size: Int64(info.st_size),
      modified: Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec))
  }
}
