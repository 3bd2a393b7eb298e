package import Raster

/// How ink lies on paper along a stroke: a coarse lattice of strengths over a glyph's field.
package struct InkTexture: Sendable {
  /// Samples between two points of the lattice; about a quarter of a millimetre on paper.
  static let step = 4.0
  private let columns: Int
  private let values: [Float]

  /// A texture over `field` whose strength lies between 1 − `depth` and 1.
  package init(over field: GlyphField, depth: Double, _ random: inout SeededGenerator) {
    columns = Int(Double(field.width) / InkTexture.step) + 3
    let count = columns * (Int(Double(field.height) / InkTexture.step) + 3)
    var values = [Float](repeating: 1, count: count)
    var bits: UInt64 = 0
    for index in values.indices {
      if index % 4 == 0 { bits = random.next() }
      // The larger of two numbers: mostly full, now and then thin.
      let (a, b) = (bits & 255, bits >> 8 & 255)
      bits >>= 16
      values[index] = Float(1 - depth * (1 - Double(max(a, b)) / 255))
    }
    self.values = values
  }

  /// The strength at a sample position inside the field.
  @inline(__always)
  func callAsFunction(_ x: Float, _ y: Float) -> Float {
    let (u, v) = (x / Float(InkTexture.step), y / Float(InkTexture.step))
    let (i, j) = (Int(u), Int(v))
    let (fu, fv) = (u - Float(i), v - Float(j))
    let at = j * columns + i
    let above = values[at] + (values[at + 1] - values[at]) * fu
    let below = values[at + columns] + (values[at + columns + 1] - values[at + columns]) * fu
    return above + (below - above) * fv
  }
}

extension InkPlane {
  /// Draws the glyph of `field`, placed by `transform`.
  package mutating func draw(
    _ field: GlyphField, _ transform: Affine<SampleSpace, ScanSpace>, texture: InkTexture, density: Double
  ) {
    guard let back = transform.inverse, let ink = field.bounds else { return }
    let corners = ink.insetBy(-2).corners.map { transform($0) }
    guard let bounds = Rect(around: corners) else { return }
    // From samples to shares of an edge.
    let slope = Float(transform.determinant.magnitude.squareRoot() / InkPlane.edge)
    let (right, bottom) = (Float(field.width - 1), Float(field.height - 1))
    field.distance.withUnsafeBufferPointer { distance in
      for y in InkPlane.touched(bounds.minY - 1, bounds.maxY + 1, limit: height) {
        raise(row: y, columns: InkPlane.touched(bounds.minX - 1, bounds.maxX + 1, limit: width)) { px, py in
          let u = Float(back.a * px + back.b * py + back.tx)
          let v = Float(back.c * px + back.d * py + back.ty)
          guard u >= 0, v >= 0, u < right, v < bottom else { return 0 }
          let (i, j) = (Int(u), Int(v))
          let (fu, fv) = (u - Float(i), v - Float(j))
          let at = j * field.width + i
          let above = distance[at] + (distance[at + 1] - distance[at]) * fu
          let below = distance[at + field.width]
          let under = below + (distance[at + field.width + 1] - below) * fu
          let share = (above + (under - above) * fv) * slope + 0.5
          return share <= 0 ? 0 : Double(min(share, 1) * texture(u, v)) * density
        }
      }
    }
  }
}
