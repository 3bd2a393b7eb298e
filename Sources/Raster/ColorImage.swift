/// An 8-bit RGB image; row-major, height × width × 3.
package struct ColorImage: Hashable, Sendable {
  package let width: Int
  package let height: Int
  /// `height * width * 3` bytes: red, green, blue of each pixel.
  package var pixels: [UInt8]

  /// An image of the given bytes, `width * height * 3` of them.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height * 3)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// An image of one colour.
  package init(width: Int, height: Int, fill: (red: UInt8, green: UInt8, blue: UInt8) = (255, 255, 255)) {
    self.width = width
    self.height = height
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for _ in 0..<width * height {
      pixels.append(fill.red)
      pixels.append(fill.green)
      pixels.append(fill.blue)
    }
    self.pixels = pixels
  }
}
