/// A space that points can live in; a point of one space cannot be used in another.
package protocol Space: Sendable {}

/// Pixels of a scan as stored upright: origin at the top-left corner, pixel (i, j) covers [i, i+1) × [j, j+1).
package enum ScanSpace: Space {}

/// Millimetres on the form: origin at the page's top-left corner, y downwards.
package enum FormSpace: Space {}

/// A point of space `S`.
package struct Point<S: Space>: Hashable, Sendable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The Euclidean distance to `other`, in units of the space.
  package func distance(to other: Point) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }
}

/// An axis-parallel rectangle of space `S`: [x, x + width) × [y, y + height).
package struct Rect<S: Space>: Hashable, Sendable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var minX: Double { x }
  package var minY: Double { y }
  package var maxX: Double { x + width }
  package var maxY: Double { y + height }
  package var center: Point<S> { Point(x: x + width / 2, y: y + height / 2) }

  /// The corners, clockwise from the top left.
  package var corners: [Point<S>] {
    [
      Point(x: minX, y: minY), Point(x: maxX, y: minY), Point(x: maxX, y: maxY), Point(x: minX, y: maxY),
    ]
  }

  /// The rectangle grown by `margin` on every side (shrunk where negative).
  package func insetBy(_ margin: Double) -> Rect {
    Rect(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
  }

  package func contains(_ point: Point<S>) -> Bool {
    minX <= point.x && point.x < maxX && minY <= point.y && point.y < maxY
  }

  /// Whether both hold more of each other than `touching` on every axis.
  package func overlaps(_ other: Rect, touching: Double = 0) -> Bool {
    minX < other.maxX - touching && other.minX < maxX - touching
      && minY < other.maxY - touching && other.minY < maxY - touching
  }

  /// The smallest rectangle that holds all `points`; nil for none.
  package init?(around points: [Point<S>]) {
    guard let first = points.first else { return nil }
    var low = first
    var high = first
    for point in points {
      low = Point(x: min(low.x, point.x), y: min(low.y, point.y))
      high = Point(x: max(high.x, point.x), y: max(high.y, point.y))
    }
    self.init(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
  }
}

/// The affine map (x, y) ↦ (a·x + b·y + tx, c·x + d·y + ty) from one space to another.
package struct Affine<From: Space, To: Space>: Hashable, Sendable {
  package var a: Double
  package var b: Double
  package var c: Double
  package var d: Double
  package var tx: Double
  package var ty: Double

  package init(a: Double, b: Double, c: Double, d: Double, tx: Double, ty: Double) {
    (self.a, self.b, self.c, self.d, self.tx, self.ty) = (a, b, c, d, tx, ty)
  }

  /// Scales by `sx`, `sy`, then turns by `angle` radians (clockwise on a page, y downwards), then shifts.
  package init(sx: Double, sy: Double, cosine: Double, sine: Double, tx: Double, ty: Double) {
    self.init(a: sx * cosine, b: -sy * sine, c: sx * sine, d: sy * cosine, tx: tx, ty: ty)
  }

  package func callAsFunction(_ p: Point<From>) -> Point<To> {
    Point(x: a * p.x + b * p.y + tx, y: c * p.x + d * p.y + ty)
  }

  /// How much an area grows; negative where the map mirrors.
  package var determinant: Double { a * d - b * c }

  /// The map back, or nil where the map is singular.
  package var inverse: Affine<To, From>? {
    let det = determinant
    guard det != 0, det.isFinite else { return nil }
    return Affine<To, From>(
      a: d / det, b: -b / det, c: -c / det, d: a / det,
      tx: (b * ty - d * tx) / det, ty: (c * tx - a * ty) / det)
  }

  /// This map, then `next`.
  package func then<Last: Space>(_ next: Affine<To, Last>) -> Affine<From, Last> {
    Affine<From, Last>(
      a: next.a * a + next.b * c, b: next.a * b + next.b * d,
      c: next.c * a + next.d * c, d: next.c * b + next.d * d,
      tx: next.a * tx + next.b * ty + next.tx, ty: next.c * tx + next.d * ty + next.ty)
  }
}
