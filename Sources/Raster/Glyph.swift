/// A character as the network sees it: 28 × 28, white ink (255) on black (0), row-major;
/// ink scaled to 20 px and centred by mass (MNIST's convention).
package struct Glyph: Hashable, Sendable {
  /// Pixels on a side.
  package static let side = 28

  /// `side * side` values.
  package var pixels: [UInt8]

  /// A glyph of the given pixels, `side * side` of them.
  package init(pixels: [UInt8]) {
    precondition(pixels.count == Glyph.side * Glyph.side)
    self.pixels = pixels
  }

  /// A glyph without ink.
  package static let blank = Glyph(pixels: Array(repeating: 0, count: side * side))
}
