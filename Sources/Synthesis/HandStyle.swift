import Raster

/// How one writer writes on one page.
struct HandStyle: Hashable, Sendable {
  /// Width of the pen's line in mm.
  var pen: Double
  /// Usual height of a glyph as a share of its box's height.
  var height: Double
  /// Shift of a glyph's top per its height, beside the glyph's own slant.
  var lean: Double
  /// Rotation of lines of writing, as a tangent.
  var turn: Double
  /// Where in the box glyphs stand: −1 top or left, 1 bottom or right.
  var bias: Point<FormSpace>
  /// How much glyphs differ from each other in place, of [0, 1].
  var restless: Double

  init(_ ranges: QualityRanges, _ random: inout SeededGenerator) {
    pen = random.uniform(ranges.pen)
    height = random.uniform(ranges.height)
    lean = random.around(0.08)
    turn = random.around(0.04)
    bias = Point(x: random.around(0.6), y: random.around(0.6))
    restless = random.uniform(0.3...1)
  }
}
