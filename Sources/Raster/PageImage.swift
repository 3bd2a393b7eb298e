/// A decoded page, upright as its file's orientation says, in the depth its scanner gave.
package enum PageImage: Hashable, Sendable {
  case bits(BitImage)
  case grey(GreyImage)
  case color(ColorImage)

  /// Columns of pixels.
  package var width: Int {
    switch self {
    case .bits(let image): image.width
    case .grey(let image): image.width
    case .color(let image): image.width
    }
  }

  /// Rows of pixels.
  package var height: Int {
    switch self {
    case .bits(let image): image.height
    case .grey(let image): image.height
    case .color(let image): image.height
    }
  }
}

/// Dots per inch as a file's tag claims them; scanners lie, registration finds the truth.
package struct Resolution: Hashable, Sendable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}
