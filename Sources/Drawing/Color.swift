/// A colour with its opacity.
package struct Color: Hashable, Sendable {
  package var red: UInt8
  package var green: UInt8
  package var blue: UInt8
  /// 1 covers what lies below, 0 leaves it.
  package var alpha: Double

  package init(red: UInt8, green: UInt8, blue: UInt8, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// The same colour at `alpha` of [0, 1].
  package func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }

  package static let black = Color(red: 0, green: 0, blue: 0)
  package static let white = Color(red: 255, green: 255, blue: 255)
  package static let grey = Color(red: 128, green: 128, blue: 128)
  // Told apart also by those who see red and green alike (Okabe and Ito 2008).
  package static let blue = Color(red: 0, green: 114, blue: 178)
  package static let orange = Color(red: 230, green: 159, blue: 0)
  package static let green = Color(red: 0, green: 158, blue: 115)
  package static let red = Color(red: 213, green: 94, blue: 0)
}
