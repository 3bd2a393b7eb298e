import Glibc
import Raster

/// Finds what may be characters in an undivided area: every run of neighbouring pieces of ink that is no wider than a
/// character.
struct AreaSegmenter {
  let area: Rect<FormSpace>

  /// A character is made of so many pieces at most.
  private static let mostPieces = 5
  /// And no wider than this share of the writing's height, unless it is one piece.
  private static let widest = 1.35
  /// Characters of a hand are alike in height: one lower than this share of it fits the less, by this power, and no
  /// worse than this.
  private static let low = (share: 0.75, power: 4.0, fit: 0.01)
  /// Widths over heights that fit best, and how fast others fit less.
  private static let usual = (width: 0.62, spread: 0.45)
  /// A gap within a character: what it is worth, and the share of the height at which it is worth half as much.
  private static let gap = (fit: 0.15, width: 0.12)
  /// What fits worse is no character.
  private static let leastFit = 0.02
  /// What is so low or so small is likely a dot, a comma, a dash between characters.
  private static let dashOmission = 0.6
  private static let dot = (height: 0.4, width: 0.4, omission: 0.85)
  /// Anything else is seldom left out.
  private static let seldom = 0.0005
  /// How much the writing may go beyond the area on either side, mm.
  private static let beyond = 1.0

  func segments(of page: PageImage, transform: Affine<FormSpace, ScanSpace>, channel: PageChannel)
    -> [SegmentedBox]
  {
    let row = BoxRow(
      x: area.x, y: area.y, width: area.width, height: area.height, pitch: area.width, count: 1)
    let strip = RowStrip(row, of: page, transform: transform, channel: channel)
    let ink = RowInk(strip, lines: PrintedLines(row, in: strip))
    let beyond = Self.beyond
    let inside = Rect<PatchSpace>(
      x: strip.x(area.minX - beyond), y: strip.y(area.minY),
      width: (area.width + 2 * beyond) * RowStrip.scale,
      height: area.height * RowStrip.scale)
    let pieces = AreaPieces(ink, inside: inside)
    var found: [SegmentedBox] = []
    for first in pieces.pieces.indices {
      for end in first + 1...min(first + Self.mostPieces, pieces.pieces.count) {
        guard let fit = fit(first..<end, pieces) else { continue }
        let outline = Self.outline(pieces.pieces[first..<end])
        let box = Rect<FormSpace>(
          x: strip.origin.x + Double(outline.minX) / RowStrip.scale,
          y: strip.origin.y + Double(outline.minY) / RowStrip.scale,
          width: Double(outline.width) / RowStrip.scale, height: Double(outline.height) / RowStrip.scale)
        let corners = box.corners.map { transform($0) }
        let span = AreaSpan(
          first: first, end: end, fit: fit,
          omission: end == first + 1 ? Self.omission(pieces.pieces[first], height: pieces.height) : 0)
        found.append(
          SegmentedBox(
            box: box, outline: Rect(around: corners) ?? Rect(x: 0, y: 0, width: 0, height: 0),
            glyph: Self.glyph(first..<end, outline, pieces, ink), blankProbability: 0, hasStrayInk: false,
            span: span))
      }
    }
    return found
  }

  private static func outline(_ pieces: ArraySlice<AreaPieces.Piece>) -> Component {
    pieces.dropFirst().reduce(pieces[pieces.startIndex].outline) { $0.joined($1.outline) }
  }

  /// How well the size of a run fits one character, of (0, 1]; nil where it is none.
  private func fit(_ span: Range<Int>, _ pieces: AreaPieces) -> Double? {
    let run = pieces.pieces[span]
    let outline = Self.outline(run)
    let left = run.map(\.columns.lowerBound).min() ?? 0
    let right = run.map(\.columns.upperBound).max() ?? 0
    let width = (right - left) / pieces.height
    if span.count > 1, width > Self.widest { return nil }
    var fit = 1.0
    let excess = max(0, width - Self.usual.width) / Self.usual.spread
    fit /= 1 + excess * excess
    let height = Double(outline.height) / pieces.height
    if height < Self.low.share {
      fit *= max(Self.low.fit, pow(height / Self.low.share, Self.low.power))
    }
    for (piece, next) in zip(run, run.dropFirst()) {
      let gap = max(0, next.columns.lowerBound - piece.columns.upperBound) / pieces.height / Self.gap.width
      if next.leftCut == 1 { fit *= Self.gap.fit / (1 + gap * gap) }
    }
    // A cut lies between two characters, so each takes half of its doubt.
    fit *= pieces.pieces[span.lowerBound].leftCut.squareRoot()
    if span.upperBound < pieces.pieces.count {
      fit *= pieces.pieces[span.upperBound].leftCut.squareRoot()
    }
    return fit >= Self.leastFit || span.count == 1 ? fit : nil
  }

  /// How likely a piece stands between characters.
  private static func omission(_ piece: AreaPieces.Piece, height: Double) -> Double {
    let (w, h) = (Double(piece.outline.width) / height, Double(piece.outline.height) / height)
    if h <= dot.height, w <= dot.width { return dot.omission }
    return piece.isDash ? dashOmission : seldom
  }

  /// The ink of a run of pieces, normalised; no other's.
  private static func glyph(
    _ span: Range<Int>, _ outline: Component, _ pieces: AreaPieces, _ ink: RowInk
  ) -> Glyph {
    // Two pixels around: the strokes' flanks, lighter than the threshold.
    let flank = 2
    let columns = max(0, outline.minX - flank)...min(ink.width - 1, outline.maxX + flank)
    let rows = max(0, outline.minY - flank)...min(ink.height - 1, outline.maxY + flank)
    var pixels = [UInt8](repeating: 0, count: columns.count * rows.count)
    for y in rows {
      for x in columns {
        let label = pieces.labels[y * ink.width + x]
        guard label < 0 ? isNear(x, y, span, flank, pieces, ink) : span.contains(Int(label)) else { continue }
        pixels[(y - rows.lowerBound) * columns.count + x - columns.lowerBound] =
          ink.darkness[y * ink.width + x]
      }
    }
    return GlyphNormalizer.glyph(
      pixels, width: columns.count, height: rows.count, threshold: pieces.threshold)
  }

  private static func isNear(
    _ x: Int, _ y: Int, _ span: Range<Int>, _ flank: Int, _ pieces: AreaPieces, _ ink: RowInk
  ) -> Bool {
    guard ink.darkness[y * ink.width + x] > 0 else { return false }
    for row in max(0, y - flank)...min(ink.height - 1, y + flank) {
      for column in max(0, x - flank)...min(ink.width - 1, x + flank)
      where span.contains(Int(pieces.labels[row * ink.width + column])) {
        return true
      }
    }
    return false
  }
}
