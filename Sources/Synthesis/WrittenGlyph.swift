package import NumberFormats

/// A glyph of a pool.
package struct GlyphOrigin: Hashable, Sendable {
  /// Which source, and which glyph of its file, both from 0.
  package var source: Int
  package var place: Int
}

/// A character as it was written on a page.
package struct WrittenGlyph: Hashable, Sendable {
  /// The box it stands in, or its place among the characters of an area; from 0.
  package var box: Int
  package var symbol: Symbol
  /// nil for a glyph of the built-in alphabet.
  package var origin: GlyphOrigin?
  /// Whether it was written over a line of its box.
  package var crosses: Bool
  package var isCrossedOut: Bool
}

/// How a page was written and scanned, and with which glyphs.
package struct PageDetails: Hashable, Sendable {
  /// The pen's line and the boxes' lines, mm.
  package var pen: Double
  package var line: Double
  /// Dots per inch.
  package var dpi: Double
  package var coding: PageCoding
  /// Of each field its characters.
  package var glyphs: [[WrittenGlyph]]
}

extension PageDetails {
  /// The header row of `csv`, with its line end.
  package static let header =
    "document,page,field,box,character,source,glyph,crosses,crossedOut,pen,line,dpi,coding\r\n"

  /// A row for each character (contract: CSV).
  package func csv(document: String, page: Int, fields: [String]) -> String {
    let setting = "\(pen),\(line),\(Int(dpi)),\(coding.name)"
    return zip(fields, glyphs).flatMap { field, glyphs in
      glyphs.map { glyph in
        let origin = glyph.origin.map { "\($0.source),\($0.place)" } ?? ","
        return "\(document),\(page),\(field),\(glyph.box),\(glyph.symbol.character),\(origin),"
          + "\(glyph.crosses ? 1 : 0),\(glyph.isCrossedOut ? 1 : 0),\(setting)\r\n"
      }
    }.joined()
  }
}

extension PageCoding {
  /// A word for it.
  fileprivate var name: String {
    switch self {
    case .lzw: "lzw"
    case .g4(.plain): "g4"
    case .g4(.faint): "g4-faint"
    case .g4(.copied): "g4-copied"
    case .jpeg: "jpeg"
    }
  }
}
