import Pipeline
import SystemPackage

/// Files that a person asked for by name.
enum OutputFile {
  /// Writes `bytes` as the file `path`, or to the device or pipe that stands there.
  ///
  /// - Throws: `OutputError`.
  static func write(_ bytes: [UInt8], to path: String, isSynced: Bool = false) throws {
    do throws(Errno) {
      try Files.deliver(bytes, to: FilePath(path), isSynced: isSynced)
    } catch {
      throw OutputError(path: path, reason: error.description)
    }
  }
}
