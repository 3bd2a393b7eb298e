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

/// The 8-connected components of a mask, in the order of their first pixels.
package struct ComponentMap: Sendable {
  package let width: Int
  package let height: Int
  /// `height * width` numbers, row-major: 0 is no component, k + 1 is `components[k]`.
  package private(set) var labels: [Int32]
  package private(set) var components: [Component]

  /// Labels the non-zero pixels of `mask` (`height * width`, row-major).
  /// - Complexity: O(width · height).
  package init(mask: [UInt8], width: Int, height: Int) {
    precondition(mask.count == width * height)
    self.width = width
    self.height = height
    var forest = LabelForest()
    var labels = [Int32](repeating: 0, count: mask.count)
    for y in 0..<height {
      for x in 0..<width where mask[y * width + x] != 0 {
        var label: Int32 = x > 0 ? labels[y * width + x - 1] : 0
        if y > 0 {
          let above = (y - 1) * width
          for column in max(0, x - 1)...min(width - 1, x + 1) where labels[above + column] != 0 {
            label = forest.join(label, labels[above + column])
          }
        }
        labels[y * width + x] = label == 0 ? forest.add() : label
      }
    }
    self.labels = labels
    self.components = []
    number(&forest)
  }

  /// Numbers the trees of `forest` in scan order and measures them.
  private mutating func number(_ forest: inout LabelForest) {
    var final = [Int32](repeating: 0, count: forest.parents.count)
    for y in 0..<height {
      for x in 0..<width {
        let label = labels[y * width + x]
        if label == 0 { continue }
        let root = Int(forest.root(label))
        if final[root] == 0 {
          components.append(Component(area: 0, minX: x, minY: y, maxX: x, maxY: y))
          final[root] = Int32(components.count)
        }
        labels[y * width + x] = final[root]
        let index = Int(final[root]) - 1
        components[index].area += 1
        components[index].minX = min(components[index].minX, x)
        components[index].maxX = max(components[index].maxX, x)
        components[index].maxY = y
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
