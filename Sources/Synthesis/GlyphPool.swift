package import NumberFormats
package import Raster

/// Glyphs of one file, with what they show and who wrote them.
package struct GlyphSource: Sendable {
  package var glyphs: [Glyph]
  /// One for each glyph.
  package var labels: [Symbol]
  /// One for each glyph; nil where writers are not known.
  package var writers: [Int]?
  /// The place of each glyph in its file, from 0.
  package private(set) var places: [Int]

  package init(glyphs: [Glyph], labels: [Symbol], writers: [Int]? = nil) {
    precondition(labels.count == glyphs.count && (writers?.count ?? glyphs.count) == glyphs.count)
    self.glyphs = glyphs
    self.labels = labels
    self.writers = writers
    places = Array(glyphs.indices)
  }

  /// The same source with only those glyphs whose writer is `kept`; all where writers are not known.
  package func keeping(_ kept: (Int) -> Bool) -> GlyphSource {
    guard let writers else { return self }
    let chosen = writers.indices.filter { kept(writers[$0]) }
    var source = GlyphSource(
      glyphs: chosen.map { glyphs[$0] }, labels: chosen.map { labels[$0] },
      writers: chosen.map { writers[$0] })
    source.places = chosen.map { places[$0] }
    return source
  }
}

/// Glyphs to write pages with.
package struct GlyphPool: Sendable {
  /// The glyphs of one writer, or of a whole source without writers: indices by symbol.
  struct Hand: Sendable {
    var source: Int
    var writer: Int?
    var bySymbol: [Symbol: [Int]]
    var hasDigits: Bool { bySymbol.keys.contains { $0.isDigit } }
    var hasLetters: Bool { bySymbol.keys.contains { $0.isLetter } }
  }

  let sources: [GlyphSource]
  /// In order of source, then writer.
  let hands: [Hand]
  let digitHands: [Int]
  let letterHands: [Int]

  /// A pool of `sources`; what they lack is drawn with a built-in alphabet of strokes.
  package init(_ sources: [GlyphSource]) {
    self.sources = sources
    hands = sources.indices.flatMap { GlyphPool.hands(of: sources[$0], index: $0) }
    digitHands = hands.indices.filter { [hands] in hands[$0].hasDigits }
    letterHands = hands.indices.filter { [hands] in hands[$0].hasLetters }
  }

  private static func hands(of source: GlyphSource, index: Int) -> [Hand] {
    var byWriter: [Int: [Symbol: [Int]]] = [:]
    for (glyph, label) in source.labels.enumerated() {
      byWriter[source.writers?[glyph] ?? 0, default: [:]][label, default: []].append(glyph)
    }
    return byWriter.sorted { $0.key < $1.key }.map { writer, bySymbol in
      Hand(source: index, writer: source.writers == nil ? nil : writer, bySymbol: bySymbol)
    }
  }
}
