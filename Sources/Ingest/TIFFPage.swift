import CTIFF
import Raster

/// One page of a TIFF, open in libtiff; closed with its owner.
struct TIFFPage: ~Copyable {
  private let handle: OpaquePointer
  private let tiff: OpaquePointer
  let layout: TIFFLayout

  /// Opens the page whose directory starts at `directory`; `bytes` must outlive the page.
  ///
  /// - Throws: `IngestError`, also for more pixels than `limits` allow, before memory is taken for them.
  init(_ bytes: UnsafeBufferPointer<UInt8>, directory: UInt64, limits: IngestLimits) throws(IngestError) {
    guard let start = bytes.baseAddress else { throw IngestError(.unreadable, "the file is empty") }
    // A page of the limit's size in the widest samples, and libtiff's own needs beside it.
    let largest = Int64(limits.megapixels * 1_000_000 * 8) + (64 << 20)
    guard let handle = ctiff_open_page(start, bytes.count, directory, largest) else {
      throw IngestError(.limit, "out of memory")
    }
    guard let tiff = ctiff_tiff(handle) else {
      let error = Self.error(handle, otherwise: "libtiff cannot open the page")
      ctiff_close(handle)
      throw error
    }
    do throws(IngestError) {
      layout = try TIFFLayout(tiff, limits: limits)
    } catch {
      ctiff_close(handle)
      throw error
    }
    self.handle = handle
    self.tiff = tiff
    ctiff_clear(handle)
  }

  deinit { ctiff_close(handle) }

  /// The page's pixels, upright; paper where strips or rows of tiles are damaged.
  ///
  /// - Throws: `IngestError` where all of them are.
  func decode() throws(IngestError) -> ScannedPage {
    var damage: [DamagedRows] = []
    let image =
      switch layout.path {
      case .bits: PageImage.bits(decodeBits(&damage))
      case .grey: PageImage.grey(decodeGrey(&damage))
      case .color: PageImage.color(decodeColor(&damage))
      case .converted: try decodeConverted(&damage)
      }
    if let first = damage.first, first.rows.count == layout.height { throw first.error }
    return ScannedPage(
      image: image.upright(layout.orientation), resolution: layout.resolution?.upright(layout.orientation),
      damage: damage.map { $0.upright(layout.orientation, width: layout.width, height: layout.height) })
  }

  // MARK: Strips

  /// Decodes strip after strip; `take` gets the first row, the rows and the bytes of each that is whole.
  private func forEachStrip(
    rowBytes: Int, _ damage: inout [DamagedRows],
    _ take: (_ row: Int, _ rows: Int, UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let rowsPerStrip = min(layout.rowsPerStrip, layout.height)
    let size = rowsPerStrip * rowBytes
    let strip = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
    defer { strip.deallocate() }
    strip.initialize(repeating: 0)
    for (index, row) in stride(from: 0, to: layout.height, by: rowsPerStrip).enumerated() {
      let rows = min(rowsPerStrip, layout.height - row)
      let wanted = rows * rowBytes
      let count = TIFFReadEncodedStrip(tiff, UInt32(index), strip.baseAddress, tmsize_t(wanted))
      if count == wanted, ctiff_complaints(handle) == 0 {
        take(row, rows, UnsafeBufferPointer(rebasing: strip[..<wanted]))
      } else {
        note(row..<row + rows, otherwise: "strip \(index + 1) is incomplete", &damage)
      }
    }
  }

  /// Adds what libtiff complained of `rows`, and forgets it: the next ones may be whole.
  private func note(_ rows: Range<Int>, otherwise words: String, _ damage: inout [DamagedRows]) {
    let (code, message) = Self.complaint(handle, otherwise: words, ofRows: true)
    ctiff_clear(handle)
    if let last = damage.indices.last, damage[last].rows.upperBound == rows.lowerBound {
      damage[last].rows = damage[last].rows.lowerBound..<rows.upperBound
    } else {
      damage.append(DamagedRows(rows: rows, code: code, message: message))
    }
  }

  private func decodeBits(_ damage: inout [DamagedRows]) -> BitImage {
    var image = BitImage(width: layout.width, height: layout.height)
    let rowBytes = (layout.width + 7) / 8
    let invert = layout.isWhiteZero ? 0 : UInt64.max
    // Past the last column nothing may be ink.
    let wordsPerRow = image.wordsPerRow
    let lastMask = UInt64.max << UInt64(64 * wordsPerRow - layout.width)
    forEachStrip(rowBytes: rowBytes, &damage) { row, rows, bytes in
      let strip = UnsafeRawBufferPointer(bytes)
      image.words.withUnsafeMutableBufferPointer { words in
        for y in 0..<rows {
          let line = UnsafeRawBufferPointer(rebasing: strip[y * rowBytes..<(y + 1) * rowBytes])
          let first = (row + y) * wordsPerRow
          for index in 0..<rowBytes / 8 {
            words[first + index] =
              UInt64(bigEndian: line.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)) ^ invert
          }
          if rowBytes % 8 > 0 {
            words[first + rowBytes / 8] = Self.word(line[(rowBytes / 8 * 8)...]) ^ invert
          }
          words[first + wordsPerRow - 1] &= lastMask
        }
      }
    }
    return image
  }

  /// The bytes, fewer than eight, as the beginning of a word.
  private static func word(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
    bytes.reversed().reduce(0) { ($0 >> 8) | UInt64($1) << 56 }
  }

  private func decodeGrey(_ damage: inout [DamagedRows]) -> GreyImage {
    var image = GreyImage(width: layout.width, height: layout.height, fill: 255)
    let invert: UInt8 = layout.isWhiteZero ? 0xFF : 0
    forEachStrip(rowBytes: layout.width, &damage) { row, _, bytes in
      image.pixels.withUnsafeMutableBufferPointer { pixels in
        let start = row * layout.width
        for index in 0..<bytes.count { pixels[start &+ index] = bytes[index] ^ invert }
      }
    }
    return image
  }

  private func decodeColor(_ damage: inout [DamagedRows]) -> ColorImage {
    var image = ColorImage(width: layout.width, height: layout.height, pixels: Self.paper(layout.pixels * 3))
    forEachStrip(rowBytes: 3 * layout.width, &damage) { row, _, bytes in
      image.pixels.withUnsafeMutableBufferPointer { pixels in
        _ = pixels[(row * layout.width * 3)...].update(fromContentsOf: bytes)
      }
    }
    return image
  }

  private static func paper(_ samples: Int) -> [UInt8] { Array(repeating: 255, count: samples) }

  // MARK: Everything else

  /// What libtiff's own conversion makes of the page; grey where no pixel has a colour.
  ///
  /// What is transparent lies on black, as in `tiff2rgba`.
  private func decodeConverted(_ damage: inout [DamagedRows]) throws(IngestError) -> PageImage {
    guard ctiff_rgba_begin(handle) != 0, ctiff_complaints(handle) == 0 else {
      throw Self.error(handle, otherwise: "this kind of TIFF is not supported")
    }
    var pixels = Self.paper(layout.pixels * 3)
    let rowsAtOnce = min(layout.isTiled ? layout.tileHeight : layout.rowsPerStrip, layout.height)
    var words = Array(repeating: UInt32(0), count: rowsAtOnce * layout.width)
    var hasColor = false
    for row in stride(from: 0, to: layout.height, by: rowsAtOnce) {
      let rows = min(rowsAtOnce, layout.height - row)
      guard ctiff_rgba_rows(handle, UInt32(row), UInt32(rows), &words) != 0, ctiff_complaints(handle) == 0
      else {
        note(row..<row + rows, otherwise: "the pixels cannot be decoded", &damage)
        continue
      }
      var place = row * layout.width * 3
      for word in words[..<(rows * layout.width)] {
        let (red, green, blue) = (UInt8(word & 255), UInt8(word >> 8 & 255), UInt8(word >> 16 & 255))
        (pixels[place], pixels[place + 1], pixels[place + 2]) = (red, green, blue)
        hasColor = hasColor || red != green || green != blue
        place += 3
      }
    }
    if hasColor { return .color(ColorImage(width: layout.width, height: layout.height, pixels: pixels)) }
    let grey = stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] }
    return .grey(GreyImage(width: layout.width, height: layout.height, pixels: grey))
  }

  // MARK: Errors

  /// Words of libtiff that mean: the file ends too early.
  private static let endWords = [
    "eof", "end of", "premature", "not enough", "short", "truncated", "read error", "seek",
  ]

  private static func error(_ handle: OpaquePointer, otherwise words: String) -> IngestError {
    let (code, message) = complaint(handle, otherwise: words, ofRows: false)
    return IngestError(code, message)
  }

  /// What libtiff complained of first.
  ///
  /// Only of rows can it mean that the file ends too early.
  private static func complaint(
    _ handle: OpaquePointer, otherwise words: String, ofRows: Bool
  ) -> (code: IngestError.Code, message: String) {
    let message = String(cString: ctiff_message(handle))
    let isEnd = message.isEmpty || endWords.contains { message.lowercased().contains($0) }
    return (isEnd && ofRows ? .truncated : .unreadable, message.isEmpty ? words : message)
  }
}
