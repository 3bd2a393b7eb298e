import Forms
import NumberFormats
import Raster
import Synthesis

/// Forms and glyphs that several tests use.
enum Fixtures {
  /// A form of A6 with a field of most types, so that pages are quick to make.
  static let form = FormTemplate(
    name: "small", pageWidth: 148, pageHeight: 105,
    fields: [
      field("iban", FormatSpecification(type: .iban, country: "NL", boxes: 18), y: 25, count: 18),
      field("kenmerk", FormatSpecification(type: .betalingskenmerk, boxes: 16), y: 38, count: 16),
      field("amount", FormatSpecification(type: .amount, boxes: 8), y: 51, count: 8),
      field("date", FormatSpecification(type: .date, format: "DDMMYYYY", boxes: 8), y: 64, count: 8),
      field("postcode", FormatSpecification(type: .postcode, country: "NL", boxes: 6), y: 77, count: 6),
      FieldTemplate(
        name: "student", format: FormatSpecification(type: .number, length: 7),
        place: .area(Rect(x: 20, y: 90, width: 40, height: 8)), charset: .digits),
    ])

  private static func field(
    _ name: String, _ format: FormatSpecification, y: Double, count: Int
  ) -> FieldTemplate {
    FieldTemplate(
      name: name, format: format,
      place: .boxes(BoxRow(x: 15, y: y, width: 5, height: 7, pitch: 5.5, count: count)))
  }

  /// Without glyphs all is drawn with the built-in strokes.
  static let strokes = GlyphPool([])

  static func request(
    _ quality: Quality, seed: UInt64 = 1, mistakes: Double = 0, blanks: Double = 0
  ) -> SynthesisRequest {
    SynthesisRequest(
      form: form, glyphs: strokes, pages: 100, quality: quality, seed: seed, mistakeShare: mistakes,
      blankShare: blanks)
  }

  /// Sources of `writers` writers with `each` glyphs of every digit; a glyph's first pixels tell its number.
  static func numbered(writers: Int, each: Int) -> GlyphSource {
    var glyphs: [Glyph] = []
    var labels: [Symbol] = []
    var ids: [Int] = []
    for writer in 0..<writers {
      for digit in Symbol.digits {
        for _ in 0..<each {
          var pixels = [UInt8](repeating: 0, count: Glyph.side * Glyph.side)
          pixels[0] = UInt8(glyphs.count & 255)
          pixels[1] = UInt8(glyphs.count >> 8)
          glyphs.append(Glyph(pixels: pixels))
          labels.append(digit)
          ids.append(writer)
        }
      }
    }
    return GlyphSource(glyphs: glyphs, labels: labels, writers: ids)
  }
}
