import Raster
import Testing

@Suite struct ConversionTests {
  @Test(
    "Bits become black ink on white paper, at every width around a word", arguments: [1, 63, 64, 65, 130])
  func bits(width: Int) {
    var generator = SeededGenerator(seed: UInt64(width))
    var bits = BitImage(width: width, height: 3)
    for y in 0..<3 { for x in 0..<width { bits[x, y] = generator.next() % 3 == 0 } }
    let grey = PageImage.bits(bits).grey()
    for y in 0..<3 { for x in 0..<width { #expect(grey[x, y] == (bits[x, y] ? 0 : 255)) } }
  }

  @Test("Luminance keeps greys as they are and weighs green most")
  func luminance() {
    for value in 0...255 {
      let grey = UInt8(value)
      let image = ColorImage(width: 1, height: 1, fill: (grey, grey, grey))
      #expect(PageImage.color(image).grey()[0, 0] == grey)
    }
    let one = { (red: UInt8, green: UInt8, blue: UInt8) in
      PageImage.color(ColorImage(width: 1, height: 1, fill: (red, green, blue))).grey()[0, 0]
    }
    #expect(one(255, 0, 0) == 76)
    #expect(one(0, 255, 0) == 150)
    #expect(one(0, 0, 255) == 29)
  }

  @Test("A channel is itself; the darkest is the least of the three")
  func channels() {
    let page = PageImage.color(ColorImage(width: 2, height: 1, pixels: [10, 20, 30, 200, 100, 150]))
    #expect(page.channel(.red).pixels == [10, 200])
    #expect(page.channel(.green).pixels == [20, 100])
    #expect(page.channel(.blue).pixels == [30, 150])
    #expect(page.darkestChannel().pixels == [10, 100])
  }
}
