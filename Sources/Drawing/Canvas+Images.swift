package import Raster

extension Canvas {
  /// Draws `grey` scaled into `rect`: bilinear where it grows, the mean of what falls into a pixel where it shrinks.
  package mutating func draw(_ grey: GreyImage, in rect: Rect<S>) {
    guard grey.width > 0, grey.height > 0, rect.width > 0, rect.height > 0 else { return }
    let xStep = Double(grey.width) / rect.width
    let yStep = Double(grey.height) / rect.height
    for y in Canvas.touched(rect.minY + 0.5, rect.maxY - 0.5, limit: height) {
      let top = (Double(y) - rect.minY) * yStep
      for x in Canvas.touched(rect.minX + 0.5, rect.maxX - 0.5, limit: width) {
        let left = (Double(x) - rect.minX) * xStep
        let value = grey.mean(left: left, top: top, width: xStep, height: yStep)
        blend(x: x, y: y, Color(red: value, green: value, blue: value))
      }
    }
  }

  /// Draws a glyph into `rect`, its ink in `ink` over what lies below.
  package mutating func draw(_ glyph: Glyph, in rect: Rect<S>, ink: Color = .black) {
    let grey = GreyImage(width: Glyph.side, height: Glyph.side, pixels: glyph.pixels)
    let xStep = Double(Glyph.side) / rect.width
    let yStep = Double(Glyph.side) / rect.height
    for y in Canvas.touched(rect.minY + 0.5, rect.maxY - 0.5, limit: height) {
      for x in Canvas.touched(rect.minX + 0.5, rect.maxX - 0.5, limit: width) {
        let share = grey.mean(
          left: (Double(x) - rect.minX) * xStep, top: (Double(y) - rect.minY) * yStep, width: xStep,
          height: yStep)
        blend(x: x, y: y, ink, coverage: Double(share) / 255)
      }
    }
  }
}

extension GreyImage {
  /// The mean over [left, left + width) × [top, top + height), or the bilinear value at its centre where that is
  /// smaller than a pixel; the edge goes on outside.
  fileprivate func mean(left: Double, top: Double, width spanX: Double, height spanY: Double) -> UInt8 {
    if spanX <= 1, spanY <= 1 { return bilinear(left + spanX / 2 - 0.5, top + spanY / 2 - 0.5) }
    let columns = clamped(left, spanX, limit: width)
    let rows = clamped(top, spanY, limit: height)
    var sum = 0
    for y in rows { for x in columns { sum += Int(self[x, y]) } }
    let count = columns.count * rows.count
    return UInt8((sum + count / 2) / count)
  }

  private func clamped(_ low: Double, _ span: Double, limit: Int) -> Range<Int> {
    let first = min(max(Int(low.rounded()), 0), limit - 1)
    let last = min(max(Int((low + span).rounded()), first + 1), limit)
    return first..<last
  }

  private func bilinear(_ x: Double, _ y: Double) -> UInt8 {
    let x = min(max(x, 0), Double(width - 1))
    let y = min(max(y, 0), Double(height - 1))
    let x0 = Int(x)
    let y0 = Int(y)
    let x1 = min(x0 + 1, width - 1)
    let y1 = min(y0 + 1, height - 1)
    let fx = x - Double(x0)
    let fy = y - Double(y0)
    let above = Double(self[x0, y0]) * (1 - fx) + Double(self[x1, y0]) * fx
    let below = Double(self[x0, y1]) * (1 - fx) + Double(self[x1, y1]) * fx
    return UInt8((above * (1 - fy) + below * fy).rounded())
  }
}
