import Raster

/// Finds rectangles that lines enclose and nothing divides.
struct CellFinder {
  let lines: FormLines

  /// Sides of a cell begin and end at the same height, give or take, mm.
  static let level = 0.7
  /// Vertical lines nearer than this enclose the gap between two boxes, mm.
  private static let narrowest = 2.2
  /// The share of its upper and lower side that must be there.
  private static let cover = 0.7

  init(_ lines: FormLines) {
    self.lines = lines
  }

  /// All cells, left to right; frames around other cells are left out.
  func cells() -> [Rect<FormSpace>] {
    let staves = lines.staves.sorted { $0.x < $1.x }
    var cells: [Rect<FormSpace>] = []
    for (index, left) in staves.enumerated() {
      let right = staves[(index + 1)...].first {
        $0.x > left.x + 0.4 && abs($0.top - left.top) < Self.level
          && abs($0.bottom - left.bottom) < Self.level
      }
      guard let right, right.x - left.x >= Self.narrowest else { continue }
      let (top, bottom) = ((left.top + right.top) / 2, (left.bottom + right.bottom) / 2)
      guard lines.cover(from: left.x, to: right.x, y: top) >= Self.cover,
        lines.cover(from: left.x, to: right.x, y: bottom) >= Self.cover
      else { continue }
      cells.append(Rect(x: left.x, y: top, width: right.x - left.x, height: bottom - top))
    }
    return cells.filter { cell in
      !cells.contains {
        $0 != cell && $0.width * $0.height < cell.width * cell.height && cell.holds($0.center)
      }
    }
  }
}

extension Rect {
  func holds(_ point: Point<S>) -> Bool {
    point.x > minX && point.x < maxX && point.y > minY && point.y < maxY
  }
}
