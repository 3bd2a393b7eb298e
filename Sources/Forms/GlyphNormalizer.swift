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
    // What is no ink comes first by rank.
    let light = darkness.reduce(0) { Int($1) < threshold ? $0 &+ 1 : $0 }
    let dark = darkness.count - light
    guard dark > 0 else { return .blank }
    let full = max(1, Double(darkness.value(atRank: light + min(dark - 1, Int(fullAt * Double(dark))))))
    let shares = (0...255).map { min(1, Double($0) / full) }
    let ink = [Double](unsafeUninitializedCapacity: darkness.count) { ink, count in
      for index in darkness.indices { ink[index] = shares[Int(darkness[index])] }
      count = darkness.count
    }
    guard let (outline, center) = measured(ink, width: width, height: height) else { return .blank }
    let scale = inkSide / max(outline.width, outline.height)
    let columns = AreaWeights(center: center.x, scale: scale, count: width, middle: middle)
    let rows = AreaWeights(center: center.y, scale: scale, count: height, middle: middle)
    return resampled(ink, width: width, columns: columns, rows: rows)
  }

  /// The outline of what is at least half as dark as full ink, and the centre of mass; nil where nothing is.
  private static func measured(
    _ ink: [Double], width: Int, height: Int
  ) -> (outline: (width: Double, height: Double), center: (x: Double, y: Double))? {
    var (mass, momentX, momentY) = (0.0, 0.0, 0.0)
    var (minX, minY, maxX, maxY) = (width, height, -1, -1)
    ink.withUnsafeBufferPointer { ink in
      for y in 0..<height {
        for x in 0..<width where ink[y &* width &+ x] > 0 {
          let value = ink[y &* width &+ x]
          mass += value
          momentX += value * (Double(x) + 0.5)
          momentY += value * (Double(y) + 0.5)
          if value >= 0.5 {
            (minX, maxX) = (min(minX, x), max(maxX, x))
            (minY, maxY) = (min(minY, y), max(maxY, y))
          }
        }
      }
    }
    guard maxX >= 0 else { return nil }
    return ((Double(maxX - minX + 1), Double(maxY - minY + 1)), (momentX / mass, momentY / mass))
  }

  /// Along the rows first, then along the columns.
  private static func resampled(
    _ ink: [Double], width: Int, columns: AreaWeights, rows: AreaWeights
  ) -> Glyph {
    let side = Glyph.side
    var narrow = [Double](repeating: 0, count: ink.count / max(1, width) * side)
    columns.add(
      ink, step: 1, lines: ink.count / max(1, width), apart: width, to: &narrow, step: 1, apart: side)
    var sums = [Double](repeating: 0, count: side * side)
    rows.add(narrow, step: side, lines: side, apart: 1, to: &sums, step: side, apart: 1)
    var result = Glyph.blank
    for index in sums.indices { result.pixels[index] = UInt8((min(1, sums[index]) * 255).rounded()) }
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
  /// Adds the weighted sums of lines of pixels; from one pixel of a line to the next is a `step`, from line to line so
  /// far `apart`.
  func add(
    _ source: [Double], step: Int, lines: Int, apart: Int, to sums: inout [Double], step sumStep: Int,
    apart sumApart: Int
  ) {
    source.withUnsafeBufferPointer { source in
      sums.withUnsafeMutableBufferPointer { sums in
        for index in firsts.indices {
          for (weight, place) in zip(weights[spans[index]], firsts[index]...) {
            for line in 0..<lines {
              sums[index &* sumStep &+ line &* sumApart] += weight * source[place &* step &+ line &* apart]
            }
          }
        }
      }
    }
  }
}
