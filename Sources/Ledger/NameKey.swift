/// A document's name or a path, told apart by its bytes: for `String`, names that are spelled with other code points but
/// look the same are equal; for a file system they are two files.
package struct NameKey: Hashable, Comparable, Sendable {
  private let bytes: [UInt8]

  package init(_ name: String) { bytes = Array(name.utf8) }

  package var name: String { String(decoding: bytes, as: UTF8.self) }

  package static func < (a: NameKey, b: NameKey) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}
