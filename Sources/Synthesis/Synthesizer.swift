package import Ingest
package import NumberFormats
import Raster

/// Makes the pages of a request, each a file of its own, in any order: page i depends only on the request and i.
package struct Synthesizer: Sendable {
  package let request: SynthesisRequest
  private let writer: FormWriter

  /// - Throws: `FormatError` where a field's format is not possible.
  package init(_ request: SynthesisRequest) throws(FormatError) {
    self.init(request, writer: try FormWriter(request.form, pool: request.glyphs))
  }

  /// A synthesizer with a writer of the request's form.
  package init(_ request: SynthesisRequest, writer: FormWriter) {
    self.request = request
    self.writer = writer
  }

  /// Page `index` of [0, request.pages), as it comes from the scanner.
  package func page(_ index: Int) -> SynthesizedPage {
    var mixer = SeededGenerator(seed: request.seed, item: UInt64(index) &+ 1)
    return writer.page(
      quality: request.quality, mistakeShare: request.mistakeShare, blankShare: request.blankShare,
      seed: mixer.next())
  }

  /// The file of page `index`, named `page-00001.tif` and on.
  ///
  /// - Throws: `IngestError` where it cannot be encoded.
  package func file(_ index: Int) throws(IngestError) -> SynthesizedFile {
    let page = page(index)
    let digits = String(index + 1)
    let padding = String(repeating: "0", count: max(0, 5 - digits.count))
    return try SynthesizedFile(name: "page-\(padding)\(digits).\(page.coding.fileExtension)", pages: [page])
  }
}

extension SynthesizedFile {
  /// A file of `pages`: a JPEG where the first page is coded so (then of that page alone), else a TIFF.
  ///
  /// - Throws: `IngestError` where it cannot be encoded.
  package init(name: String, pages: [SynthesizedPage]) throws(IngestError) {
    precondition(!pages.isEmpty)
    self.name = name
    bytes = try SynthesizedFile.encode(pages)
    transforms = pages.map(\.transform)
    details = pages.enumerated().map { index, page in
      page.details?.csv(document: name, page: index + 1, fields: page.fields.map(\.field)) ?? ""
    }.joined()
    truth = pages.enumerated().flatMap { index, page in
      page.fields.map { TruthLine(document: name, page: index + 1, form: page.form ?? "", field: $0) }
    }
  }

  private static func encode(_ pages: [SynthesizedPage]) throws(IngestError) -> [UInt8] {
    if case .jpeg(let quality, _) = pages[0].coding {
      return try ScanEncoder.jpeg(pages[0].image, quality: quality, resolution: pages[0].tag)
    }
    return try ScanEncoder.tiff(
      pages.map { page in
        var compression = TIFFCompression.lzw
        if case .g4 = page.coding { compression = .g4 }
        return EncodablePage(image: page.image, compression: compression, resolution: page.tag)
      })
  }
}
