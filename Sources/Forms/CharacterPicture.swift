package import Raster

/// The picture of one character, without a form around it.
package enum CharacterPicture {
  /// Grey values between paper and ink below which nothing counts as ink.
  private static let leastContrast = 40

  /// The character of `image`, normalised; ink is whatever differs from most of the border.
  package static func glyph(_ image: GreyImage) -> Glyph {
    guard image.width > 0, image.height > 0 else { return .blank }
    let border =
      (0..<image.width).flatMap { [image[$0, 0], image[$0, image.height - 1]] }
      + (0..<image.height).flatMap { [image[0, $0], image[image.width - 1, $0]] }
    let paper = Int(border.value(atRank: border.count / 2))
    let isDarkPaper = paper < 128
    let darkness = image.pixels.map { UInt8(clamping: isDarkPaper ? Int($0) - paper : paper - Int($0)) }
    let most = Int(darkness.max() ?? 0)
    guard most >= leastContrast else { return .blank }
    return GlyphNormalizer.glyph(darkness, width: image.width, height: image.height, threshold: most / 2)
  }
}
