package import Forms
package import NumberFormats
import Raster

/// Fills one form, again and again, with made-up values.
package struct FormWriter: Sendable {
  package let form: FormTemplate
  private let fillers: [FieldFiller]
  private let pool: GlyphPool

  /// A writer of `form` with the glyphs of `pool`.
  ///
  /// - Throws: `FormatError` where a field's format is not possible.
  package init(_ form: FormTemplate, pool: GlyphPool) throws(FormatError) {
    var formats: [any FieldFormat] = []
    for field in form.fields { formats.append(try field.format.makeFormat()) }
    self.init(form, pool: pool, formats: formats)
  }

  /// A writer of `form` with formats already resolved, one for each field.
  package init(_ form: FormTemplate, pool: GlyphPool, formats: [any FieldFormat]) {
    precondition(formats.count == form.fields.count)
    self.form = form
    self.pool = pool
    fillers = zip(form.fields, formats).map { FieldFiller($0, format: $1) }
  }

  /// A page, printed, filled and scanned; the same arguments give the same page.
  package func page(
    quality: Quality, variation: PageVariation = PageVariation(), mistakeShare: Double = 0,
    blankShare: Double = 0,
    seed: UInt64
  ) -> SynthesizedPage {
    var draft = draft(
      quality: quality, variation: variation, mistakeShare: mistakeShare, blankShare: blankShare, seed: seed)
    let image = draft.sheet.scanned(draft.setting, variation, &draft.random)
    let setting = draft.setting
    return SynthesizedPage(
      image: image, coding: setting.coding, tag: setting.tag, resolution: setting.dpi,
      transform: setting.transform, form: form.name, fields: draft.filled,
      details: PageDetails(
        pen: setting.hand.pen, line: setting.lineWidth, dpi: setting.dpi, coding: setting.coding,
        glyphs: draft.written))
  }

  /// A page before it is scanned.
  package struct Draft: Sendable {
    package var sheet: Sheet
    var setting: PageSetting
    package var filled: [FilledField]
    /// Of each field what was written by hand.
    var written: [[WrittenGlyph]]
    /// The scanner's share of chance.
    var random: SeededGenerator
  }

  /// Prints and fills a page.
  package func draft(
    quality: Quality, variation: PageVariation = PageVariation(), mistakeShare: Double = 0,
    blankShare: Double = 0,
    seed: UInt64
  ) -> Draft {
    // Apart, so that the same seed gives the same values in the same hand at every quality.
    var content = SeededGenerator(seed: seed, item: 0)
    var random = SeededGenerator(seed: seed, item: 1)
    var setting = PageSetting(
      page: PageSize(width: form.pageWidth, height: form.pageHeight), dropout: form.dropout,
      marks: !form.marks.isEmpty, quality: quality, variation: variation, &random)
    if let lineWidth = form.printing.lineWidth { setting.lineWidth = lineWidth }
    var sheet = Sheet(setting)
    FormPrinter(form: form, lineWidth: setting.lineWidth).print(on: &sheet)
    var hand = Handwriting(setting: setting, glyphs: PageGlyphs(pool, seed: content.next()))
    var filled: [FilledField] = []
    var glyphs: [[WrittenGlyph]] = []
    for (field, filler) in zip(form.fields, fillers) {
      let drawn = self.wish(for: field, mistakeShare, blankShare, &content)
      let wish = variation.wishes[field.name] ?? drawn
      let written = filler.fill(wish, &content)
      hand.written = []
      if field.preprinted != nil || wish == .printed {
        hand.print(written, in: field, on: &sheet)
      } else {
        hand.write(written, in: field, on: &sheet, &random)
      }
      if variation.strayInk.contains(field.name) { hand.strayInk(over: field, on: &sheet, &random) }
      filled.append(written)
      glyphs.append(hand.written)
    }
    sheet.specks(perSquareCentimetre: setting.ranges.specks, &random)
    return Draft(sheet: sheet, setting: setting, filled: filled, written: glyphs, random: random)
  }

  private func wish(
    for field: FieldTemplate, _ mistakes: Double, _ blanks: Double, _ random: inout SeededGenerator
  ) -> FieldWish {
    let blank = random.chance(blanks)
    let mistake = random.chance(mistakes)
    // Of mistakes: mostly a wrong character, else one crossed out or left out.
    let kind = random.unit()
    if field.preprinted != nil { return .valid }
    if blank { return .blank }
    guard mistake else { return .valid }
    return kind < 0.7 ? .wrongCharacter : kind < 0.9 ? .crossedOut : .leftOut
  }
}

extension Sheet {
  /// The sheet's scan.
  func scanned(_ setting: PageSetting, _ variation: PageVariation, _ random: inout SeededGenerator)
    -> PageImage
  {
    var composer = PageComposer(sheet: self, setting: setting)
    if variation.darkEdge { composer.darkEdge = Int(4 * pixelsPerMillimetre) }
    return composer.compose(&random)
  }
}
