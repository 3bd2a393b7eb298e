import Raster

/// Pages that are no form: they come along in every batch, and must never be read as one.
package enum ForeignPage: Hashable, Sendable {
  /// A back without anything on it.
  case blank
  /// A letter with a table.
  case letter

  /// The page in A4; the same arguments give the same page.
  package func page(quality: Quality, variation: PageVariation = PageVariation(), seed: UInt64)
    -> SynthesizedPage
  {
    var random = SeededGenerator(seed: seed, item: 1)
    let size = PageSize(width: 210, height: 297)
    let setting = PageSetting(
      page: size, dropout: nil, marks: true, quality: quality, variation: variation, &random)
    var sheet = Sheet(setting)
    if self == .letter { ForeignPage.print(on: &sheet, &random) }
    // A blank back has the scanner's noise but hardly any dirt.
    sheet.specks(perSquareCentimetre: setting.ranges.specks * (self == .blank ? 0.1 : 1), &random)
    return SynthesizedPage(
      image: sheet.scanned(setting, variation, &random), coding: setting.coding, tag: setting.tag,
      resolution: setting.dpi, transform: nil, form: nil, fields: [])
  }

  private static func print(on sheet: inout Sheet, _ random: inout SeededGenerator) {
    sheet.text(words(14, &random), at: Point(x: 22, y: 24), height: 4)
    var y = 40.0
    for paragraph in 0..<3 {
      for _ in 0..<4 + random.index(4) {
        sheet.text(words(64 + random.index(10), &random), at: Point(x: 22, y: y), height: 2.3)
        y += 4.6
      }
      y += 5
      if paragraph == 1 { y = table(on: &sheet, top: y, &random) }
    }
  }

  /// A table of words and numbers; returns where the text goes on.
  private static func table(on sheet: inout Sheet, top: Double, _ random: inout SeededGenerator) -> Double {
    let columns = [22.0, 62, 104, 141, 188]
    let rows = 6 + random.index(5)
    let height = 7.4
    let bottom = top + Double(rows) * height
    for x in columns { sheet.rule(Point(x: x, y: top), Point(x: x, y: bottom), lineWidth: 0.25) }
    for row in 0...rows {
      let y = top + Double(row) * height
      sheet.rule(Point(x: columns[0], y: y), Point(x: columns[4], y: y), lineWidth: 0.25)
      guard row < rows else { continue }
      for (index, x) in columns.dropLast().enumerated() {
        let text = index == 0 ? words(12, &random) : String(100 + random.index(90_000))
        sheet.text(text, at: Point(x: x + 2, y: y + 2.5), height: 2.3)
      }
    }
    return bottom + 8
  }

  /// Made-up words of `count` letters and spaces in all.
  private static func words(_ count: Int, _ random: inout SeededGenerator) -> String {
    let vowels = Array("AEIOU")
    let consonants = Array("BDFGKLMNPRSTVW")
    var text = ""
    while text.count < count {
      for index in 0..<2 + random.index(7) { text.append(random.pick(index % 2 == 0 ? consonants : vowels)) }
      text.append(" ")
    }
    return String(text.prefix(count))
  }
}
