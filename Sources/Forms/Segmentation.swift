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
  /// Where its character is joined to that of the next box: what both are if the ink parts elsewhere.
  package var otherCuts: [OtherCut] = []
  /// Of what may be a character in an undivided area; nil for a box.
  package var span: AreaSpan?

  /// The characters of two neighbouring boxes.
  package struct OtherCut: Hashable, Sendable {
    package var left: Glyph
    package var right: Glyph
  }

  package init(
    box: Rect<FormSpace>, outline: Rect<ScanSpace>, glyph: Glyph, blankProbability: Double, hasStrayInk: Bool,
    span: AreaSpan? = nil
  ) {
    self.box = box
    self.outline = outline
    self.glyph = glyph
    self.blankProbability = blankProbability
    self.hasStrayInk = hasStrayInk
    self.span = span
  }
}

/// What may be one character of an undivided area: a run of pieces of its ink.
package struct AreaSpan: Hashable, Sendable {
  /// Pieces [first, end), counted from the left.
  package var first: Int
  package var end: Int
  /// How well its size and its borders fit one character, of (0, 1].
  package var fit: Double
  /// How likely, by its size, it stands between characters and is none, of [0, 1).
  package var omission: Double

  package init(first: Int, end: Int, fit: Double, omission: Double) {
    (self.first, self.end, self.fit, self.omission) = (first, end, fit, omission)
  }
}

/// Cuts the boxes of one registered page.
package struct Segmenter: Sendable {
  package let form: FormTemplate

  /// What a picture of a field shows around it, mm.
  package static let cropMargin = 2.5

  package init(form: FormTemplate) {
    self.form = form
  }

  /// The boxes of every field of the form, in field order; of an area all that may be characters.
  ///
  /// - Parameter areBoxesDropped: whether nothing is printed on the page where boxes are: what lies along their edges is ink.
  package func segment(
    _ page: PageImage, transform: Affine<FormSpace, ScanSpace>, areBoxesDropped: Bool = false
  ) -> [[SegmentedBox]] {
    form.fields.map { field in
      switch field.place {
      case .boxes(let row): segment(row, of: page, transform: transform, isDropped: areBoxesDropped)
      case .area(let area):
        AreaSegmenter(area: area).segments(of: page, transform: transform, channel: channel)
      }
    }
  }

  private func segment(
    _ row: BoxRow, of page: PageImage, transform: Affine<FormSpace, ScanSpace>, isDropped: Bool
  ) -> [SegmentedBox] {
    let strip = RowStrip(row, of: page, transform: transform, channel: channel)
    let ink = RowInk(strip, lines: isDropped ? PrintedLines() : PrintedLines(row, in: strip))
    let sharing = RowSharing(row, strip: strip, ink: ink)
    let all = sharing.shares()
    let shares = all.map { $0.cleaned() }
    return shares.indices.map { index in
      let (box, share) = (row.boxes[index], shares[index])
      let size = share.size
      let isBesideLine = sharing.isBesideLine(index, shares)
      var segmented = SegmentedBox(
        box: box, outline: outline(of: box, transform), glyph: sharing.glyph(of: share),
        blankProbability: BlankBox.probability(
          area: size.area, extent: size.extent, isBesideLine: isBesideLine),
        hasStrayInk: share.isCut || share.isPartial)
      segmented.otherCuts = sharing.otherCuts(behind: index, all).map { left, right in
        SegmentedBox.OtherCut(
          left: sharing.glyph(of: left.cleaned()), right: sharing.glyph(of: right.cleaned()))
      }
      return segmented
    }
  }

  /// A field's picture, straightened, at `pixelsPerMillimetre`, with a margin of some mm around it.
  package func crop(
    field: Int, of page: PageImage, transform: Affine<FormSpace, ScanSpace>, pixelsPerMillimetre: Double = 8
  ) -> GreyImage {
    let area = form.fields[field].place.frame
    let margin = Self.cropMargin
    let toForm = Affine<PatchSpace, FormSpace>(
      a: 1 / pixelsPerMillimetre, b: 0, c: 0, d: 1 / pixelsPerMillimetre, tx: area.minX - margin,
      ty: area.minY - margin)
    let scale = abs(transform.determinant).squareRoot() / pixelsPerMillimetre
    return page.patch(
      width: Int(((area.width + 2 * margin) * pixelsPerMillimetre).rounded(.up)),
      height: Int(((area.height + 2 * margin) * pixelsPerMillimetre).rounded(.up)),
      map: toForm.then(transform), supersampling: min(4, max(1, Int(scale.rounded(.up)))))
  }

  /// The channel in which the boxes' own colour is bright.
  private var channel: PageChannel {
    switch form.dropout {
    case nil: .luminance
    case .red?: .single(.red)
    case .green?: .single(.green)
    case .blue?: .single(.blue)
    }
  }

  private func outline(
    of box: Rect<FormSpace>, _ transform: Affine<FormSpace, ScanSpace>
  ) -> Rect<ScanSpace> {
    let corners = box.corners.map { transform($0) }
    return Rect(around: corners) ?? Rect(x: 0, y: 0, width: 0, height: 0)
  }
}

extension RowSharing {
  /// The character that a box's pieces make.
  fileprivate func glyph(of share: BoxInk) -> Glyph {
    guard let outline = share.outline else { return .blank }
    // Two pixels around: the strokes' flanks, lighter than the threshold.
    let flank = 2
    var own = Window(
      columns: outline.minX - flank..<outline.maxX + flank + 1,
      rows: outline.minY - flank..<outline.maxY + flank + 1)
    for piece in share.pieces { own.mark(piece, of: map) }
    // The pieces' own pixels, and those next to one that are no other ink's.
    let near = own.grown(by: flank)
    let (columns, rows) = (own.columns.clamped(to: 0..<ink.width), own.rows.clamped(to: 0..<ink.height))
    var pixels = [UInt8](repeating: 0, count: columns.count * rows.count)
    own.marks.withUnsafeBufferPointer { marks in
      near.marks.withUnsafeBufferPointer { near in
        map.labels.withUnsafeBufferPointer { labels in
          ink.darkness.withUnsafeBufferPointer { darkness in
            pixels.withUnsafeMutableBufferPointer { pixels in
              for (row, y) in rows.enumerated() {
                let (to, mark) = (row * columns.count, own.place(columns.lowerBound, y))
                let place = y * ink.width + columns.lowerBound
                for x in 0..<columns.count {
                  let isOther = labels[place &+ x] != 0
                  let isTaken = marks[mark &+ x] | (isOther ? 0 : near[mark &+ x])
                  pixels[to &+ x] = isTaken != 0 ? darkness[place &+ x] : 0
                }
              }
            }
          }
        }
      }
    }
    return GlyphNormalizer.glyph(
      pixels, width: columns.count, height: rows.count, threshold: ink.threshold)
  }
}

/// Marked pixels of a part of a strip, which may reach beyond it.
private struct Window {
  let columns: Range<Int>
  let rows: Range<Int>
  /// 1 where a pixel is marked; row-major.
  private(set) var marks: [UInt8]

  init(columns: Range<Int>, rows: Range<Int>) {
    self.columns = columns
    self.rows = rows
    marks = Array(repeating: 0, count: columns.count * rows.count)
  }

  /// Where the strip's pixel (x, y) stands in `marks`.
  @inline(__always)
  func place(_ x: Int, _ y: Int) -> Int {
    (y &- rows.lowerBound) &* columns.count &+ x &- columns.lowerBound
  }

  /// Marks the pixels of a piece.
  mutating func mark(_ piece: BoxInk.Piece, of map: ComponentMap) {
    let (component, label) = (piece.component, piece.label)
    map.labels.withUnsafeBufferPointer { labels in
      for y in component.minY...component.maxY {
        let (from, to) = (y * map.width + component.minX, place(component.minX, y))
        marks.withUnsafeMutableBufferPointer { marks in
          for x in 0..<component.width { marks[to &+ x] |= labels[from &+ x] == label ? 1 : 0 }
        }
      }
    }
  }

  /// With all pixels marked that are so near to a marked one along both axes; no pixel so near to the sides may be.
  func grown(by reach: Int) -> Window {
    var result = self
    result.spread(by: reach, step: 1)
    result.spread(by: reach, step: columns.count)
    return result
  }

  /// Marks the pixels up to `reach` times `step` before and behind marked ones.
  private mutating func spread(by reach: Int, step: Int) {
    let before = marks
    before.withUnsafeBufferPointer { before in
      marks.withUnsafeMutableBufferPointer { marks in
        for offset in (-reach...reach).map({ $0 * step }) {
          for index in max(0, -offset)..<min(marks.count, marks.count - offset) {
            marks[index] |= before[index &+ offset]
          }
        }
      }
    }
  }
}
