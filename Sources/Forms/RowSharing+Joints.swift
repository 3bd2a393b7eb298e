import Raster

/// Where characters that are joined over the line between two boxes may part, if not at the line.
private enum Joint {
  /// In each of these ranges of distances from the line, mm, at the thinnest place.
  static let distances = [0.3..<0.9, 0.9..<1.6]
  /// No nearer than this to an end of the ink, mm.
  static let apart = 0.5
  /// The ink that a cut may cross, mm.
  static let thickest = 2.0
}

extension RowSharing {
  /// Of boxes `left` and `left + 1`, whose characters are joined over the line between them, what they hold if the ink
  /// parts elsewhere: at the thinnest places near the line.
  ///
  /// Most characters part at the line. One that leans over it loses a part there, and may look like another; which
  /// way is right only reading can tell.
  func otherCuts(behind left: Int, _ boxes: [BoxInk]) -> [(left: BoxInk, right: BoxInk)] {
    guard let joined = joined(left, boxes) else { return [] }
    let line = cells[left].cell.columns.upperBound
    let apart = Int(Joint.apart * RowStrip.scale)
    let counts = counts(of: joined)
    // Over three columns, so that a cut looks for a thin stroke, not for a jag.
    let across = { (column: Int) -> Int in
      let place = column - joined.component.minX
      return counts[place - 1] + counts[place] + counts[place + 1]
    }
    // So that both boxes keep some of it.
    let first = max(joined.component.minX, cells[left].cell.columns.lowerBound) + apart
    let last = min(joined.component.maxX, cells[left + 1].cell.columns.upperBound) - apart
    let ranges = Joint.distances.flatMap { distance in
      let (near, far) = (Int(distance.lowerBound * RowStrip.scale), Int(distance.upperBound * RowStrip.scale))
      return [line - far..<line - near, line + near..<line + far]
    }
    return ranges.compactMap { range in
      // Of equals the nearest to the line.
      let best = range.clamped(to: first..<max(first, last)).min {
        (across($0), abs($0 - line)) < (across($1), abs($1 - line))
      }
      guard let cut = best, Double(across(cut)) <= 3 * Joint.thickest * RowStrip.scale else { return nil }
      let area = counts[..<(cut - joined.component.minX)].reduce(0, +)
      return (
        boxes[left].having(joined.part(cells[left].cell.columns.lowerBound..<cut, area: area)),
        boxes[left + 1].having(
          joined.part(cut..<cells[left + 1].cell.columns.upperBound, area: joined.component.area - area))
      )
    }
  }

  /// The largest component of which both boxes have a part.
  private func joined(_ left: Int, _ boxes: [BoxInk]) -> BoxInk.Piece? {
    guard boxes.indices.contains(left + 1) else { return nil }
    let shared = boxes[left].pieces.filter { piece in
      piece.columns != nil && boxes[left + 1].pieces.contains { $0.label == piece.label }
    }
    let whole = shared.map { piece in
      BoxInk.Piece(label: piece.label, component: map.components[Int(piece.label) - 1], columns: nil)
    }
    return whole.max { $0.component.area < $1.component.area }
  }

  /// The ink of a whole component by column.
  private func counts(of piece: BoxInk.Piece) -> [Int] {
    let component = piece.component
    return (component.minX...component.maxX).map { x in
      (component.minY...component.maxY).count { map.labels[$0 * map.width + x] == piece.label }
    }
  }
}

extension BoxInk {
  /// The same ink, but with `part` of the component that it is of.
  fileprivate func having(_ part: Piece) -> BoxInk {
    var result = self
    result.pieces = pieces.map { $0.label == part.label ? part : $0 }
    return result
  }
}
