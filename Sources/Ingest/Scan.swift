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
  /// What could not be decoded; never all of the page.
  package var damage: [PageDamage]

  package init(image: PageImage, resolution: Resolution?, damage: [PageDamage] = []) {
    self.image = image
    self.resolution = resolution
    self.damage = damage
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
///
/// A directory of a TIFF that holds a thumbnail (a reduced-resolution image) is no page.
package struct Scan: ~Copyable {
  /// Pages in the file, at least 1.
  package let pageCount: Int
  private let limits: IngestLimits
  /// The file, in one place for as long as the libraries may look at it.
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  /// The pages of a TIFF; nil for a JPEG.
  private let directories: TIFFDirectories?

  /// Opens the file of the given bytes (whole file in memory, as hashing needs it anyway).
  ///
  /// - Throws: `IngestError` for what is no TIFF or JPEG, is damaged, or exceeds `limits`.
  package init(bytes source: [UInt8], limits: IngestLimits) throws(IngestError) {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: source.count)
    _ = bytes.initialize(from: source)
    do throws(IngestError) {
      switch try ScanKind(UnsafeBufferPointer(bytes)) {
      case .tiff:
        let found = try TIFFDirectories(UnsafeBufferPointer(bytes), limit: limits.pages)
        directories = found
        pageCount = found.pages.count
      case .jpeg:
        directories = nil
        pageCount = 1
      }
    } catch {
      bytes.deallocate()
      throw error
    }
    self.bytes = bytes
    self.limits = limits
  }

  deinit { bytes.deallocate() }

  /// Decodes page `index` of [0, pageCount), upright as its orientation tag says.
  ///
  /// - Throws: `IngestError`, for damage anywhere on the page too; the other pages stay readable.
  package func page(at index: Int) throws(IngestError) -> ScannedPage {
    let page = try damagedPage(at: index)
    if let damage = page.damage.first { throw damage.error }
    return page
  }

  /// As `page(at:)`, but a page of which a part can be decoded comes with its damage: whoever takes it must look at
  /// nothing there.
  ///
  /// Its pixels are made square where its resolution says that they are not.
  ///
  /// - Throws: `IngestError` where nothing can be decoded; the other pages stay readable.
  package func damagedPage(at index: Int) throws(IngestError) -> ScannedPage {
    precondition((0..<pageCount).contains(index))
    return try decoded(at: index).squared(within: limits)
  }

  private func decoded(at index: Int) throws(IngestError) -> ScannedPage {
    guard let directories else { return try JPEGPage(UnsafeBufferPointer(bytes), limits: limits).decode() }
    switch directories.pages[index] {
    case .broken(let error): throw error
    case .directory(let offset):
      return try TIFFPage(UnsafeBufferPointer(bytes), directory: offset, limits: limits).decode()
    }
  }
}
