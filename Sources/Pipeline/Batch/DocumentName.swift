/// The contract's document names.
package enum DocumentName {
  /// The name of a path's bytes: as they are where they are UTF-8, else what is not as %XX.
  package static func text(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var result = ""
    var rest = bytes[...]
    while !rest.isEmpty {
      let longest = (1...min(4, rest.count)).lazy.compactMap {
        String(validating: rest.prefix($0), as: UTF8.self)
      }
      if let scalar = longest.first {
        result += scalar
        rest = rest.dropFirst(scalar.utf8.count)
      } else if let byte = rest.popFirst() {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" + digits : digits)
      }
    }
    return result
  }
}
