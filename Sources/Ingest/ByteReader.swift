/// Numbers of a file in memory, in its byte order; nil past its end.
struct ByteReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var isBigEndian: Bool

  /// The unsigned number of `size` bytes at `offset`.
  func number(at offset: UInt64, size: Int) -> UInt64? {
    let (end, overflow) = offset.addingReportingOverflow(UInt64(size))
    guard !overflow, end <= UInt64(bytes.count) else { return nil }
    let start = Int(offset)
    var value: UInt64 = 0
    for index in 0..<size {
      value = value << 8 | UInt64(bytes[isBigEndian ? start + index : start + size - 1 - index])
    }
    return value
  }
}
