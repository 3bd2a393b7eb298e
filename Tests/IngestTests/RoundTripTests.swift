import Ingest
import Raster
import Testing

@Suite("Scans") struct RoundTripTests {
  private func grey(_ width: Int, _ height: Int) -> GreyImage {
    var random = SeededGenerator(seed: 7)
    return GreyImage(
      width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(random.next() & 255) })
  }

  private func color(_ width: Int, _ height: Int) -> ColorImage {
    ColorImage(
      width: width, height: height, pixels: grey(width, height).pixels.flatMap { [$0, 255 - $0, 7] })
  }

  private func bits(_ width: Int, _ height: Int) -> BitImage {
    var image = BitImage(width: width, height: height)
    for y in 0..<height { for x in 0..<width where (x * 7 + y * 3) % 11 < 4 { image[x, y] = true } }
    return image
  }

  private func page(_ bytes: [UInt8], _ index: Int = 0) throws -> ScannedPage {
    try Scan(bytes: bytes, limits: IngestLimits()).page(at: index)
  }

  @Test(
    "every compression gives grey pages back unchanged",
    arguments: TIFFCompression.allCases.filter { $0 != .g4 })
  func greyPages(_ compression: TIFFCompression) throws {
    let image = PageImage.grey(grey(61, 130))
    let resolution = Resolution(x: 300, y: 301)
    let bytes = try ScanEncoder.tiff([
      EncodablePage(image: image, compression: compression, resolution: resolution)
    ])
    let found = try page(bytes)
    #expect(found.image == image)
    #expect(found.resolution == resolution)
  }

  @Test("every compression gives packed bits back unchanged", arguments: TIFFCompression.allCases)
  func bilevelPages(_ compression: TIFFCompression) throws {
    let image = PageImage.bits(bits(131, 70))
    let bytes = try ScanEncoder.tiff([EncodablePage(image: image, compression: compression, resolution: nil)])
    let found = try page(bytes)
    #expect(found.image == image)
    #expect(found.resolution == nil)
  }

  @Test(
    "pixels become square: rows or columns of the coarser axis are repeated",
    arguments: [(204.0, 98.0, 60, 125), (204, 196, 60, 62), (100, 200, 120, 60)])
  func faxes(_ x: Double, _ y: Double, _ width: Int, _ height: Int) throws {
    let resolution = Resolution(x: x, y: y)
    for image in [PageImage.bits(bits(60, 60)), .grey(grey(60, 60)), .color(color(60, 60))] {
      let bytes = try ScanEncoder.tiff([
        EncodablePage(image: image, compression: .lzw, resolution: resolution)
      ])
      let found = try page(bytes)
      #expect([found.image.width, found.image.height] == [width, height])
      #expect(found.resolution == Resolution(x: max(x, y), y: max(x, y)))
      let (before, after) = (image.grey(), found.image.grey())
      for row in [0, 17, 59] {
        let (column, place) = (41 * width / 60, (row * height + 59) / 60)
        #expect(after.pixels[place * width + column] == before.pixels[row * 60 + 41])
      }
      // Beyond the limit the page stays as it is.
      let limits = IngestLimits(megapixels: 0.0037)
      #expect(try Scan(bytes: bytes, limits: limits).page(at: 0).image == image)
    }
  }

  @Test("pages of a file stand in order") func pages() throws {
    let first = PageImage.bits(bits(64, 20))
    let second = PageImage.grey(grey(33, 21))
    let bytes = try ScanEncoder.tiff([
      EncodablePage(image: first, compression: .g4, resolution: nil),
      EncodablePage(image: second, compression: .lzw, resolution: nil),
    ])
    #expect(try Scan(bytes: bytes, limits: IngestLimits()).pageCount == 2)
    #expect(try page(bytes, 0).image == first)
    #expect(try page(bytes, 1).image == second)
  }

  @Test("a page above the limit is refused before it is decoded") func limit() throws {
    let bytes = try ScanEncoder.tiff([
      EncodablePage(image: .grey(grey(200, 200)), compression: .lzw, resolution: nil)
    ])
    let scan = try Scan(bytes: bytes, limits: IngestLimits(megapixels: 0.01))
    #expect {
      _ = try scan.page(at: 0)
    } throws: { ($0 as? IngestError)?.code == .limit }
  }

  @Test("a cut file gives the page unchanged or a named failure, at every length") func truncation() throws {
    let image = PageImage.grey(grey(40, 90))
    let tiff = try ScanEncoder.tiff([EncodablePage(image: image, compression: .lzw, resolution: nil)])
    let jpeg = try ScanEncoder.jpeg(image, quality: 80, resolution: nil)
    let whole = try page(jpeg).image
    for (bytes, expected) in [(tiff, image), (jpeg, whole)] {
      for length in stride(from: 0, to: bytes.count, by: 7) {
        do {
          let found = try page(Array(bytes.prefix(length)))
          #expect(found.image == expected, "\(length) bytes")
        } catch {
          #expect(error is IngestError)
        }
      }
    }
  }

  @Test(
    "what is no scan is named",
    arguments: [[], [0x25, 0x50, 0x44, 0x46, 0x2D], [1, 2, 3, 4, 5, 6, 7, 8, 9]])
  func strangers(_ bytes: [UInt8]) {
    #expect {
      _ = try Scan(bytes: bytes, limits: IngestLimits())
    } throws: { ($0 as? IngestError)?.code == .unreadable }
  }
}
