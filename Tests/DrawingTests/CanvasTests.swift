import Drawing
import Raster
import Testing

private enum Flat: Space {}

/// How much black stands on a canvas, in whole pixels.
private func ink(_ canvas: Canvas<Flat>) -> Double {
  canvas.image.pixels.reduce(0) { $0 + Double(255 - $1) / 255 } / 3
}

@Suite struct CanvasTests {
  @Test(arguments: [0.0, 0.25, 0.5, 0.9])
  func `a filled rectangle covers its area wherever it lies`(shift: Double) {
    var canvas = Canvas<Flat>(width: 40, height: 30)
    canvas.fill(Rect(x: 5 + shift, y: 6 + shift / 2, width: 12.5, height: 7.25), .black)
    #expect(abs(ink(canvas) - 12.5 * 7.25) < 0.3)
  }

  @Test(arguments: [(35.0, 5.0), (5.0, 35.0), (35.0, 35.0), (30.0, 17.0)])
  func `a line covers length times width in any direction`(end: (Double, Double)) {
    var canvas = Canvas<Flat>(width: 45, height: 45)
    let start = Point<Flat>(x: 5, y: 5)
    let stop = Point<Flat>(x: end.0, y: end.1)
    canvas.line(from: start, to: stop, width: 3, .black)
    let expected = start.distance(to: stop) * 3 + Double.pi * 2.25
    #expect(abs(ink(canvas) - expected) < expected * 0.03)
  }

  @Test func `half opacity mixes once, also where lines of an outline overlap`() {
    var canvas = Canvas<Flat>(width: 30, height: 30)
    canvas.outline(Rect(x: 5, y: 5, width: 20, height: 20), width: 4, Color.black.opacity(0.5))
    #expect(canvas.image.pixels.min() == 128)
  }

  @Test func `what lies outside is cut off`() {
    var canvas = Canvas<Flat>(width: 10, height: 10)
    canvas.line(from: Point(x: -1e9, y: 5), to: Point(x: 1e9, y: 5), width: 2, .black)
    #expect(abs(ink(canvas) - 20) < 0.5)
    canvas.fill(Rect(x: 100, y: -50, width: 1e12, height: 10), .red)
    canvas.text("outside", at: Point(x: -1e15, y: 0))
    canvas.line(from: Point(x: .nan, y: 0), to: Point(x: 1, y: 1), .red)
    #expect(abs(ink(canvas) - 20) < 0.5)
  }

  @Test func `images keep their mean when they grow or shrink`() {
    var random = SeededGenerator(seed: 11)
    let pixels = (0..<400).map { _ in UInt8(random.next() & 255) }
    let image = GreyImage(width: 20, height: 20, pixels: pixels)
    let mean = pixels.reduce(0) { $0 + Double($1) } / 400
    for side in [5, 10, 20, 60] {
      var canvas = Canvas<Flat>(width: side, height: side)
      canvas.draw(image, in: Rect(x: 0, y: 0, width: Double(side), height: Double(side)))
      let drawn = canvas.image.pixels.reduce(0) { $0 + Double($1) } / Double(side * side * 3)
      #expect(abs(drawn - mean) < 4, "side \(side)")
    }
  }

  @Test func `every printable character has a drawing of its own`() {
    let characters = (32..<127).map { Character(UnicodeScalar(UInt8($0))) }
    let missing = characters.filter { !BitmapFont.has($0) }
    #expect(missing.isEmpty, "\(missing)")
    #expect(Set(characters.map { BitmapFont.rows(of: $0) }).count == characters.count)
    #expect(characters.allSatisfy { BitmapFont.rows(of: $0).count == BitmapFont.height })
  }

  @Test func `text takes the width it says`() {
    var canvas = Canvas<Flat>(width: 100, height: 20)
    canvas.text("HH", at: Point(x: 10, y: 3), scale: 2)
    let columns = (0..<100).filter { x in
      (0..<20).contains { canvas.image.pixels[3 * ($0 * 100 + x)] == 0 }
    }
    #expect(columns.first == 10)
    #expect(columns.last == 10 + Canvas<Flat>.textWidth("HH", scale: 2) - 1)
  }

  @Test func `a contact sheet has a cell for each glyph`() {
    let entries = (0..<5).map { ContactSheet.Entry(glyph: .blank, caption: "\($0)") }
    let one = ContactSheet(entries: Array(entries.prefix(2)), columns: 2).draw()
    let three = ContactSheet(entries: entries, columns: 2).draw()
    #expect(one.width == three.width)
    #expect(three.height > 2 * one.height)
  }
}
