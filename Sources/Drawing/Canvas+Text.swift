package import Raster

/// Where a text stands in relation to its point.
package enum TextAnchor: Hashable, Sendable {
  case left
  case center
  case right
}

extension Canvas {
  /// Writes `text` in the built-in 5 × 7 font, each of its dots `scale` pixels wide, with its top at `point`.
  ///
  /// Characters that the font lacks are drawn as an empty box.
  /// - Parameter background: filled behind the text where it is given, so that it can be read over a scan.
  package mutating func text(
    _ text: String, at point: Point<S>, scale: Int = 2, _ color: Color = .black, anchor: TextAnchor = .left,
    background: Color? = nil
  ) {
    let wide = Canvas.textWidth(text, scale: scale)
    let shift =
      switch anchor {
      case .left: 0.0
      case .center: Double(wide) / 2
      case .right: Double(wide)
      }
    let left = (point.x - shift).rounded()
    let top = point.y.rounded()
    guard left.magnitude < 1e6, top.magnitude < 1e6 else { return }
    if let background {
      let behind = Rect<S>(x: left, y: top, width: Double(wide), height: Double(BitmapFont.height * scale))
      fill(behind.insetBy(-Double(scale)), background)
    }
    for (index, character) in text.enumerated() {
      draw(
        BitmapFont.rows(of: character), x: Int(left) + index * BitmapFont.advance * scale, y: Int(top),
        scale: scale, color)
    }
  }

  /// Columns that `text` takes at `scale`, without the gap behind it.
  package static func textWidth(_ text: String, scale: Int) -> Int {
    max(0, text.count * BitmapFont.advance - (BitmapFont.advance - BitmapFont.width)) * scale
  }

  private mutating func draw(_ rows: [UInt8], x: Int, y: Int, scale: Int, _ color: Color) {
    for (row, bits) in rows.enumerated() {
      for column in 0..<BitmapFont.width where bits >> UInt8(BitmapFont.width - 1 - column) & 1 == 1 {
        for dy in 0..<scale {
          for dx in 0..<scale { blend(x: x + column * scale + dx, y: y + row * scale + dy, color) }
        }
      }
    }
  }
}
