import Raster

/// The ink of one box: pieces of the row's components.
struct BoxInk: Hashable, Sendable {
  struct Piece: Hashable, Sendable {
    var label: Int32
    var component: Component
    /// The columns of it that are this box's; nil for all.
    var columns: Range<Int>?

    /// Its `area` pixels in `columns`.
    func part(_ columns: Range<Int>, area: Int) -> Piece {
      var part = component
      part.minX = max(part.minX, columns.lowerBound)
      part.maxX = min(part.maxX, columns.upperBound - 1)
      part.area = area
      return Piece(label: label, component: part, columns: columns)
    }
  }

  var pieces: [Piece] = []
  /// Ink of this box is joined to a neighbour's and was cut between them.
  var isCut = false
  /// Ink was left out that may have meant something.
  var isPartial = false

  /// Smaller than this a piece is dust unless it is part of a stroke, mm²; dots of 0.4 mm.
  private static let dust = 0.13
  /// The smallest characters are 1s of a fine pen, mm².
  private static let character = 0.5
  /// Larger dirt is as long as wide, up to this, mm; a stroke's part so small lies nearer to the rest than `joint`.
  private static let speck = 0.65
  /// Parts of a broken stroke are no further apart than this, mm.
  private static let joint = 0.4
  /// A small piece further than this from the character is a stray mark, mm; and what share of it is small.
  private static let stray = (distance: 1.5, share: 0.12)
  /// Small pieces near to one another are a stroke that is falling apart, if they are so much, mm².
  private static let leastTogether = 0.25

  /// Pixels in all.
  var pixels: Int { pieces.reduce(0) { $0 + $1.component.area } }

  /// Whether there is a piece as large as a small character.
  var hasCharacter: Bool {
    pieces.contains { Double($0.component.area) >= Self.character * RowStrip.scale * RowStrip.scale }
  }

  /// Without dust and stray marks.
  func cleaned() -> BoxInk {
    var result = self
    result.clean()
    return result
  }

  private mutating func clean() {
    let large = pieces.filter { !isSmall($0) }
    guard let main = (large.isEmpty ? pieces : large).max(by: { $0.component.area < $1.component.area })
    else {
      return
    }
    let (taken, rest) = grown(from: main)
    if large.isEmpty {
      let isStroke = isMuch(taken)
      isPartial = isPartial || (!isStroke && isMuch(pieces))
      pieces = isStroke ? taken : []
      return
    }
    pieces = taken
    for piece in rest where !isSmall(piece) {
      if Double(piece.component.area) >= Self.stray.share * Double(main.component.area) {
        pieces.append(piece)
      } else {
        isPartial = true
      }
    }
  }

  /// `main` and what is near to it, or near to what was taken; and the rest.
  private func grown(from main: Piece) -> (taken: [Piece], rest: [Piece]) {
    var taken = [main]
    var rest = pieces.filter { $0 != main }
    var hasGrown = true
    while hasGrown {
      hasGrown = false
      for (index, piece) in rest.enumerated().reversed() {
        let distance = taken.map { $0.component.distance(to: piece.component) }.min() ?? 0
        let reach = isSmall(piece) ? Self.joint : Self.stray.distance
        if distance <= reach * RowStrip.scale {
          taken.append(piece)
          rest.remove(at: index)
          hasGrown = true
        }
      }
    }
    return (taken, rest)
  }

  /// Whether pieces are too much for dust.
  private func isMuch(_ pieces: [Piece]) -> Bool {
    Double(pieces.reduce(0) { $0 + $1.component.area }) >= Self.leastTogether * RowStrip.scale
      * RowStrip.scale
  }

  private func isSmall(_ piece: Piece) -> Bool {
    let speck = Self.speck * RowStrip.scale
    return Double(piece.component.area) < Self.dust * RowStrip.scale * RowStrip.scale
      || Double(max(piece.component.width, piece.component.height)) < speck
  }

  /// Area in mm² and the diagonal of the outline in mm.
  var size: (area: Double, extent: Double) {
    guard let outline else { return (0, 0) }
    let area = Double(pixels) / (RowStrip.scale * RowStrip.scale)
    let (w, h) = (Double(outline.width) / RowStrip.scale, Double(outline.height) / RowStrip.scale)
    return (area, (w * w + h * h).squareRoot())
  }

  /// The outline of all pieces; nil for no ink.
  var outline: Component? {
    guard let first = pieces.first?.component else { return nil }
    return pieces.dropFirst().reduce(first) { $0.joined($1.component) }
  }
}

extension Component {
  /// The distance between two outlines, px; 0 where they touch.
  func distance(to other: Component) -> Double {
    let dx = Double(max(0, max(minX, other.minX) - min(maxX, other.maxX)))
    let dy = Double(max(0, max(minY, other.minY) - min(maxY, other.maxY)))
    return (dx * dx + dy * dy).squareRoot()
  }
}
