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
    // Which box's cell each column belongs to.
    var cellOf = [Int](repeating: -1, count: ink.width)
    for (index, frame) in cells.enumerated() { for x in frame.cell.columns { cellOf[x] = index } }
    for y in 0..<ink.height {
      for x in 0..<ink.width {
        let label = Int(map.labels[y * ink.width + x])
        if label == 0 { continue }
        let line = ink.lines[y * ink.width + x]
        if line != 0 { measures[label - 1].nearLines += 1 }
        if line == 3 { measures[label - 1].onLines += 1 }
        if cellOf[x] >= 0 { add(x, y, box: cellOf[x], to: &measures[label - 1]) }
      }
    }
    return measures
  }

  private func add(_ x: Int, _ y: Int, box: Int, to measure: inout ComponentMeasure) {
    var part = measure.parts[box] ?? ComponentMeasure.Part()
    part.cell += 1
    let inner = cells[box].inner
    if inner.columns.contains(x), inner.rows.contains(y) {
      part.inner += 1
      let isLeft = 2 * x < inner.columns.lowerBound + inner.columns.upperBound
      part.left += isLeft ? 1 : 0
      part.right += isLeft ? 0 : 1
      part.minX = min(part.minX, x)
      part.maxX = max(part.maxX, x)
      part.minY = min(part.minY, y)
      part.maxY = max(part.maxY, y)
    }
    measure.parts[box] = part
  }
}
