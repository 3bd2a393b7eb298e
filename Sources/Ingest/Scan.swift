package import Raster

/// What a scan may ask for before memory is taken for it.
package struct IngestLimits: Hashable, Sendable {
  /// Most pixels of a page, in millions.
  package var megapixels: Double
  /// Most pages of a file.
  package var pages: Int

  package init(megapixels: Double = 200, pages: Int = 10_000) {
    self.megapixels = megapixels
    self.pages = pages
  }
}

/// A decoded page and what its tags claim.
package struct ScannedPage: Sendable {
  package var image: PageImage
  /// nil where the file says nothing or nonsense.
  package var resolution: Resolution?

  package init(image: PageImage, resolution: Resolution?) {
    self.image = image
    self.resolution = resolution
  }
}

/// Why a scan or a page of it could not be decoded; the codes are the contract's.
package struct IngestError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    case unreadable
    case truncated
    case limit
  }

  package var code: Code
  /// What is wrong, in words, without the path.
  package var message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// An open scan: a TIFF or JPEG file, told by its content.
package struct Scan: ~Copyable {
  /// Pages in the file, at least 1.
  package let pageCount: Int

  /// Opens the file of the given bytes (whole file in memory, as hashing needs it anyway).
  ///
  /// - Throws: `IngestError` for what is no TIFF or JPEG, is damaged, or exceeds `limits`.
  package init(bytes: [UInt8], limits: IngestLimits) throws(IngestError) {
    throw IngestError(.unreadable, "stub")
  }

  /// Decodes page `index` of [0, pageCount), upright as its orientation tag says.
  ///
  /// - Throws: `IngestError`; the other pages stay readable.
  package func page(at index: Int) throws(IngestError) -> ScannedPage {
    throw IngestError(.unreadable, "stub")
  }
}
