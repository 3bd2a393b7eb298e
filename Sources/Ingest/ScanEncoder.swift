import CJPEG
import CTIFF
package import Raster

/// How a page is stored in a TIFF.
package enum TIFFCompression: Hashable, Sendable, CaseIterable {
  case none
  case packBits
  case lzw
  case deflate
  /// CCITT group 4; bilevel pages only.
  case g4
}

/// A page to be encoded.
package struct EncodablePage: Sendable {
  package var image: PageImage
  package var compression: TIFFCompression
  /// The resolution tag; nil writes none.
  package var resolution: Resolution?

  package init(image: PageImage, compression: TIFFCompression, resolution: Resolution?) {
    self.image = image
    self.compression = compression
    self.resolution = resolution
  }
}

/// Encodes pages as files in memory; same pages, same bytes.
package enum ScanEncoder {
  /// Rows of a strip where the page is not one strip.
  private static let rowsPerStrip = 64

  /// A TIFF of `pages`, in order.
  ///
  /// - Throws: `IngestError` where libtiff cannot write a page.
  package static func tiff(_ pages: [EncodablePage]) throws(IngestError) -> [UInt8] {
    guard let handle = ctiff_create(0) else { throw IngestError(.limit, "out of memory") }
    defer { ctiff_close(handle) }
    guard let tiff = ctiff_tiff(handle) else { throw error(handle) }
    for page in pages {
      describe(page, tiff)
      guard write(page, tiff), TIFFWriteDirectory(tiff) != 0 else { throw error(handle) }
    }
    var count = 0
    guard let bytes = ctiff_finish(handle, &count) else { throw error(handle) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private static func error(_ handle: OpaquePointer) -> IngestError {
    let message = String(cString: ctiff_message(handle))
    return IngestError(.unreadable, message.isEmpty ? "the TIFF cannot be written" : message)
  }

  private static func describe(_ page: EncodablePage, _ tiff: OpaquePointer) {
    let isBilevel = if case .bits = page.image { true } else { false }
    let isColor = if case .color = page.image { true } else { false }
    let photometric = isColor ? PHOTOMETRIC_RGB : isBilevel ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK
    let shorts: [(Int32, Int32)] = [
      (TIFFTAG_BITSPERSAMPLE, isBilevel ? 1 : 8), (TIFFTAG_SAMPLESPERPIXEL, isColor ? 3 : 1),
      (TIFFTAG_COMPRESSION, page.compression.code), (TIFFTAG_PHOTOMETRIC, photometric),
      (TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG), (TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT),
    ]
    ctiff_set_u32(tiff, UInt32(TIFFTAG_IMAGEWIDTH), UInt32(page.image.width))
    ctiff_set_u32(tiff, UInt32(TIFFTAG_IMAGELENGTH), UInt32(page.image.height))
    for (tag, value) in shorts { ctiff_set_u16(tiff, UInt32(tag), UInt16(value)) }
    ctiff_set_u32(tiff, UInt32(TIFFTAG_ROWSPERSTRIP), UInt32(strip(page)))
    guard let resolution = page.resolution else { return }
    ctiff_set_float(tiff, UInt32(TIFFTAG_XRESOLUTION), resolution.x)
    ctiff_set_float(tiff, UInt32(TIFFTAG_YRESOLUTION), resolution.y)
    ctiff_set_u16(tiff, UInt32(TIFFTAG_RESOLUTIONUNIT), UInt16(RESUNIT_INCH))
  }

  /// Scanners write a G4 page as one strip.
  private static func strip(_ page: EncodablePage) -> Int {
    page.compression == .g4 ? max(1, page.image.height) : rowsPerStrip
  }

  private static func write(_ page: EncodablePage, _ tiff: OpaquePointer) -> Bool {
    var rows = page.image.storedRows
    let rowBytes = rows.count / max(1, page.image.height)
    let size = strip(page) * rowBytes
    return rows.withUnsafeMutableBufferPointer { buffer in
      stride(from: 0, to: buffer.count, by: max(1, size)).enumerated().allSatisfy { index, start in
        let count = min(size, buffer.count - start)
        return TIFFWriteEncodedStrip(
          tiff, UInt32(index), buffer.baseAddress.map { $0 + start }, tmsize_t(count))
          == count
      }
    }
  }

  /// A baseline JPEG of `image` (bits as grey); `quality` of 1...100.
  ///
  /// - Throws: `IngestError` where libjpeg cannot write it.
  package static func jpeg(
    _ image: PageImage, quality: Int, resolution: Resolution?
  ) throws(IngestError) -> [UInt8] {
    let samples = if case .color = image { 3 } else { 1 }
    let pixels = if case .bits(let bits) = image { bits.greyPixels } else { image.storedRows }
    var count = 0
    var message = Array(repeating: CChar(0), count: 240)
    let bytes = cjpeg_encode(
      pixels, UInt32(image.width), UInt32(image.height), Int32(samples), Int32(quality),
      UInt16(resolution?.x ?? 0), UInt16(resolution?.y ?? 0), &count, &message)
    guard let bytes else {
      let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw IngestError(.unreadable, words)
    }
    defer { cjpeg_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}

extension TIFFCompression {
  fileprivate var code: Int32 {
    switch self {
    case .none: COMPRESSION_NONE
    case .packBits: COMPRESSION_PACKBITS
    case .lzw: COMPRESSION_LZW
    case .deflate: COMPRESSION_ADOBE_DEFLATE
    case .g4: COMPRESSION_CCITTFAX4
    }
  }
}

extension PageImage {
  /// The rows as a file has them: bits packed, 1 black; grey; RGB.
  fileprivate var storedRows: [UInt8] {
    switch self {
    case .grey(let image): return image.pixels
    case .color(let image): return image.pixels
    case .bits(let image):
      let rowBytes = (image.width + 7) / 8
      var rows: [UInt8] = []
      rows.reserveCapacity(rowBytes * image.height)
      for y in 0..<image.height {
        for index in 0..<rowBytes {
          let word = image.words[y * image.wordsPerRow + index / 8]
          rows.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index % 8))))
        }
      }
      return rows
    }
  }
}

extension BitImage {
  /// 0 for ink, 255 for paper.
  fileprivate var greyPixels: [UInt8] {
    (0..<height).flatMap { y in (0..<width).map { x in self[x, y] ? 0 : 255 } }
  }
}
