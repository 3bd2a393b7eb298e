/// An 8-bit grey image: 0 black, 255 white; row-major, height × width.
package struct GreyImage: Hashable, Sendable {
  package let width: Int
  package let height: Int
  package var pixels: [UInt8]

  /// An image of `width` × `height` pixels with the value `fill` everywhere.
  package init(width: Int, height: Int, fill: UInt8 = 255) {
    precondition(width >= 0 && height >= 0)
    self.width = width
    self.height = height
    self.pixels = Array(repeating: fill, count: width * height)
  }

  /// An image of the given pixels, row-major, `width * height` of them.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The pixel in column `x` of [0, width) and row `y` of [0, height).
  package subscript(x: Int, y: Int) -> UInt8 {
    get { pixels[y * width + x] }
    set { pixels[y * width + x] = newValue }
  }
}
