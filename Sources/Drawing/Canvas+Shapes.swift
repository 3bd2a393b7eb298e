package import Raster

extension Canvas {
  /// Draws the line from `start` to `end`, `width` pixels wide, with round ends and smooth edges.
  package mutating func line(from start: Point<S>, to end: Point<S>, width: Double = 1, _ color: Color) {
    polyline([start, end], width: width, color)
  }

  /// Draws lines through `points`; where they overlap the colour is mixed in once.
  package mutating func polyline(
    _ points: [Point<S>], width: Double = 1, closed: Bool = false, _ color: Color
  ) {
    guard let bounds = Rect(around: points)?.insetBy(-width / 2 - 1) else { return }
    guard bounds.width.isFinite, bounds.height.isFinite else { return }
    let columns = Canvas.touched(bounds.minX, bounds.maxX, limit: image.width)
    let rows = Canvas.touched(bounds.minY, bounds.maxY, limit: image.height)
    guard !columns.isEmpty, !rows.isEmpty else { return }
    var coverage = [Double](repeating: 0, count: columns.count * rows.count)
    for (start, end) in Canvas.segments(points, closed: closed) {
      cover(&coverage, columns, rows, start, end, width / 2)
    }
    for (index, share) in coverage.enumerated() where share > 0 {
      blend(
        x: columns.lowerBound + index % columns.count, y: rows.lowerBound + index / columns.count, color,
        coverage: share)
    }
  }

  /// Draws the outline of the polygon with the given corners: a box carried by a transform, for example.
  package mutating func outline(_ corners: [Point<S>], width: Double = 1, _ color: Color) {
    polyline(corners, width: width, closed: true, color)
  }

  /// Draws the outline of `rect`.
  package mutating func outline(_ rect: Rect<S>, width: Double = 1, _ color: Color) {
    outline(rect.corners, width: width, color)
  }

  /// Fills `rect`, its edge pixels by the share that is covered.
  package mutating func fill(_ rect: Rect<S>, _ color: Color) {
    for y in Canvas.touched(rect.minY, rect.maxY, limit: image.height) {
      let tall = min(rect.maxY, Double(y + 1)) - max(rect.minY, Double(y))
      for x in Canvas.touched(rect.minX, rect.maxX, limit: image.width) {
        let wide = min(rect.maxX, Double(x + 1)) - max(rect.minX, Double(x))
        blend(x: x, y: y, color, coverage: wide * tall)
      }
    }
  }

  private static func segments(_ points: [Point<S>], closed: Bool) -> [(Point<S>, Point<S>)] {
    guard let first = points.first, let last = points.last else { return [] }
    var pairs = Array(zip(points, points.dropFirst()))
    if closed || points.count == 1 { pairs.append((last, first)) }
    return pairs
  }

  /// Raises `coverage` (row-major over `rows` × `columns`) to that of a capsule of `radius` around a segment.
  private func cover(
    _ coverage: inout [Double], _ columns: Range<Int>, _ rows: Range<Int>, _ start: Point<S>, _ end: Point<S>,
    _ radius: Double
  ) {
    let reach = radius + 1
    let x0 = min(start.x, end.x) - reach
    let x1 = max(start.x, end.x) + reach
    for y in Canvas.touched(min(start.y, end.y) - reach, max(start.y, end.y) + reach, limit: image.height) {
      for x in Canvas.touched(x0, x1, limit: image.width) {
        let center = Point<S>(x: Double(x) + 0.5, y: Double(y) + 0.5)
        let share = min(1, radius + 0.5 - Canvas.distance(center, start, end)) * min(1, 2 * radius)
        let index = (y - rows.lowerBound) * columns.count + x - columns.lowerBound
        coverage[index] = max(coverage[index], share)
      }
    }
  }

  /// The distance of `point` from the segment between `start` and `end`.
  private static func distance(_ point: Point<S>, _ start: Point<S>, _ end: Point<S>) -> Double {
    let dx = end.x - start.x
    let dy = end.y - start.y
    let length = dx * dx + dy * dy
    let along = length > 0 ? ((point.x - start.x) * dx + (point.y - start.y) * dy) / length : 0
    let t = min(max(along, 0), 1)
    return point.distance(to: Point(x: start.x + t * dx, y: start.y + t * dy))
  }
}
