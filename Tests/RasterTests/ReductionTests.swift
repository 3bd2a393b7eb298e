import Raster
import Testing

@Suite struct ReductionTests {
  /// Random bits in all depths.
  private static func pages(_ width: Int, _ height: Int, seed: UInt64) -> [PageImage] {
    var generator = SeededGenerator(seed: seed)
    var bits = BitImage(width: width, height: height)
    for y in 0..<height { for x in 0..<width { bits[x, y] = generator.next() % 4 == 0 } }
    let grey = GreyImage(bits)
    let color = ColorImage(width: width, height: height, pixels: grey.pixels.flatMap { [$0, $0, $0] })
    return [.bits(bits), .grey(grey), .color(color)]
  }

  @Test("Blocks are averaged alike in every depth, as the definition says", arguments: 1...7)
  func means(factor: Int) {
    for page in Self.pages(131, 29, seed: UInt64(factor)) {
      let grey = page.grey()
      let small = page.reduced(by: factor)
      #expect(small.width == 131 / factor)
      #expect(small.height == 29 / factor)
      for y in 0..<small.height {
        for x in 0..<small.width {
          var sum = 0
          for dy in 0..<factor { for dx in 0..<factor { sum += Int(grey[x * factor + dx, y * factor + dy]) } }
          #expect(abs(Double(small[x, y]) - Double(sum) / Double(factor * factor)) <= 0.5)
        }
      }
    }
  }

  @Test("A patch through the identity is the page, in every depth")
  func identity() {
    for page in Self.pages(70, 20, seed: 1) {
      let map = Affine<PatchSpace, ScanSpace>(a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0)
      #expect(page.patch(width: 70, height: 20, map: map) == page.grey())
    }
  }

  @Test("Bits are sampled as their grey picture is", arguments: [1, 2, 3])
  func bits(supersampling: Int) {
    var generator = SeededGenerator(seed: 3)
    var bits = BitImage(width: 200, height: 90)
    for y in 0..<90 { for x in 0..<200 { bits[x, y] = generator.next() % 3 == 0 } }
    // From inside over the sides.
    let map = Affine<PatchSpace, ScanSpace>(a: 0.93, b: -0.11, c: 0.13, d: 1.07, tx: 8.3, ty: 1.9)
    func patch(_ page: PageImage) -> GreyImage {
      page.patch(width: 180, height: 80, map: map, supersampling: supersampling)
    }
    #expect(patch(.bits(bits)) == patch(.grey(GreyImage(bits))))
  }

  @Test("Four quarter turns are the identity")
  func quarterTurns() {
    let start = Self.pages(33, 21, seed: 2)[1]
    var page = start
    for _ in 0..<4 {
      // Patch (u, v) shows scan (v, height − u).
      let map = Affine<PatchSpace, ScanSpace>(a: 0, b: 1, c: -1, d: 0, tx: 0, ty: Double(page.height))
      page = .grey(page.patch(width: page.height, height: page.width, map: map))
    }
    #expect(page == start)
  }

  @Test("Outside the scan there is paper, and half a pixel outside is half paper")
  func outside() {
    let page = PageImage.grey(GreyImage(width: 4, height: 4, fill: 55))
    let far = Affine<PatchSpace, ScanSpace>(a: 1, b: 0, c: 0, d: 1, tx: 100, ty: -40)
    #expect(page.patch(width: 2, height: 2, map: far).pixels == [255, 255, 255, 255])
    let half = Affine<PatchSpace, ScanSpace>(a: 1, b: 0, c: 0, d: 1, tx: -0.5, ty: 1)
    #expect(page.patch(width: 2, height: 1, map: half).pixels == [155, 55])
  }

  @Test("Supersampling averages what bilinear points would miss")
  func supersampling() {
    var grey = GreyImage(width: 40, height: 40, fill: 255)
    for y in 0..<40 { for x in 0..<40 where (x + y) % 2 == 0 { grey[x, y] = 0 } }
    let map = Affine<PatchSpace, ScanSpace>(a: 4, b: 0, c: 0, d: 4, tx: 0, ty: 0)
    let patch = PageImage.grey(grey).patch(width: 10, height: 10, map: map, supersampling: 4)
    #expect(patch.pixels.allSatisfy { abs(Int($0) - 127) <= 1 })
  }
}
