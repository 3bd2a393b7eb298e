import Raster

/// Makes a glyph of ink by MNIST's convention (LeCun, Cortes, Burges): the ink's outline is scaled to fit 20 × 20
/// px with its proportions kept, area-averaged, and put so that its centre of mass is the middle of 28 × 28 px.
struct GlyphNormalizer {
  /// The longer side of the outline, px.
  private static let inkSide = 20.0
  /// Where the centre of mass goes, in pixel-edge coordinates: the middle of pixel 14, as measured in MNIST.
  private static let middle = 14.5
  /// Ink is white from this quantile of its own darkness on.
  private static let fullAt = 0.75

  /// - Parameters:
  ///   - darkness: of ink, row-major, `width * height`, 0 where there is none.
  static func glyph(_ darkness: [UInt8], width: Int, height: Int, threshold: Int) -> Glyph {
    precondition(darkness.count == width * height)
    let dark = darkness.filter { Int($0) >= threshold }
    guard !dark.isEmpty else { return .blank }
    let full = max(1, Double(dark.value(atRank: min(dark.count - 1, Int(fullAt * Double(dark.count))))))
    let ink = darkness.map { min(1, Double($0) / full) }
    guard let outline = outline(ink, width: width, height: height) else { return .blank }
    let scale = inkSide / max(outline.width, outline.height)
    var (mass, momentX, momentY) = (0.0, 0.0, 0.0)
    for y in 0..<height {
      for x in 0..<width where ink[y * width + x] > 0 {
        let value = ink[y * width + x]
        mass += value
        momentX += value * (Double(x) + 0.5)
        momentY += value * (Double(y) + 0.5)
      }
    }
    let columns = AreaWeights(center: momentX / mass, scale: scale, count: width, middle: middle)
    let rows = AreaWeights(center: momentY / mass, scale: scale, count: height, middle: middle)
    return resampled(ink, width: width, columns: columns, rows: rows)
  }

  /// The outline at half darkness, between pixels by how dark the outermost ones are.
  private static func outline(_ ink: [Double], width: Int, height: Int) -> (width: Double, height: Double)? {
    var (minX, minY, maxX, maxY) = (width, height, -1, -1)
    for y in 0..<height {
      for x in 0..<width where ink[y * width + x] >= 0.5 {
        (minX, maxX) = (min(minX, x), max(maxX, x))
        (minY, maxY) = (min(minY, y), max(maxY, y))
      }
    }
    return maxX >= 0 ? (Double(maxX - minX + 1), Double(maxY - minY + 1)) : nil
  }

  private static func resampled(
    _ ink: [Double], width: Int, columns: AreaWeights, rows: AreaWeights
  ) -> Glyph {
    let side = Glyph.side
    var result = Glyph.blank
    for y in 0..<side {
      for x in 0..<side {
        var sum = 0.0
        for (row, rowWeight) in rows.spans[y] {
          for (column, columnWeight) in columns.spans[x] {
            sum += ink[row * width + column] * rowWeight * columnWeight
          }
        }
        result.pixels[y * side + x] = UInt8((min(1, sum) * 255).rounded())
      }
    }
    return result
  }
}

/// How much of each source pixel goes into each pixel of a glyph, along one axis; the weights of a pixel that is
/// covered by the source sum to 1.
private struct AreaWeights {
  var spans: [[(Int, Double)]] = []

  /// - Parameters:
  ///   - center: the source position that goes to `middle`, px.
  ///   - count: of source pixels.
  init(center: Double, scale: Double, count: Int, middle: Double) {
    for index in 0..<Glyph.side {
      let low = center + (Double(index) - middle) / scale
      let high = low + 1 / scale
      var span: [(Int, Double)] = []
      let first = max(0, Int(low.rounded(.down)))
      let last = min(count, Int(high.rounded(.up)))
      for pixel in first..<max(first, last) {
        let cover = min(high, Double(pixel + 1)) - max(low, Double(pixel))
        if cover > 0 { span.append((pixel, cover * scale)) }
      }
      spans.append(span)
    }
  }
}
