/// Where the pages of a TIFF are: the chain of its directories, walked without libtiff so that one broken directory
/// does not hide the others.
struct TIFFDirectories {
  enum Page {
    case directory(UInt64)
    case broken(IngestError)
  }

  /// In file order; thumbnails (reduced-resolution images, NewSubfileType bit 0) are left out.
  private(set) var pages: [Page] = []

  /// Bytes of an entry, of the counts, of the offsets.
  private let isBig: Bool
  private let reader: ByteReader
  private static let newSubfileType: UInt64 = 254

  /// - Throws: `IngestError` for more pages than `limit`, and where not even the first directory can be found.
  init(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) throws(IngestError) {
    reader = ByteReader(bytes: bytes, isBigEndian: bytes[0] == UInt8(ascii: "M"))
    isBig = reader.number(at: 2, size: 2) == 43
    guard var offset = reader.number(at: isBig ? 8 : 4, size: isBig ? 8 : 4) else {
      throw IngestError(.truncated, "the TIFF ends within its header")
    }
    var seen: Set<UInt64> = []
    while offset != 0 {
      guard seen.insert(offset).inserted else { break }  // a chain that bites its tail ends there
      guard pages.count < limit else { throw IngestError(.limit, "more than \(limit) pages") }
      guard let next = add(offset) else { break }
      offset = next
    }
    guard let first = pages.first else { throw IngestError(.unreadable, "the TIFF has no page") }
    if case .broken(let error) = first, pages.count == 1 { throw error }
  }

  /// Adds the directory at `offset`; returns where the next one is, nil where that cannot be told.
  private mutating func add(_ offset: UInt64) -> UInt64? {
    let countSize = isBig ? 8 : 2
    let entrySize: UInt64 = isBig ? 20 : 12
    guard let count = reader.number(at: offset, size: countSize), count < 1 << 16 else {
      pages.append(.broken(IngestError(.truncated, "the directory lies beyond the end of the file")))
      return nil
    }
    let end = offset + UInt64(countSize) + count * entrySize
    guard let next = reader.number(at: end, size: isBig ? 8 : 4) else {
      pages.append(.broken(IngestError(.truncated, "the file ends within a directory")))
      return nil
    }
    if !isThumbnail(offset + UInt64(countSize), count, entrySize) { pages.append(.directory(offset)) }
    return next
  }

  private func isThumbnail(_ start: UInt64, _ count: UInt64, _ entrySize: UInt64) -> Bool {
    for index in 0..<count {
      let entry = start + index * entrySize
      guard reader.number(at: entry, size: 2) == Self.newSubfileType else { continue }
      return (reader.number(at: entry + (isBig ? 12 : 8), size: 4) ?? 0) & 1 == 1
    }
    return false
  }
}
