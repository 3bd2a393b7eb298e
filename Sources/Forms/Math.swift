/// The two functions that skew needs, for small angles, so that no C library is imported.
enum Math {
  /// The sine of `angle` radians; the series' error is below 1e-12 for |angle| ≤ 0.5.
  static func sine(_ angle: Double) -> Double {
    precondition(abs(angle) <= 0.5)
    let square = angle * angle
    return angle
      * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72 * (1 - square / 110)))))
  }

  /// The cosine of `angle` radians, |angle| ≤ 0.5.
  static func cosine(_ angle: Double) -> Double {
    let sine = sine(angle)
    return (1 - sine * sine).squareRoot()
  }
}
