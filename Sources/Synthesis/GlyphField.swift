import Raster

/// The space of a glyph's field: sample (i, j) lies at point (i, j).
package enum SampleSpace: Space {}

/// A glyph as a smooth shape: at each sample the signed distance to its outline, in samples, positive inside.
///
/// A glyph's 28 pixels are far fewer than the pixels it takes on a scan, and its pen is the one it was written with.
/// As distances it can be drawn at any size with clean edges and with a pen of any width.
package struct GlyphField: Sendable {
  /// Samples to a pixel of the glyph, downwards.
  static let density = 4.0
  /// Distances farther than this from the outline are not told apart; more than any stroke's half width.
  static let reach = 13

  let width: Int
  let height: Int
  /// `height × width`, row-major.
  var distance: [Float]

  /// The field of `glyph`, its samples `aspect` times as dense across as they are downwards: a glyph that will be
  /// squeezed to a narrower shape has fewer of them, so that a sample is as wide as it is high on the page.
  init(_ glyph: Glyph, aspect: Double = 1) {
    width = max(8, Int((Double(Glyph.side) * GlyphField.density * aspect).rounded()))
    height = Int(Double(Glyph.side) * GlyphField.density)
    let smooth = GlyphField.enlarged(glyph, width: width, height: height)
    distance = GlyphField.distances(smooth, width: width, height: height)
  }

  /// The grey value that the outline runs along, of 255: thin strokes never reach half.
  private static let level: Float = 100

  /// Enlarges by the cubic of Mitchell and Netravali (1988), which neither rings nor blurs much.
  private static func enlarged(_ glyph: Glyph, width: Int, height: Int) -> [Float] {
    let side = Glyph.side
    let across = taps(width)
    let down = taps(height)
    var rows = [Float](repeating: 0, count: side * width)
    for y in 0..<side {
      for x in 0..<width {
        var sum: Float = 0
        for (tap, weight) in across[x] { sum += weight * Float(glyph.pixels[y * side + tap]) }
        rows[y * width + x] = sum
      }
    }
    var out = [Float](repeating: 0, count: width * height)
    for y in 0..<height {
      for (tap, weight) in down[y] {
        for x in 0..<width { out[y * width + x] += weight * rows[tap * width + x] }
      }
    }
    return out
  }

  /// For each of `count` samples the pixels of [0, 28) that it is made of.
  private static func taps(_ count: Int) -> [[(Int, Float)]] {
    (0..<count).map { index in
      let position = (Double(index) + 0.5) * Double(Glyph.side) / Double(count) - 0.5
      let first = Int(position.rounded(.down)) - 1
      return (first..<first + 4).compactMap { tap in
        guard tap >= 0, tap < Glyph.side else { return nil }
        return (tap, Float(mitchell((position - Double(tap)).magnitude)))
      }
    }
  }

  private static func mitchell(_ x: Double) -> Double {
    if x < 1 { return (7 * x * x * x - 12 * x * x + 16.0 / 3) / 6 }
    if x < 2 { return (-7.0 / 3 * x * x * x + 12 * x * x - 20 * x + 32.0 / 3) / 6 }
    return 0
  }
}

extension GlyphField {
  /// The distances to the outline at `level`, from the points where it crosses the lines of the grid.
  private static func distances(_ values: [Float], width: Int, height: Int) -> [Float] {
    var squared = [Float](repeating: Float(reach * reach), count: width * height)
    squared.withUnsafeMutableBufferPointer { squared in
      for y in 0..<height {
        for x in 0..<width {
          let here = values[y * width + x] - level
          if x + 1 < width {
            let next = values[y * width + x + 1] - level
            if (here >= 0) != (next >= 0) {
              spread(Float(x) + here / (here - next), Float(y), squared, width, height)
            }
          }
          if y + 1 < height {
            let next = values[(y + 1) * width + x] - level
            if (here >= 0) != (next >= 0) {
              spread(Float(x), Float(y) + here / (here - next), squared, width, height)
            }
          }
        }
      }
    }
    return values.indices.map { squared[$0].squareRoot() * (values[$0] >= level ? 1 : -1) }
  }

  /// Lowers the squared distances around a point.
  @inline(__always)
  static func spread(
    _ x: Float, _ y: Float, _ squared: UnsafeMutableBufferPointer<Float>, _ width: Int, _ height: Int
  ) {
    let x0 = max(0, Int(x) - reach)
    let x1 = min(width - 1, Int(x) + reach)
    for row in max(0, Int(y) - reach)...min(height - 1, Int(y) + reach) {
      let dy = Float(row) - y
      let start = row * width
      for column in x0...x1 {
        let dx = Float(column) - x
        squared[start + column] = min(squared[start + column], dx * dx + dy * dy)
      }
    }
  }
}
