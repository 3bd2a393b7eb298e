import Raster

/// Measures the lines of a row's boxes and fits a regular row through them.
struct RowFitter {
  let probe: LineProbe

  /// A line thicker than the others by this, mm, is two that have run together.
  private static let twoLines = 0.25
  /// A measured line counts half at this distance from the fit, mm.
  private static let soft = 0.1
  /// Boxes whose lines are nearer than this touch, mm.
  private static let touching = 0.25

  /// The row through the lines of `sketch`, hundredths of a millimetre.
  func fit(_ sketch: RowSketch) -> BoxRow {
    let boxes = sketch.boxes
    let tops = boxes.compactMap { line(of: $0, isTop: true) }
    let bottoms = boxes.compactMap { line(of: $0, isTop: false) }
    let thickness = Self.median((tops + bottoms).map(\.width)) ?? 0.3
    let top = Self.median(tops.map(\.center)) ?? Self.median(boxes.map(\.minY)) ?? 0
    let bottom = Self.median(bottoms.map(\.center)) ?? Self.median(boxes.map(\.maxY)) ?? top
    let edges = self.edges(of: sketch, top: top, bottom: bottom, thickness: thickness)
    var row = Self.fitted(edges, sketch)
    (row.y, row.height) = (top, bottom - top)
    row.style = sketch.style
    return row.rounded
  }

  private func line(of box: Rect<FormSpace>, isTop: Bool) -> LineProbe.Band? {
    probe.side(
      isVertical: false, place: isTop ? box.minY : box.maxY, start: box.minX, end: box.maxX, isFirst: isTop)
  }

  /// A vertical side of a box and where it was found.
  private struct Edge {
    /// Index of the box and groups completed before it.
    var box: Int
    var group: Int
    var isLeft: Bool
    var place: Double
  }

  private func edges(
    of sketch: RowSketch, top: Double, bottom: Double, thickness: Double
  ) -> [Edge] {
    var edges: [Edge] = []
    var index = 0
    for (group, boxes) in sketch.groups.enumerated() {
      for (position, box) in boxes.enumerated() {
        for isLeft in [true, false] {
          let isOutline = position == (isLeft ? 0 : boxes.count - 1)
          let isTooth = sketch.style == .comb && !isOutline
          let start = isTooth ? bottom - (bottom - top) * BoxRow.toothShare : top
          let place = side(
            isLeft ? box.minX : box.maxX, isLeft: isLeft, start: start, end: bottom, thickness: thickness)
          if let place { edges.append(Edge(box: index, group: group, isLeft: isLeft, place: place)) }
        }
        index += 1
      }
    }
    return edges
  }

  /// Where a box's side is: the line that is nearest to its inside.
  private func side(
    _ place: Double, isLeft: Bool, start: Double, end: Double, thickness: Double
  ) -> Double? {
    guard let band = probe.side(isVertical: true, place: place, start: start, end: end, isFirst: isLeft)
    else { return nil }
    if band.width <= thickness + Self.twoLines { return band.center }
    return isLeft ? band.high - thickness / 2 : band.low + thickness / 2
  }

  /// The least-squares row: a side lies at x + box · pitch + group · gap, a right one a width further.
  private static func fitted(_ edges: [Edge], _ sketch: RowSketch) -> BoxRow {
    let count = sketch.boxes.count
    let first = sketch.boxes[0]
    let touches = sketch.style == .comb
    var solution = [first.minX, count > 1 ? pitch(sketch) : first.width, first.width, gap(sketch)]
    for _ in 0..<6 {
      var system = NormalEquations(unknowns: 4)
      for edge in edges {
        let right = edge.isLeft ? 0.0 : 1
        let row =
          touches
          ? [1, Double(edge.box) + right, 0, Double(edge.group)]
          : [1, Double(edge.box), right, Double(edge.group)]
        let expected = zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 }
        let distance = (edge.place - expected) / soft
        system.add(row, equals: edge.place, weight: 1 / (1 + distance * distance))
      }
      // What no line tells stays as the cells have it.
      for unknown in 0..<4 {
        var row = [0.0, 0, 0, 0]
        row[unknown] = 1
        system.add(row, equals: solution[unknown], weight: 1e-4)
      }
      guard let next = system.solution() else { break }
      solution = next
    }
    return row(solution, sketch)
  }

  private static func row(_ s: [Double], _ sketch: RowSketch) -> BoxRow {
    let count = sketch.boxes.count
    var (x, pitch, width, gap) = (s[0], s[1], s[2], s[3])
    if sketch.style == .comb || (count > 1 && abs(pitch - width) < touching) {
      if sketch.style != .comb { x -= (pitch - width) / 2 }
      width = pitch
    }
    if count == 1 { pitch = width }
    if sketch.groups.count == 1 { gap = 0 }
    return BoxRow(
      x: x, y: 0, width: width, height: 0, pitch: pitch, count: count,
      groups: sketch.groups.count > 1 ? sketch.groups.map(\.count) : [], groupGap: gap)
  }

  private static func pitch(_ sketch: RowSketch) -> Double {
    median(sketch.groups.flatMap { zip($0, $0.dropFirst()).map { $1.minX - $0.minX } })
      ?? sketch.boxes[0].width
  }

  private static func gap(_ sketch: RowSketch) -> Double {
    let steps = zip(sketch.groups, sketch.groups.dropFirst()).map { left, right in
      right[0].minX - (left.last?.minX ?? 0)
    }
    return (median(steps) ?? 0) - (steps.isEmpty ? 0 : pitch(sketch))
  }

  static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }
}

extension BoxRow {
  /// In hundredths of a millimetre, boxes that touch still doing so.
  fileprivate var rounded: BoxRow {
    let cut = { (length: Double) in (length * 100).rounded() / 100 }
    var row = self
    (row.x, row.y, row.width, row.height) = (cut(x), cut(y), cut(width), cut(height))
    (row.pitch, row.groupGap) = (max(cut(pitch), row.width), max(0, cut(groupGap)))
    return row
  }
}
