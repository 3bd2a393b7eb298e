package import SystemPackage

/// Paths as the ledger keeps them: one text for each path, whatever its bytes.
package enum ScanPath {
  /// The path itself where it is UTF-8; else `%` and the path with every other byte, and `%` itself, as %XX.
  package static func text(_ path: FilePath) -> String {
    let bytes = path.bytes
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let parts = bytes.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
    return "%" + parts.map { DocumentName.text(Array($0)) }.joined(separator: "%25")
  }
}
