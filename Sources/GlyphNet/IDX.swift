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
