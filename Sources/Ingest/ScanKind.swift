/// What a file is, told by its first bytes.
enum ScanKind {
  case tiff
  case jpeg

  /// Beginnings of files that people take for scans.
  private static let strangers: [(bytes: [UInt8], name: String)] = [
    ([0x89, 0x50, 0x4E, 0x47], "a PNG"), ([0x25, 0x50, 0x44, 0x46], "a PDF"),
    ([0x47, 0x49, 0x46, 0x38], "a GIF"),
    ([0x42, 0x4D], "a BMP"), ([0x50, 0x4B, 0x03, 0x04], "a ZIP"), ([0x1F, 0x8B], "a gzip file"),
    ([0x52, 0x49, 0x46, 0x46], "a RIFF file (WebP?)"), ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000"),
    ([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50], "a JPEG 2000"),
  ]

  /// - Throws: `IngestError` saying what the file is instead, where that can be told.
  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(IngestError) {
    if bytes.isEmpty { throw IngestError(.unreadable, "the file is empty") }
    let start = Array(bytes.prefix(8))
    let isLittle = start.starts(with: [0x49, 0x49])
    let isBig = start.starts(with: [0x4D, 0x4D])
    if isLittle || isBig, start.count >= 4 {
      let version = isLittle ? Int(start[2]) | Int(start[3]) << 8 : Int(start[2]) << 8 | Int(start[3])
      if version == 42 || version == 43 {
        guard bytes.count >= 16 || (version == 42 && bytes.count >= 8) else {
          throw IngestError(.truncated, "the TIFF ends within its header")
        }
        self = .tiff
        return
      }
    }
    if start.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
      return
    }
    let stranger = Self.strangers.first { start.starts(with: $0.bytes) }
    throw IngestError(.unreadable, "\(stranger?.name ?? "the file") is neither a TIFF nor a JPEG")
  }
}
