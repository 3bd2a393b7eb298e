import CZlib

/// An IDX file (the format of MNIST), plain or gzip: unsigned bytes or 32-bit integers of one to three dimensions.
package struct IDX: Hashable, Sendable {
  /// Most bytes of the unpacked file.
  static let mostBytes = 1 << 30

  /// What is wrong with a file that is none.
  package struct Fault: Error, Hashable, Sendable {
    package var message: String
  }

  package var dimensions: [Int]
  /// The numbers, the last dimension fastest.
  package var values: [Int32]

  /// Whether `bytes` begin as an IDX file or as gzip.
  package static func isLikely(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1F, 0x8B]) || (bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && bytes[3] > 0)
  }

  /// - Throws: `Fault` naming what does not fit.
  package init(_ bytes: [UInt8]) throws(Fault) {
    let plain = bytes.starts(with: [0x1F, 0x8B]) ? try Self.inflated(bytes) : bytes
    guard plain.count >= 4, plain[0] == 0, plain[1] == 0, [0x08, 0x0C].contains(plain[2]),
      (1...3).contains(plain[3])
    else { throw Fault(message: "not an IDX file of bytes or 32-bit integers") }
    let rank = Int(plain[3])
    let header = 4 + 4 * rank
    guard plain.count >= header else { throw Fault(message: "truncated in its header") }
    dimensions = (0..<rank).map { Int(Self.integer(plain, at: 4 + 4 * $0)) }
    let size = plain[2] == 0x08 ? 1 : 4
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow, product <= Self.mostBytes else {
        throw Fault(message: "more than \(Self.mostBytes) bytes")
      }
      count = product
    }
    guard plain.count == header + count * size else {
      throw Fault(message: "\(plain.count) bytes do not fit the shape \(dimensions)")
    }
    values =
      size == 1
      ? plain[header...].map(Int32.init)
      : (0..<count).map { Int32(bitPattern: Self.integer(plain, at: header + 4 * $0)) }
  }

  /// The file of `values`, bytes of the shape `dimensions` (one to three).
  package static func encode(_ values: [UInt8], dimensions: [Int]) -> [UInt8] {
    precondition(dimensions.reduce(1, *) == values.count && (1...3).contains(dimensions.count))
    let sizes = dimensions.flatMap { size in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
    }
    return [0, 0, 8, UInt8(dimensions.count)] + sizes + values
  }

  /// `plain` as a gzip file without name or time: same bytes, same file.
  package static func gzip(_ plain: [UInt8]) -> [UInt8] {
    var packed = Array(repeating: UInt8(0), count: czlib_deflate_bound(plain.count))
    let count = czlib_deflate(plain, plain.count, &packed, packed.count, 9)
    precondition(count > 6, "the bound leaves room")
    // Deflate's stream stands between zlib's two bytes of header and four of checksum.
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    let tail = [czlib_crc32(0, plain, plain.count), UInt32(truncatingIfNeeded: plain.count)]
    return header + packed[2..<count - 4]
      + tail.flatMap { word in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  private static func integer(_ bytes: [UInt8], at place: Int) -> UInt32 {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func inflated(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
    let size = czlib_inflate(bytes, bytes.count, nil, mostBytes)
    guard size >= 0 else {
      throw Fault(message: size == -2 ? "more than \(mostBytes) bytes" : "damaged or truncated gzip")
    }
    var plain = Array(repeating: UInt8(0), count: Int(size))
    guard czlib_inflate(bytes, bytes.count, &plain, plain.count) == size else {
      throw Fault(message: "damaged or truncated gzip")
    }
    return plain
  }
}
