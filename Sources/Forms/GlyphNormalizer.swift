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
    let shares = (0...255).map { min(1, Double($0) / full) }
    let ink = darkness.map { shares[Int($0)] }
    guard let outline = outline(ink, width: width, height: height) else { return .blank }
    let scale = inkSide / max(outline.width, outline.height)
    let center = center(ink, width: width, height: height)
    let columns = AreaWeights(center: center.x, scale: scale, count: width, middle: middle)
    let rows = AreaWeights(center: center.y, scale: scale, count: height, middle: middle)
    return resampled(ink, width: width, columns: columns, rows: rows)
  }

  /// The centre of mass.
  private static func center(_ ink: [Double], width: Int, height: Int) -> (x: Double, y: Double) {
    var (mass, momentX, momentY) = (0.0, 0.0, 0.0)
    ink.withUnsafeBufferPointer { ink in
      for y in 0..<height {
        for x in 0..<width where ink[y &* width &+ x] > 0 {
          let value = ink[y &* width &+ x]
          mass += value
          momentX += value * (Double(x) + 0.5)
          momentY += value * (Double(y) + 0.5)
        }
      }
    }
    return (momentX / mass, momentY / mass)
  }

  /// The outline at half darkness, between pixels by how dark the outermost ones are.
  private static func outline(_ ink: [Double], width: Int, height: Int) -> (width: Double, height: Double)? {
    var (minX, minY, maxX, maxY) = (width, height, -1, -1)
    ink.withUnsafeBufferPointer { ink in
      for y in 0..<height {
        for x in 0..<width where ink[y &* width &+ x] >= 0.5 {
          (minX, maxX) = (min(minX, x), max(maxX, x))
          (minY, maxY) = (min(minY, y), max(maxY, y))
        }
      }
    }
    return maxX >= 0 ? (Double(maxX - minX + 1), Double(maxY - minY + 1)) : nil
  }

  private static func resampled(
    _ ink: [Double], width: Int, columns: AreaWeights, rows: AreaWeights
  ) -> Glyph {
    let side = Glyph.side
    var result = Glyph.blank
    ink.withUnsafeBufferPointer { ink in
      for y in 0..<side where !rows.spans[y].isEmpty {
        for x in 0..<side where !columns.spans[x].isEmpty {
          let (firstRow, firstColumn) = (rows.firsts[y], columns.firsts[x])
          var sum = 0.0
          for row in rows.spans[y] {
            let (rowWeight, place) = (
              rows.weights[row], (firstRow &+ row &- rows.spans[y].lowerBound) &* width
            )
            for column in columns.spans[x] {
              sum +=
                ink[place &+ firstColumn &+ column &- columns.spans[x].lowerBound] * rowWeight
                * columns.weights[column]
            }
          }
          result.pixels[y * side + x] = UInt8((min(1, sum) * 255).rounded())
        }
      }
    }
    return result
  }
}

/// How much of each source pixel goes into each pixel of a glyph, along one axis; the weights of a pixel that is
/// covered by the source sum to 1.
private struct AreaWeights {
  /// For each pixel of a glyph its first source pixel, and where the weights of that and the following ones stand.
  private(set) var firsts: [Int] = []
  private(set) var spans: [Range<Int>] = []
  private(set) var weights: [Double] = []

  /// - Parameters:
  ///   - center: the source position that goes to `middle`, px.
  ///   - count: of source pixels.
  init(center: Double, scale: Double, count: Int, middle: Double) {
    for index in 0..<Glyph.side {
      let low = center + (Double(index) - middle) / scale
      let high = low + 1 / scale
      let cover = { (pixel: Int) in min(high, Double(pixel + 1)) - max(low, Double(pixel)) }
      let first = max(0, Int(low.rounded(.down)))
      let last = min(count, Int(high.rounded(.up)))
      let pixels = (first..<max(first, last)).filter { cover($0) > 0 }
      firsts.append(pixels.first ?? 0)
      spans.append(weights.count..<weights.count + pixels.count)
      weights += pixels.map { cover($0) * scale }
    }
  }
}
