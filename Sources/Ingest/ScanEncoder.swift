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
  /// A TIFF of `pages`, in order.
  package static func tiff(_ pages: [EncodablePage]) throws(IngestError) -> [UInt8] {
    throw IngestError(.unreadable, "stub")
  }

  /// A baseline JPEG of `image` (bits as grey); `quality` of 1...100.
  package static func jpeg(
    _ image: PageImage, quality: Int, resolution: Resolution?
  ) throws(IngestError) -> [UInt8] {
    throw IngestError(.unreadable, "stub")
  }
}
