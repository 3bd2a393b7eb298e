package import Raster

/// Many glyphs in a grid, each with a caption below: to look at what a network sees.
package struct ContactSheet: Sendable {
  /// Pixels of the sheet.
  package enum Pixels: Space {}

  /// A glyph and what stands below it.
  package struct Entry: Hashable, Sendable {
    package var glyph: Glyph
    package var caption: String

    package init(glyph: Glyph, caption: String) {
      self.glyph = glyph
      self.caption = caption
    }
  }

  package var entries: [Entry]
  /// Glyphs in a row.
  package var columns: Int
  /// Pixels of the sheet for each of the glyph's 28.
  package var zoom: Int

  package init(entries: [Entry], columns: Int = 16, zoom: Int = 2) {
    precondition(columns > 0 && zoom > 0)
    self.entries = entries
    self.columns = columns
    self.zoom = zoom
  }

  /// The sheet: black ink on white, a grey frame around each glyph.
  package func draw() -> ColorImage {
    let gap = 4
    let side = Glyph.side * zoom
    let cellHeight = side + 2 * gap + BitmapFont.height
    let rows = max(1, (entries.count + columns - 1) / columns)
    var canvas = Canvas<Pixels>(width: columns * (side + gap) + gap, height: rows * cellHeight + gap)
    for (index, entry) in entries.enumerated() {
      let left = Double(gap + index % columns * (side + gap))
      let top = Double(gap + index / columns * cellHeight)
      let place = Rect<Pixels>(x: left, y: top, width: Double(side), height: Double(side))
      canvas.draw(entry.glyph, in: place)
      canvas.outline(place.insetBy(-0.5), Color.grey.opacity(0.5))
      canvas.text(entry.caption, at: Point(x: left, y: place.maxY + 3), scale: 1)
    }
    return canvas.image
  }
}
