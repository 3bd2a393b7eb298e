/// One 8-connected component of a mask.
package struct Component: Hashable, Sendable {
  /// Pixels in it.
  package var area: Int
  /// Columns [minX, maxX] and rows [minY, maxY], both ends included.
  package var minX: Int
  package var minY: Int
  package var maxX: Int
  package var maxY: Int

  package init(area: Int, minX: Int, minY: Int, maxX: Int, maxY: Int) {
    (self.area, self.minX, self.minY, self.maxX, self.maxY) = (area, minX, minY, maxX, maxY)
  }

  /// Both together: their areas' sum, the outline around both.
  package func joined(_ other: Component) -> Component {
    Component(
      area: area + other.area, minX: min(minX, other.minX), minY: min(minY, other.minY),
      maxX: max(maxX, other.maxX), maxY: max(maxY, other.maxY))
  }

  package var width: Int { maxX - minX + 1 }
  package var height: Int { maxY - minY + 1 }
}

/// Neighbouring pixels of one component in one row.
package struct ComponentRun: Hashable, Sendable {
  /// The row, and the columns [start, end).
  package var y: Int
  package var start: Int
  package var end: Int
  /// k + 1 for component k.
  package fileprivate(set) var label: Int32
}

/// The 8-connected components of a mask, in the order of their first pixels.
package struct ComponentMap: Sendable {
  package let width: Int
  package let height: Int
  /// `height * width` numbers, row-major: 0 is no component, k + 1 is `components[k]`.
  package private(set) var labels: [Int32]
  package private(set) var components: [Component] = []
  /// All pixels of the components, row by row from the left.
  package private(set) var runs: [ComponentRun]

  /// Labels the non-zero pixels of `mask` (`height * width`, row-major).
  /// - Complexity: O(width · height).
  package init(mask: [UInt8], width: Int, height: Int) {
    precondition(mask.count == width * height)
    self.width = width
    self.height = height
    labels = [Int32](repeating: 0, count: mask.count)
    runs = Self.runs(mask, width: width, height: height)
    var forest = LabelForest()
    var above = 0
    for index in runs.indices {
      let run = runs[index]
      while above < index, runs[above].y < run.y - 1 || (runs[above].y < run.y && runs[above].end < run.start)
      {
        above += 1
      }
      var label: Int32 = 0
      var other = above
      while other < index, runs[other].y < run.y, runs[other].start <= run.end {
        label = forest.join(label, runs[other].label)
        other += 1
      }
      runs[index].label = label == 0 ? forest.add() : label
    }
    number(&forest)
  }

  /// The runs of non-zero pixels, without their labels.
  private static func runs(_ mask: [UInt8], width: Int, height: Int) -> [ComponentRun] {
    var runs: [ComponentRun] = []
    mask.withUnsafeBytes { mask in
      for y in 0..<height {
        let row = UnsafeRawBufferPointer(rebasing: mask[y * width..<(y + 1) * width])
        var x = 0
        while x < width {
          // Eight pixels at once: paper is most of a page.
          while x &+ 8 <= width, row.loadUnaligned(fromByteOffset: x, as: UInt64.self) == 0 { x &+= 8 }
          while x < width, row[x] == 0 { x &+= 1 }
          let start = x
          while x < width, row[x] != 0 { x &+= 1 }
          if start < x { runs.append(ComponentRun(y: y, start: start, end: x, label: 0)) }
        }
      }
    }
    return runs
  }

  /// Numbers the trees of `forest` in scan order and measures them.
  private mutating func number(_ forest: inout LabelForest) {
    var final = [Int32](repeating: 0, count: forest.parents.count)
    for index in runs.indices {
      let run = runs[index]
      let part = Component(
        area: run.end - run.start, minX: run.start, minY: run.y, maxX: run.end - 1, maxY: run.y)
      let root = Int(forest.root(run.label))
      if final[root] == 0 {
        components.append(part)
        final[root] = Int32(components.count)
      } else {
        components[Int(final[root]) - 1] = components[Int(final[root]) - 1].joined(part)
      }
      runs[index].label = final[root]
      labels.withUnsafeMutableBufferPointer { labels in
        labels[run.y * width + run.start..<run.y * width + run.end].update(repeating: final[root])
      }
    }
  }
}

/// Union–find over labels from 1; 0 is none.
private struct LabelForest {
  var parents: [Int32] = [0]

  mutating func add() -> Int32 {
    let label = Int32(parents.count)
    parents.append(label)
    return label
  }

  mutating func root(_ label: Int32) -> Int32 {
    var node = label
    while parents[Int(node)] != node {
      parents[Int(node)] = parents[Int(parents[Int(node)])]
      node = parents[Int(node)]
    }
    return node
  }

  /// The common label of two, of which the first may be none.
  mutating func join(_ first: Int32, _ second: Int32) -> Int32 {
    if first == 0 { return root(second) }
    let (a, b) = (root(first), root(second))
    parents[Int(max(a, b))] = min(a, b)
    return min(a, b)
  }
}
