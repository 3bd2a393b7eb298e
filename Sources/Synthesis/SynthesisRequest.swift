package import Forms

/// What `synthesize` is asked for.
package struct SynthesisRequest: Sendable {
  package var form: FormTemplate
  package var glyphs: GlyphPool
  /// How many pages; each is a file of its own.
  package var pages: Int
  package var quality: Quality
  package var seed: UInt64
  /// Share of the fields whose writer makes a mistake, of [0, 1].
  package var mistakeShare: Double
  /// Share of the fields that are left blank, of [0, 1].
  package var blankShare: Double

  package init(
    form: FormTemplate, glyphs: GlyphPool, pages: Int, quality: Quality, seed: UInt64 = 1,
    mistakeShare: Double = 0, blankShare: Double = 0
  ) {
    self.form = form
    self.glyphs = glyphs
    self.pages = pages
    self.quality = quality
    self.seed = seed
    self.mistakeShare = mistakeShare
    self.blankShare = blankShare
  }
}
