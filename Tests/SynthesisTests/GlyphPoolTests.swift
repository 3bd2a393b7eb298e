import NumberFormats
import Raster
import Synthesis
import Testing

@Suite struct GlyphPoolTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a page has one writer, and no glyph twice while others are left`(seed: UInt64) {
    let source = Fixtures.numbered(writers: 7, each: 5)
    var page = PageGlyphs(GlyphPool([source]), seed: seed)
    var used: [Int] = []
    var writers: Set<Int> = []
    for _ in 0..<5 {
      for digit in Symbol.digits {
        let glyph = page.next(digit)
        let number = Int(glyph.pixels[0]) | Int(glyph.pixels[1]) << 8
        #expect(source.labels[number] == digit)
        writers.insert(source.writers?[number] ?? -1)
        used.append(number)
      }
    }
    #expect(writers.count == 1)
    #expect(Set(used).count == 50)
    // The sixth of a digit must be one of the five again.
    let again = page.next(Symbol.digits[0])
    #expect(used.contains(Int(again.pixels[0]) | Int(again.pixels[1]) << 8))
  }

  @Test func `all writers come to write`() {
    let source = Fixtures.numbered(writers: 5, each: 1)
    let seen = (0..<100 as Range<UInt64>).map { seed in
      var page = PageGlyphs(GlyphPool([source]), seed: seed)
      let glyph = page.next(Symbol.digits[4])
      return source.writers?[Int(glyph.pixels[0]) | Int(glyph.pixels[1]) << 8]
    }
    #expect(Set(seen).count == 5)
  }

  @Test func `writers can be kept out`() {
    let kept = Fixtures.numbered(writers: 10, each: 2).keeping { $0 < 3 }
    #expect(kept.glyphs.count == 60)
    #expect(Set(kept.writers ?? []) == [0, 1, 2])
  }

  @Test(arguments: Symbol.digits + Symbol.letters)
  func `what a pool lacks is drawn with strokes`(symbol: Symbol) {
    var page = PageGlyphs(GlyphPool([]), seed: 9)
    let one = page.next(symbol)
    let other = page.next(symbol)
    #expect(one != other)
    #expect(one.pixels.reduce(0) { $0 + Int($1) } > 255 * 20)
    // MNIST's margin, give or take the shift of the centre of mass.
    let edge = (0..<Glyph.side).map { one.pixels[$0] } + (0..<Glyph.side).map { one.pixels[$0 * Glyph.side] }
    #expect(edge.allSatisfy { $0 == 0 })
  }
}
