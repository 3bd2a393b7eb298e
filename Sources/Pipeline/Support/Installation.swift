import Glibc
import SystemPackage

/// What was installed with this program.
package enum Installation {
  /// `name` below `share/cijfer` beside the folder of this program; nil where there is no such thing.
  package static func path(_ name: String) -> String? {
    guard let resolved = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(resolved) }
    let bin = FilePath(String(cString: resolved)).removingLastComponent()
    let path = Files.absolute("../share/cijfer/" + name, in: bin.string)
    return access(path, R_OK) == 0 ? path : nil
  }
}
