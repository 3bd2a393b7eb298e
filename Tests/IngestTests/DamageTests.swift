import Ingest
import Raster
import Testing

@Suite("Damaged pages") struct DamageTests {
  private static let paper: UInt8 = 255

  /// Noise without any paper white.
  private func noise(_ width: Int, _ height: Int) -> GreyImage {
    var random = SeededGenerator(seed: 11)
    return GreyImage(
      width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(random.next() % 200) })
  }

  private func scan(_ bytes: [UInt8]) throws -> ScannedPage {
    try Scan(bytes: bytes, limits: IngestLimits()).damagedPage(at: 0)
  }

  private func failure(_ bytes: [UInt8]) throws -> IngestError? {
    do throws(IngestError) {
      _ = try Scan(bytes: bytes, limits: IngestLimits()).page(at: 0)
      return nil
    } catch {
      return error
    }
  }

  /// A TIFF of four strips of 64 rows, turned, and the same with its second strip overwritten.
  private func turned(_ orientation: UInt8) throws -> (whole: [UInt8], damaged: [UInt8]) {
    let image = PageImage.grey(noise(40, 256))
    var whole = try ScanEncoder.tiff([EncodablePage(image: image, compression: .lzw, resolution: nil)])
    let entry: [UInt8] = [0x12, 0x01, 3, 0, 1, 0, 0, 0]
    let start = try #require(
      whole.indices.dropLast(12).first { Array(whole[$0..<$0 + entry.count]) == entry })
    whole[start + 8] = orientation
    var damaged = whole
    let strip = 8 + (start - 8) / 4
    // Codes that no table holds.
    for index in strip + 200..<strip + 400 { damaged[index] = 0xFF }
    return (whole, damaged)
  }

  @Test(
    "a damaged strip leaves the others whole, and paper in its place", arguments: 1...8 as ClosedRange<UInt8>)
  func strip(_ orientation: UInt8) throws {
    let (wholeBytes, bytes) = try turned(orientation)
    let whole = try scan(wholeBytes)
    #expect(whole.damage.isEmpty)
    let page = try scan(bytes)
    let damage = try #require(page.damage.first)
    #expect(page.damage.count == 1)
    #expect(damage.place.width * damage.place.height == 40 * 64)
    #expect(damage.error.message.contains("rows 65 to 128"))
    guard case .grey(let expected) = whole.image, case .grey(let found) = page.image else {
      Issue.record("grey is expected")
      return
    }
    for y in 0..<found.height {
      for x in 0..<found.width {
        let (left, top) = (damage.place.minX, damage.place.minY)
        let isInside =
          Double(x) >= left && Double(x) < damage.place.maxX && Double(y) >= top
          && Double(y) < damage.place.maxY
        #expect(found[x, y] == (isInside ? Self.paper : expected[x, y]), "\(x), \(y)")
      }
    }
    #expect(try failure(bytes) == damage.error)
  }

  @Test(
    "a JPEG that ends early has the rows that came before, and says which are missing", arguments: [1, 3])
  func early(_ samples: Int) throws {
    let grey = noise(120, 200)
    let image =
      samples == 1
      ? PageImage.grey(grey)
      : .color(ColorImage(width: 120, height: 200, pixels: grey.pixels.flatMap { [$0, $0 / 2, 199 - $0] }))
    let bytes = try ScanEncoder.jpeg(image, quality: 80, resolution: nil)
    let whole = try scan(bytes).image
    var partly = 0
    for length in stride(from: 0, to: bytes.count, by: 13) {
      let cut = Array(bytes.prefix(length))
      #expect(try failure(cut) != nil, "\(length) bytes")
      guard let page = try? scan(cut) else { continue }
      let damage = try #require(page.damage.first)
      #expect(page.damage.count == 1 && damage.error.code == .truncated)
      let first = Int(damage.place.minY)
      #expect(first > 0 && damage.place.maxY == 200 && damage.place.width == 120, "\(length) bytes")
      for y in 0..<200 {
        #expect(
          row(y, of: page.image) == (y < first ? row(y, of: whole) : paper(samples)), "\(length), row \(y)")
      }
      partly += 1
    }
    #expect(partly > 20)
  }

  private func row(_ y: Int, of image: PageImage) -> [UInt8] {
    switch image {
    case .grey(let image): Array(image.pixels[y * image.width..<(y + 1) * image.width])
    case .color(let image): Array(image.pixels[3 * y * image.width..<3 * (y + 1) * image.width])
    case .bits: []
    }
  }

  private func paper(_ samples: Int) -> [UInt8] { Array(repeating: Self.paper, count: 120 * samples) }

  @Test("damage within a JPEG fails the whole page: nobody knows where it begins") func withinJPEG() throws {
    let bytes = try ScanEncoder.jpeg(.grey(noise(120, 200)), quality: 80, resolution: nil)
    var random = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      var changed = bytes
      changed[bytes.count / 4 + Int(random.next() % UInt64(bytes.count / 2))] = UInt8(random.next() & 255)
      if let page = try? scan(changed) { #expect(page.damage.isEmpty) }
    }
  }

  @Test("where nothing is left, the page fails") func nothingLeft() throws {
    var image = BitImage(width: 300, height: 200)
    for y in 0..<200 { for x in 0..<300 where (x * 7 + y * 3) % 11 < 4 { image[x, y] = true } }
    var bytes = try ScanEncoder.tiff([
      EncodablePage(image: .bits(image), compression: .g4, resolution: nil)
    ])
    for index in 100..<400 { bytes[index] = 0 }
    #expect(throws: IngestError.self) { try scan(bytes) }
  }

  @Test("rows that libtiff converts are damaged one strip at a time, too") func converted() throws {
    // 4 bits a sample, 8 × 4 pixels, two rows a strip; the second strip lies beyond the end.
    let tags: [(UInt16, UInt16, UInt32, UInt32)] = [
      (256, 3, 1, 8), (257, 3, 1, 4), (258, 3, 1, 4), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 2, 134),
      (277, 3, 1, 1), (278, 3, 1, 2), (279, 4, 2, 142),
    ]
    var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
    func add(_ value: UInt32, _ size: Int) {
      for shift in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * shift))) }
    }
    add(UInt32(tags.count), 2)
    for (tag, type, count, value) in tags {
      add(UInt32(tag), 2)
      add(UInt32(type), 2)
      add(count, 4)
      add(value, 4)
    }
    add(0, 4)
    while bytes.count < 134 { bytes.append(0) }
    for value in [150, 5000, 8, 8] as [UInt32] { add(value, 4) }
    bytes += [UInt8](repeating: 0x77, count: 8)
    let page = try scan(bytes)
    #expect(page.damage.map(\.place) == [Rect(x: 0, y: 2, width: 8, height: 2)])
    #expect(
      page.image
        == .grey(GreyImage(width: 8, height: 4, pixels: (0..<32).map { $0 < 16 ? 0x77 : Self.paper })))
  }
}
