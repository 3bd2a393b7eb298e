import Raster

/// How a component of a row's ink lies over the boxes.
struct ComponentMeasure {
  /// Its part in one box, px.
  struct Part {
    /// Pixels in the box's cell, in its inside, and in the left and right half of that.
    var cell = 0
    var inner = 0
    var left = 0
    var right = 0
    /// Columns and rows of the inside that it covers, both ends included.
    var minX = Int.max / 4
    var maxX = Int.min / 4
    var minY = Int.max / 4
    var maxY = Int.min / 4
  }

  /// Pixels on or near printed lines, and those of them that were left since ink seemed to lie over the line.
  var nearLines = 0
  var onLines = 0
  /// By box.
  var parts: [Int: Part] = [:]

  /// Pixels inside any box.
  var inside: Int { parts.values.reduce(0) { $0 + $1.inner } }
}

extension RowSharing {
  /// Measures all components, in their order.
  func measures() -> [ComponentMeasure] {
    var measures = [ComponentMeasure](repeating: ComponentMeasure(), count: map.components.count)
    for run in map.runs {
      let index = Int(run.label) - 1
      for place in run.y * ink.width + run.start..<run.y * ink.width + run.end where ink.lines[place] != 0 {
        measures[index].nearLines += 1
        if ink.lines[place] == 3 { measures[index].onLines += 1 }
      }
      for (box, frame) in cells.enumerated() where frame.cell.columns.overlaps(run.start..<run.end) {
        let columns = frame.cell.columns.clamped(to: run.start..<run.end)
        measures[index].parts[box, default: ComponentMeasure.Part()].add(columns, run.y, inner: frame.inner)
      }
    }
    return measures
  }
}

extension ComponentMeasure.Part {
  /// Adds the pixels of one row that stand in `columns` of the box's cell.
  fileprivate mutating func add(_ columns: Range<Int>, _ y: Int, inner: RowSharing.Frame) {
    cell += columns.count
    let seen = columns.clamped(to: inner.columns)
    guard !seen.isEmpty, inner.rows.contains(y) else { return }
    self.inner += seen.count
    // Columns x with 2x below both borders' sum are the left half's.
    let middle = (inner.columns.lowerBound + inner.columns.upperBound + 1) / 2
    left += max(0, min(middle, seen.upperBound) - seen.lowerBound)
    right += max(0, seen.upperBound - max(middle, seen.lowerBound))
    minX = min(minX, seen.lowerBound)
    maxX = max(maxX, seen.upperBound - 1)
    minY = min(minY, y)
    maxY = max(maxY, y)
  }
}
