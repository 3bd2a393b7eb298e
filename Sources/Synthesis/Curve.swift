import Raster

/// Curves as lines through many points.
enum Curve {
  /// `points` with their corners cut three times (Chaikin 1974); closed where it ends at its start.
  static func rounded<S: Space>(_ points: [Point<S>]) -> [Point<S>] {
    guard points.count > 2 else { return points }
    let closed = points.first == points.last
    var points = points
    for _ in 0..<3 {
      var cut: [Point<S>] = []
      for (a, b) in zip(points, points.dropFirst()) {
        cut.append(Point(x: a.x * 0.75 + b.x * 0.25, y: a.y * 0.75 + b.y * 0.25))
        cut.append(Point(x: a.x * 0.25 + b.x * 0.75, y: a.y * 0.25 + b.y * 0.75))
      }
      if closed {
        cut.append(cut[0])
      } else {
        cut[0] = points[0]
        cut[cut.count - 1] = points[points.count - 1]
      }
      points = cut
    }
    return points
  }
}
