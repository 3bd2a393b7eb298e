package import NumberFormats
package import Raster

/// Characters as if written by hand, from the stroke font: for pools that lack them.
package enum StrokeAlphabet {
  /// Pixels of a glyph that its ink fills, and half the pen's width (MNIST's convention and usual pen).
  private static let inkSide = 20.0
  private static let penRadius = 1.25

  /// `symbol` with its strokes turned, leant, bent and stretched a little; a blank glyph for what is no character.
  package static func glyph(of symbol: Symbol, _ random: inout SeededGenerator) -> Glyph {
    var strokes = StrokeFont.strokes(of: symbol.character)
    let lean = random.around(0.25)
    let turn = random.around(0.12)
    let wide = random.uniform(0.85...1.2)
    for stroke in strokes.indices {
      // Each stroke moves as a whole, and bends: a hand's joints do not meet exactly.
      let (dx, dy) = (random.around(0.6), random.around(0.6))
      let bend = random.around(0.05)
      for index in strokes[stroke].indices {
        let p = strokes[stroke][index]
        let x = (p.x - 4) * wide + (6 - p.y) * lean + dx + bend * (p.y - 6) * (p.y - 6) / 4
        let y = p.y - 6 + (p.x - 4) * turn + dy + bend * (p.x - 4) * (p.x - 4) / 4
        strokes[stroke][index] = Point(x: x, y: y)
      }
    }
    return draw(strokes)
  }

  private static func draw(_ strokes: [[Point<StrokeSpace>]]) -> Glyph {
    guard let bounds = Rect(around: strokes.flatMap { $0 }) else { return .blank }
    let scale = (inkSide - 2 * penRadius) / max(bounds.width, bounds.height, 1)
    let middle = Double(Glyph.side) / 2
    let place = Affine<StrokeSpace, ScanSpace>(
      a: scale, b: 0, c: 0, d: scale, tx: middle - bounds.center.x * scale,
      ty: middle - bounds.center.y * scale)
    var plane = InkPlane(width: Glyph.side, height: Glyph.side)
    for stroke in strokes { plane.polyline(stroke.map { place($0) }, radius: penRadius) }
    return Glyph(pixels: centred(plane.coverage))
  }

  /// `pixels` moved by whole ones so that the ink's centre of mass is in the middle.
  private static func centred(_ pixels: [UInt8]) -> [UInt8] {
    let side = Glyph.side
    var (mass, sumX, sumY) = (0.0, 0.0, 0.0)
    for (index, value) in pixels.enumerated() {
      mass += Double(value)
      sumX += Double(value) * (Double(index % side) + 0.5)
      sumY += Double(value) * (Double(index / side) + 0.5)
    }
    guard mass > 0 else { return pixels }
    // At most half of the margin's four pixels.
    let dx = min(max(Int((Double(side) / 2 - sumX / mass).rounded()), -2), 2)
    let dy = min(max(Int((Double(side) / 2 - sumY / mass).rounded()), -2), 2)
    var moved = [UInt8](repeating: 0, count: pixels.count)
    for y in 0..<side where (0..<side).contains(y - dy) {
      for x in 0..<side where (0..<side).contains(x - dx) {
        moved[y * side + x] = pixels[(y - dy) * side + x - dx]
      }
    }
    return moved
  }
}
