/// A packed 1-bit image: 1 is ink; row-major, each row padded with zeros to whole 64-bit words;
/// the leftmost pixel of a word is its most significant bit.
package struct BitImage: Hashable, Sendable {
  package let width: Int
  package let height: Int
  /// Words in a row: (width + 63) / 64.
  package let wordsPerRow: Int
  /// `height * wordsPerRow` words.
  package var words: [UInt64]

  /// An image of `width` × `height` pixels without ink.
  package init(width: Int, height: Int) {
    precondition(width >= 0 && height >= 0)
    self.width = width
    self.height = height
    self.wordsPerRow = (width + 63) / 64
    self.words = Array(repeating: 0, count: wordsPerRow * height)
  }

  /// Whether there is ink in column `x` of [0, width), row `y` of [0, height).
  package subscript(x: Int, y: Int) -> Bool {
    get { words[y * wordsPerRow + x >> 6] >> UInt64(63 - x & 63) & 1 == 1 }
    set {
      let mask = UInt64(1) << UInt64(63 - x & 63)
      if newValue {
        words[y * wordsPerRow + x >> 6] |= mask
      } else {
        words[y * wordsPerRow + x >> 6] &= ~mask
      }
    }
  }
}
