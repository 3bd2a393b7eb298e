/// The orientation that the Exif marker of a JPEG tells.
enum Exif {
  private static let orientationTag: UInt64 = 0x0112

  /// The orientation; the usual one where the file says nothing or nonsense.
  static func orientation(_ bytes: UnsafeBufferPointer<UInt8>) -> Orientation {
    var place: UInt64 = 2
    let reader = ByteReader(bytes: bytes, isBigEndian: true)
    // Markers stand one after the other until the first scan.
    while let marker = reader.number(at: place, size: 2), marker & 0xFF00 == 0xFF00, marker != 0xFFDA,
      let length = reader.number(at: place + 2, size: 2), length >= 2
    {
      if marker == 0xFFE1, let found = orientation(bytes, start: place + 4, length: length - 2) {
        return found
      }
      place += 2 + length
    }
    return .topLeft
  }

  private static func orientation(
    _ bytes: UnsafeBufferPointer<UInt8>, start: UInt64, length: UInt64
  ) -> Orientation? {
    var reader = ByteReader(bytes: bytes, isBigEndian: true)
    // "Exif", two zeros, then a TIFF header.
    guard length > 14, reader.number(at: start, size: 4) == 0x4578_6966 else { return nil }
    let header = start + 6
    guard let order = reader.number(at: header, size: 2) else { return nil }
    reader.isBigEndian = order == 0x4D4D
    guard let offset = reader.number(at: header + 4, size: 4),
      let count = reader.number(at: header + offset, size: 2)
    else { return nil }
    for index in 0..<count {
      let entry = header + offset + 2 + 12 * index
      guard entry + 12 <= start + length else { return nil }
      guard reader.number(at: entry, size: 2) == orientationTag else { continue }
      return reader.number(at: entry + 8, size: 2).flatMap { Orientation(rawValue: Int($0)) }
    }
    return nil
  }
}
