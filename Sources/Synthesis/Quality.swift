/// How well pages are written and scanned; the table "Qualities of synthesize" of the contract.
package enum Quality: String, Hashable, Sendable, CaseIterable {
  case clean
  case office
  case rough
}

/// One column of that table, as ranges that a page's setting is drawn from.
package struct QualityRanges: Sendable {
  /// Dots per inch, drawn with equal probability.
  package var resolutions: [Double]
  /// Degrees to either side.
  package var skew: Double
  /// Millimetres to either side, in x and in y.
  package var shift: Double
  /// Share to either side, in x and in y.
  package var stretch: Double
  /// Millimetres.
  package var pen: ClosedRange<Double>
  /// Height of a glyph's ink as a share of its box's height.
  package var height: ClosedRange<Double>
  /// Share of the glyphs that cross a line of their box.
  package var crossing: Double
  /// Of 255.
  package var noise: Double
  /// Per square centimetre.
  package var specks: Double
}

extension Quality {
  package var ranges: QualityRanges {
    switch self {
    case .clean:
      QualityRanges(
        resolutions: [300], skew: 0.5, shift: 1, stretch: 0, pen: 0.4...0.6, height: 0.6...0.8, crossing: 0,
        noise: 3, specks: 0)
    case .office:
      QualityRanges(
        resolutions: [200, 300], skew: 2, shift: 3, stretch: 0.005, pen: 0.3...0.8, height: 0.55...0.95,
        crossing: 0.1, noise: 8, specks: 0.5)
    case .rough:
      // What scanners offer between 200 and 600; 300 is what most are set to.
      QualityRanges(
        resolutions: [200, 240, 300, 300, 400, 600], skew: 5, shift: 8, stretch: 0.02, pen: 0.2...1.2,
        height: 0.45...1.15, crossing: 0.3, noise: 16, specks: 2)
    }
  }
}
