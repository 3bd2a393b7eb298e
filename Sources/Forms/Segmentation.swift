package import Raster

/// What was cut out of one box.
package struct SegmentedBox: Hashable, Sendable {
  /// The box on the form, mm.
  package var box: Rect<FormSpace>
  /// Its outline on the scan: the smallest rectangle around its four corners, px.
  package var outline: Rect<ScanSpace>
  /// The character, normalised; `Glyph.blank` where there is no ink.
  package var glyph: Glyph
  /// The probability that the box is empty, of [0, 1].
  package var blankProbability: Double
  /// Ink that touches the box's border or lies outside what was taken as the character.
  package var hasStrayInk: Bool

  package init(
    box: Rect<FormSpace>, outline: Rect<ScanSpace>, glyph: Glyph, blankProbability: Double, hasStrayInk: Bool
  ) {
    self.box = box
    self.outline = outline
    self.glyph = glyph
    self.blankProbability = blankProbability
    self.hasStrayInk = hasStrayInk
  }
}

/// Cuts the boxes of one registered page.
package struct Segmenter: Sendable {
  package let form: FormTemplate

  package init(form: FormTemplate) {
    self.form = form
  }

  /// The boxes of every field of the form, in field order; an area gives an empty list.
  package func segment(_ page: PageImage, transform: Affine<FormSpace, ScanSpace>) -> [[SegmentedBox]] {
    []
  }

  /// A field's picture, straightened, at `pixelsPerMillimetre`, with a margin of some mm around it.
  package func crop(
    field: Int, of page: PageImage, transform: Affine<FormSpace, ScanSpace>, pixelsPerMillimetre: Double = 8
  ) -> GreyImage {
    GreyImage(width: 1, height: 1)
  }
}
