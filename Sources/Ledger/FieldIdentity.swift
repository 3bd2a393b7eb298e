import Crypto

/// The contract's ids: they name a field of a page of a file's bytes, whatever the file is called.
package enum FieldIdentity {
  /// First 32 hex digits of SHA-256 over file SHA-256, page, form, field, NUL between; form and field are empty for a
  /// page that fits no form.
  package static func id(sha256: String, page: Int, form: String, field: String) -> String {
    hash([sha256, String(page), form, field])
  }

  /// Names a field with what was made of it, without telling the value.
  static func row(id: String, status: FieldStatus, value: String) -> String {
    hash([id, status.rawValue, value])
  }

  static func hash(_ parts: [String]) -> String {
    let digest = SHA256.hash(data: Array(parts.joined(separator: "\0").utf8))
    return String(digest.flatMap { [$0 >> 4, $0 & 15] }.map { Character(String($0, radix: 16)) }.prefix(32))
  }
}
