package import Raster

/// A glyph at its size on paper, written with a pen of a given width.
package struct PlacedGlyph: Sendable {
  package private(set) var field: GlyphField
  /// From samples to millimetres, up to a shift.
  private var shape: Affine<SampleSpace, FormSpace>
  /// Around the ink, in mm; its place has no meaning yet.
  package private(set) var extent: Rect<FormSpace>

  /// The glyph `height` mm high and at most `width` mm wide, pen included.
  ///
  /// - Parameters:
  ///   - squeeze: the narrowest share of its natural width that it is squeezed to before it gets smaller instead.
  ///   - lean: shift of the top per height.
  ///   - turn: tangent of its rotation.
  package init(
    _ glyph: Glyph, pen: Double, height: Double, width: Double, squeeze: Double, lean: Double, turn: Double
  ) {
    var natural = GlyphField(glyph)
    let own = 2 * natural.penRadius
    let ink = natural.bounds ?? Rect(x: 0, y: 0, width: 1, height: 1)
    // What the pen's middle runs through, in samples; the pen adds its width whatever the scale is.
    let spine = (width: max(ink.width - own, 1), height: max(ink.height - own, 4))
    var scale = max(height - pen, 0.3 * height) / spine.height
    let fit = max(width - pen, 0.1) / (spine.width * scale)
    if fit < squeeze { scale *= max(fit / squeeze, 0.5) }
    let aspect = min(1, max(fit, squeeze))
    if aspect < 0.97 { natural = GlyphField(glyph, aspect: aspect) }
    field = natural
    field.write(penRadius: pen / scale / 2)
    let rotation = Rotation(degrees: turn * 180 / .pi)
    shape = Affine(
      a: scale * rotation.cosine, b: -scale * (rotation.sine + lean), c: scale * rotation.sine,
      d: scale * rotation.cosine, tx: 0, ty: 0)
    extent = Rect(x: 0, y: 0, width: 0, height: 0)
    measure()
  }

  /// Makes the glyph smaller, pen and all, where it does not fit into `room`.
  package mutating func shrink(to room: Rect<FormSpace>) {
    let share = min(room.width / extent.width, room.height / extent.height)
    guard share < 1 else { return }
    shape = Affine(
      a: shape.a * share, b: shape.b * share, c: shape.c * share, d: shape.d * share, tx: 0, ty: 0)
    measure()
  }

  /// The map that brings the ink's top left corner to `point`.
  package func map(to point: Point<FormSpace>) -> Affine<SampleSpace, FormSpace> {
    var placed = shape
    placed.tx = point.x - extent.x
    placed.ty = point.y - extent.y
    return placed
  }

  private mutating func measure() {
    var (left, right, top, bottom) = (Double.infinity, -Double.infinity, Double.infinity, -Double.infinity)
    for y in 0..<field.height {
      for x in 0..<field.width where field.distance[y * field.width + x] > 0 {
        let p = shape(Point(x: Double(x), y: Double(y)))
        left = min(left, p.x)
        right = max(right, p.x)
        top = min(top, p.y)
        bottom = max(bottom, p.y)
      }
    }
    guard left <= right else { return }
    let half = shape.determinant.magnitude.squareRoot() / 2
    extent = Rect(
      x: left - half, y: top - half, width: right - left + 2 * half, height: bottom - top + 2 * half)
  }
}
