package import Raster

/// A colour image that is drawn on in the coordinates of `S`: pixel (i, j) covers [i, i+1) × [j, j+1).
///
/// What lies outside of the image is cut off.
package struct Canvas<S: Space>: Sendable {
  package private(set) var image: ColorImage

  /// A canvas over `image`.
  package init(_ image: ColorImage) {
    self.image = image
  }

  /// A canvas over a grey image.
  package init(_ image: GreyImage) {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(image.pixels.count * 3)
    for value in image.pixels {
      pixels.append(value)
      pixels.append(value)
      pixels.append(value)
    }
    self.image = ColorImage(width: image.width, height: image.height, pixels: pixels)
  }

  /// An empty canvas of `width` × `height` pixels.
  package init(width: Int, height: Int, fill: Color = .white) {
    image = ColorImage(width: width, height: height, fill: (fill.red, fill.green, fill.blue))
  }

  package var width: Int { image.width }
  package var height: Int { image.height }

  /// Mixes `color` into pixel (`x`, `y`), which may lie outside; `coverage` of [0, 1] is the share it covers.
  package mutating func blend(x: Int, y: Int, _ color: Color, coverage: Double = 1) {
    guard x >= 0, y >= 0, x < image.width, y < image.height else { return }
    let weight = color.alpha * min(max(coverage, 0), 1)
    guard weight > 0 else { return }
    let index = 3 * (y * image.width + x)
    image.pixels[index] = Canvas.mix(image.pixels[index], color.red, weight)
    image.pixels[index + 1] = Canvas.mix(image.pixels[index + 1], color.green, weight)
    image.pixels[index + 2] = Canvas.mix(image.pixels[index + 2], color.blue, weight)
  }

  private static func mix(_ below: UInt8, _ above: UInt8, _ weight: Double) -> UInt8 {
    UInt8((Double(below) + (Double(above) - Double(below)) * weight).rounded())
  }

  /// The columns or rows of [0, `limit`) that [`low`, `high`) touches.
  static func touched(_ low: Double, _ high: Double, limit: Int) -> Range<Int> {
    // Clamped before the conversion, which traps on what no Int holds.
    let first = Int(max(0, min(Double(limit), low.rounded(.down))))
    let last = Int(max(0, min(Double(limit), high.rounded(.up))))
    return first..<max(first, last)
  }
}
