import Raster

/// The slant of a line of writing.
struct InkSlant: Hashable, Sendable {
  /// Columns to the right for each row upwards.
  let tangent: Double
  /// The row that stays where it is when the writing is put upright.
  private let middle: Double

  /// Slants that are tried: up to 35°.
  private static let steps = stride(from: -0.7, through: 0.7, by: 0.05)

  /// The slant at which columns of ink are fullest, of the components `kept` of `map`.
  static func tangent(of map: ComponentMap, kept: [Int]) -> InkSlant {
    let keeps = Set(kept.map { Int32($0 + 1) })
    var points: [(x: Double, y: Double)] = []
    for y in stride(from: 0, to: map.height, by: 2) {
      for x in 0..<map.width where keeps.contains(map.labels[y * map.width + x]) {
        points.append((Double(x), Double(y)))
      }
    }
    let middle = Double(map.height) / 2
    var best = (tangent: 0.0, score: -1.0)
    for tangent in steps {
      var columns = [Double](repeating: 0, count: map.width + map.height + 1)
      for point in points {
        let x = point.x + (point.y - middle) * tangent + Double(map.height) / 2
        columns[min(max(0, Int(x)), columns.count - 1)] += 1
      }
      // Upright unless another slant is clearly fuller: short writing tells little.
      let score = columns.reduce(0) { $0 + $1 * $1 } * (1 - 0.1 * abs(tangent))
      if score > best.score { best = (tangent, score) }
    }
    return InkSlant(tangent: best.tangent, middle: middle)
  }

  /// The column of pixel (x, y) once the writing is upright.
  func upright(_ x: Int, _ y: Int) -> Double { Double(x) + (Double(y) - middle) * tangent }
}
