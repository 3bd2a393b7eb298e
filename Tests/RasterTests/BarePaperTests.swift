import Raster
import Testing

@Suite("Bare paper of a black and white page") struct BarePaperTests {
  @Test("changes no sample: bits and the same page in grey give the same patch", arguments: 0..<200)
  func patches(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var bits = BitImage(width: 190 + seed % 70, height: 150)
    for _ in 0..<seed % 9 * 4 {
      let (x, y) = (Int(random.next() % UInt64(bits.width)), Int(random.next() % 150))
      for place in y..<min(150, y + seed % 40) { bits[x, place] = true }
    }
    // From steps of half a pixel to steps of two, turned by anything; now and then partly beside the page.
    let angle = Double(random.next() % 1000) / 1000 * (seed % 2 == 0 ? 0.1 : 1.5)
    let (cosine, sine) = (1 - angle * angle / 2, angle - angle * angle * angle / 6)
    let map = Affine<PatchSpace, ScanSpace>(
      a: 1.7 * cosine, b: -0.7 * sine, c: 1.7 * sine, d: 0.7 * cosine,
      tx: 20 + Double(random.next() % 900) / 9, ty: 10 + Double(random.next() % 700) / 9)
    let (page, grey) = (PageImage.bits(bits), PageImage.grey(PageImage.bits(bits).grey()))
    for (width, height) in [(37, 41), (1, 1), (90, 3)] {
      let patch = page.patch(width: width, height: height, map: map)
      #expect(patch == grey.patch(width: width, height: height, map: map), "seed \(seed)")
    }
  }
}
