import Raster

/// A row of boxes as the cells tell it, before it is measured.
struct RowSketch: Hashable, Sendable {
  var style: BoxStyle
  /// The boxes of each group, left to right.
  var groups: [[Rect<FormSpace>]]

  var boxes: [Rect<FormSpace>] { groups.flatMap { $0 } }
}

/// Puts cells side by side into rows of boxes.
struct RowFinder {
  let cells: [Rect<FormSpace>]
  let teeth: [FormLines.Stave]
  /// Whether lines run around a box that is no cell, as around the second one, which is.
  var isThere: (_ box: Rect<FormSpace>, _ like: Rect<FormSpace>) -> Bool = { _, _ in false }

  /// What is wider than this, mm, or than this times its height, is a frame for several characters.
  private static let widest = (length: 12.0, heights: 1.7)
  /// Boxes of a row are alike within this, mm.
  private static let alike = 0.6
  /// Gaps of a row that differ by less are the same, mm.
  private static let sameGap = 0.5
  /// Groups are no further apart than this times a box's width, and this, mm.
  private static let farthest = (widths: 1.1, more: 1.0)
  /// The lowest cell that is a field, mm: below it, boxes are ticked.
  static let lowest = 4.0
  /// The narrowest box of a row, mm: what is narrower is a letter of a heading.
  private static let narrowest = 3.0

  /// All rows.
  func rows() -> [RowSketch] {
    let combs = cells.map { (cell: $0, comb: comb($0)) }
    let boxes = combs.filter { $0.comb == nil && Self.isBox($0.cell) }.map(\.cell)
    let rows = joined(combs.compactMap(\.comb)) + levels(of: boxes).flatMap { self.rows(completed($0)) }
    let usual = RowFitter.median(rows.filter { $0.boxes.count > 1 }.flatMap(\.boxes).map(\.height)) ?? 0
    return rows.filter {
      $0.boxes.count > 1 ? $0.boxes[0].width >= Self.narrowest : Self.isField($0.boxes[0], usual: usual)
    }
  }

  /// Whether a box that stands alone is one to write in, and no letter of a heading; `usual` is the others' height.
  private static func isField(_ box: Rect<FormSpace>, usual: Double) -> Bool {
    box.width >= 3.8 && box.height >= max(lowest + 0.6, 0.75 * usual)
  }

  static func isBox(_ cell: Rect<FormSpace>) -> Bool {
    cell.width <= widest.length && cell.width <= widest.heights * cell.height && cell.height >= lowest
      && cell.height <= 25
  }

  /// Cells on the same level, each line left to right.
  private func levels(of boxes: [Rect<FormSpace>]) -> [[Rect<FormSpace>]] {
    var lines: [[Rect<FormSpace>]] = []
    for box in boxes.sorted(by: { $0.minX < $1.minX }) {
      let line = lines.firstIndex { line in
        guard let last = line.last else { return false }
        return abs(last.minY - box.minY) < CellFinder.level && abs(last.maxY - box.maxY) < CellFinder.level
          && box.minX >= last.maxX - Self.alike
      }
      if let line { lines[line].append(box) } else { lines.append([box]) }
    }
    return lines
  }

  /// A line with the boxes whose lines were too weak at low resolution: where one fits between two that are alike.
  private func completed(_ line: [Rect<FormSpace>]) -> [Rect<FormSpace>] {
    let gaps = zip(line, line.dropFirst()).map { $1.minX - $0.maxX }
    guard let small = gaps.min() else { return line }
    let large = gaps.filter { $0 > small + Self.sameGap }.min() ?? small
    var boxes = [line[0]]
    for (left, right) in zip(line, line.dropFirst()) {
      let free = right.minX - left.maxX - left.width
      let places = [(small, small), (small, large), (large, small)].filter {
        abs(free - $0.0 - $0.1) < Self.sameGap && abs(left.width - right.width) < Self.alike
      }
      let between = places.map {
        Rect<FormSpace>(x: left.maxX + $0.0, y: left.y, width: left.width, height: left.height)
      }
      boxes += [between.first { isThere($0, left) }, right].compactMap { $0 }
    }
    return boxes
  }

  /// A line's cells, cut where a gap or a width is not the row's own.
  private func rows(_ line: [Rect<FormSpace>]) -> [RowSketch] {
    var rows: [RowSketch] = []
    var start = 0
    while start < line.count {
      var end = start + 1
      while end < line.count, abs(line[end].width - line[start].width) < Self.alike,
        line[end].minX - line[end - 1].maxX <= Self.farthest.widths * line[start].width + Self.farthest.more
      { end += 1 }
      rows += regular(Array(line[start..<end]))
      start = end
    }
    return rows
  }

  /// Boxes that are alike, in groups; more than one row where gaps are of more than two kinds.
  private func regular(_ boxes: [Rect<FormSpace>]) -> [RowSketch] {
    let gaps = zip(boxes, boxes.dropFirst()).map { $1.minX - $0.maxX }
    guard let small = gaps.min() else { return [RowSketch(style: .boxes, groups: [boxes])] }
    let large = gaps.filter { $0 > small + Self.sameGap }.min()
    var rows: [RowSketch] = []
    var groups = [[boxes[0]]]
    for (gap, box) in zip(gaps, boxes.dropFirst()) {
      if gap <= small + Self.sameGap {
        groups[groups.count - 1].append(box)
      } else if let large, gap <= large + Self.sameGap {
        groups.append([box])
      } else {
        rows.append(RowSketch(style: .boxes, groups: groups))
        groups = [[box]]
      }
    }
    return rows + [RowSketch(style: .boxes, groups: groups)]
  }

  // MARK: Combs

  /// The boxes between the teeth of a frame; nil where it has none.
  private func comb(_ cell: Rect<FormSpace>) -> RowSketch? {
    let inside = teeth.filter {
      $0.x > cell.minX + 2 && $0.x < cell.maxX - 2 && abs($0.bottom - cell.maxY) < CellFinder.level
        && $0.top > cell.minY + 0.2 * cell.height
    }
    guard !inside.isEmpty, cell.height >= Self.lowest else { return nil }
    let places = [cell.minX] + inside.map(\.x).sorted() + [cell.maxX]
    let steps = zip(places, places.dropFirst()).map { $1 - $0 }.sorted()
    let count = Int((cell.width / steps[steps.count / 2]).rounded())
    let pitch = cell.width / Double(count)
    // Nearly all steps must be the pitch: what hangs into a frame else is print.
    let regular = steps.filter { abs($0 - pitch) < Self.alike }.count
    guard count >= 2, Double(regular) >= 0.7 * Double(count), pitch >= 3 else { return nil }
    let boxes = (0..<count).map {
      Rect<FormSpace>(x: cell.minX + Double($0) * pitch, y: cell.minY, width: pitch, height: cell.height)
    }
    return RowSketch(style: .comb, groups: [boxes])
  }

  /// Combs of the same pitch side by side are groups of a row.
  private func joined(_ combs: [RowSketch]) -> [RowSketch] {
    var rows: [RowSketch] = []
    for comb in combs.sorted(by: { $0.groups[0][0].minX < $1.groups[0][0].minX }) {
      let box = comb.groups[0][0]
      let row = rows.firstIndex { row in
        guard let last = row.groups.last?.last else { return false }
        let gap = box.minX - last.maxX
        let first = row.groups.count < 2 ? gap : row.groups[1][0].minX - (row.groups[0].last?.maxX ?? 0)
        return abs(last.minY - box.minY) < CellFinder.level && abs(last.maxY - box.maxY) < CellFinder.level
          && abs(last.width - box.width) < Self.alike / 2 && abs(gap - first) < Self.sameGap
          && gap > 0 && gap <= Self.farthest.widths * box.width + Self.farthest.more
      }
      if let row { rows[row].groups += comb.groups } else { rows.append(comb) }
    }
    return rows
  }
}
