package import Forms

/// How a page lies in the scanner.
package enum PageTurn: Int, Hashable, Sendable, CaseIterable {
  case upright = 0
  /// Its top is at the scan's right side.
  case right = 1
  case upsideDown = 2
  /// Its top is at the scan's left side.
  case left = 3
}

/// How a bilevel page came about.
package enum BilevelLook: Hashable, Sendable {
  case plain
  /// The threshold so low that strokes break.
  case faint
  /// The page is a copy of a copy, this many times over.
  case copied(Int)
}

/// How a scan is coded.
package enum PageCoding: Hashable, Sendable {
  case lzw(color: Bool)
  case g4(BilevelLook)
  case jpeg(quality: Int, color: Bool)

  /// The usual extension of such a file, without the point.
  package var fileExtension: String {
    if case .jpeg = self { "jpg" } else { "tif" }
  }
}

/// What a resolution tag says.
package enum TagTruth: Hashable, Sendable, CaseIterable {
  case right
  case wrong
  case missing
}

/// What is asked of one page beyond its quality: each part that is nil is drawn by the quality's table.
package struct PageVariation: Hashable, Sendable {
  package var turn = PageTurn.upright
  package var coding: PageCoding?
  package var tag: TagTruth?
  /// Dots per inch.
  package var resolution: Double?
  /// Degrees, clockwise as seen.
  package var skew: Double?
  /// Standard deviation of the scanner's noise, of 255; scanners that whiten the paper have next to none.
  package var noise: Double?
  /// Ink so weak that a human hesitates; on grey and colour pages as well.
  package var faint = false
  /// The colour of the printed boxes, instead of the form's `dropout`.
  package var boxColor: DropoutColor?
  /// Millimetres of the boxes' lines.
  package var lineWidth: Double?
  /// What the writer does to fields, by name; the rest are drawn by the request's shares.
  package var wishes: [String: FieldWish] = [:]
  /// Names of fields that stray ink crosses.
  package var strayInk: [String] = []
  /// The dark edge that a scanner's open lid leaves.
  package var darkEdge = false

  package init() {}
}
