import Raster

/// How much of each pixel of a scan is covered by one kind of ink: 0 none, 255 all; row-major, height × width.
///
/// Overlapping strokes of one kind do not add up.
package struct InkPlane: Sendable {
  package let width: Int
  package let height: Int
  package private(set) var coverage: [UInt8]
  /// Columns of each row that may hold ink; empty where none does.
  package private(set) var inked: [Range<Int>]

  /// Pixels over which an edge goes from paper to ink: a scanner's own blur.
  static let edge = 1.2

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
    coverage = Array(repeating: 0, count: width * height)
    inked = Array(repeating: 0..<0, count: height)
  }

  /// Calls `share` with each pixel centre of `columns` × row `y` and raises the coverage to its values of [0, 1].
  @inline(__always)
  mutating func raise(row y: Int, columns: Range<Int>, _ share: (Double, Double) -> Double) {
    guard !columns.isEmpty else { return }
    let old = inked[y]
    inked[y] =
      old.isEmpty
      ? columns : min(old.lowerBound, columns.lowerBound)..<max(old.upperBound, columns.upperBound)
    let start = y * width
    coverage.withUnsafeMutableBufferPointer { pixels in
      for x in columns {
        let value = share(Double(x) + 0.5, Double(y) + 0.5)
        guard value > 0 else { continue }
        let level = UInt8(min(value, 1) * 255 + 0.5)
        if level > pixels[start + x] { pixels[start + x] = level }
      }
    }
  }

  /// The rows or columns of [0, `limit`) whose pixels [`low`, `high`] touches.
  static func touched(_ low: Double, _ high: Double, limit: Int) -> Range<Int> {
    guard low <= high else { return 0..<0 }
    let first = Int(max(0, min(Double(limit), low.rounded(.down))))
    let last = Int(max(0, min(Double(limit), high.rounded(.up))))
    return first..<max(first, last)
  }
}

extension InkPlane {
  /// Draws lines with round ends through `points`, `radius` pixels to each side.
  ///
  /// - Parameter density: the ink's strength, of [0, 1].
  mutating func polyline(_ points: [Point<ScanSpace>], radius: Double, density: Double = 1) {
    if points.count == 1 { segment(points[0], points[0], radius: radius, density: density) }
    for (start, end) in zip(points, points.dropFirst()) {
      segment(start, end, radius: radius, density: density)
    }
  }

  /// Draws one line with round ends.
  mutating func segment(
    _ start: Point<ScanSpace>, _ end: Point<ScanSpace>, radius: Double, density: Double = 1
  ) {
    let reach = radius + InkPlane.edge
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let lengthSquared = dx * dx + dy * dy
    // Lines thinner than a pixel cannot cover it.
    let strength = density * min(1, 2 * radius)
    let rows = InkPlane.touched(min(start.y, end.y) - reach, max(start.y, end.y) + reach, limit: height)
    for y in rows {
      let columns = columnsNear(start, end, row: Double(y) + 0.5, reach: reach + 0.5)
      raise(row: y, columns: columns) { px, py in
        let (x, y) = (px - start.x, py - start.y)
        let along = lengthSquared > 0 ? min(max((x * dx + y * dy) / lengthSquared, 0), 1) : 0
        let (ex, ey) = (x - along * dx, y - along * dy)
        let distance = (ex * ex + ey * ey).squareRoot()
        return min(1, (radius - distance) / InkPlane.edge + 0.5) * strength
      }
    }
  }

  /// The columns of a row that a line's surroundings may touch: those near the part of it that is near the row.
  private func columnsNear(
    _ start: Point<ScanSpace>, _ end: Point<ScanSpace>, row: Double, reach: Double
  ) -> Range<Int> {
    let dy = end.y - start.y
    var (from, to) = (0.0, 1.0)
    if dy.magnitude > 1e-9 {
      let (a, b) = ((row - reach - start.y) / dy, (row + reach - start.y) / dy)
      from = min(max(min(a, b), 0), 1)
      to = min(max(max(a, b), 0), 1)
    }
    let (x0, x1) = (start.x + from * (end.x - start.x), start.x + to * (end.x - start.x))
    return InkPlane.touched(min(x0, x1) - reach, max(x0, x1) + reach, limit: width)
  }

  /// Fills the convex polygon with the given corners, clockwise as seen on the page.
  mutating func fill(_ corners: [Point<ScanSpace>]) {
    guard let bounds = Rect(around: corners) else { return }
    let sides = zip(corners, corners.dropFirst() + corners.prefix(1)).map { a, b in
      let length = max(a.distance(to: b), 1e-9)
      return (x: a.x, y: a.y, nx: (a.y - b.y) / length, ny: (b.x - a.x) / length)
    }
    for y in InkPlane.touched(bounds.minY - 1, bounds.maxY + 1, limit: height) {
      raise(row: y, columns: InkPlane.touched(bounds.minX - 1, bounds.maxX + 1, limit: width)) { px, py in
        let depth = sides.reduce(Double.infinity) { min($0, (px - $1.x) * $1.nx + (py - $1.y) * $1.ny) }
        return depth / InkPlane.edge + 0.5
      }
    }
  }
}
