/// How probable it is that a box is empty, from the ink that was left after cleaning.
enum BlankBox {
  /// Ink of this area (mm²) and extent (mm) may be either: a 1 of a fine pen (0.2 mm) and the least height (0.45 of
  /// 7 mm) has 0.6 mm² and 3.1 mm; dirt of 0.45 mm, which is large, has 0.2 mm² and 0.64 mm.
  private static let even = (area: 0.35, extent: 1.4)
  /// Nothing is believed more firmly than this.
  private static let least = 1e-5
  /// A narrow stroke along the line to a neighbour whose ink reaches that line may be the neighbour's, cut off by the
  /// line: taken for so one time in five.
  private static let besideLine = 0.2

  /// The logistic of ln area + ln extent with slope −6, so that the 1 above is 1/1,800 blank and the dirt 1/3,000
  /// written; no area is surely blank, but for what may be lost.
  ///
  /// - Parameter isBesideLine: whether all of the ink is such a stroke.
  static func probability(area: Double, extent: Double, isBesideLine: Bool) -> Double {
    guard area > 0, extent > 0 else { return 1 - least }
    let least = isBesideLine ? besideLine : least
    // e^(−6·(ln a + ln b)) = (a·b)^(−6): a whole power, so that no C library is needed.
    let product = (area / even.area) * (extent / even.extent)
    let cube = product * product * product
    let odds = 1 / max(cube * cube, 1e-12)
    return min(1 - least, max(least, odds / (1 + odds)))
  }
}
