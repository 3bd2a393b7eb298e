/// How probable it is that a box is empty, from the ink that was left after cleaning.
enum BlankBox {
  /// Ink of half this area (mm²) and extent (mm) may be either: a 1 of a fine pen (0.2 mm) and the least height
  /// (0.45 of 7 mm) has 0.6 mm² and 3 mm; the largest speck taken for ink 0.1 mm² and 0.5 mm.
  private static let even = (area: 0.25, extent: 1.2)
  /// How fast belief turns with the logarithm of each: both at twice the even value leave 1/250.
  private static let steepness = 4.0
  /// Nothing is believed more firmly than this.
  private static let least = 1e-5

  /// The logistic of the logarithms of area (mm²) and extent (mm).
  static func probability(area: Double, extent: Double) -> Double {
    guard area > 0, extent > 0 else { return 1 - least }
    // e^(−s·(ln a + ln b)) = (a·b)^(−s) with a whole power, so no C library is needed.
    let product = (area / even.area) * (extent / even.extent)
    let odds = 1 / (product * product * product * product)
    precondition(steepness == 4)
    return min(1 - least, max(least, odds / (1 + odds)))
  }
}
