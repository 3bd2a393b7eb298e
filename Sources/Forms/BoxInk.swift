import Raster

/// Shares the ink of a row out to its boxes.
struct RowSharing {
  let ink: RowInk
  let map: ComponentMap
  /// For each box its columns and rows, px; columns reach to the middle of the gap to the neighbour.
  let cells: [(inner: Frame, cell: Frame)]

  /// Pixel columns and rows, half-open.
  struct Frame: Hashable {
    var columns: Range<Int>
    var rows: Range<Int>

    func contains(_ x: Int, _ y: Int) -> Bool { columns.contains(x) && rows.contains(y) }
  }

  /// mm² as pixels of the strip.
  private static func area(_ squareMillimetres: Double) -> Int {
    Int(squareMillimetres * RowStrip.scale * RowStrip.scale)
  }

  /// A component of this share near printed lines is what is left of one.
  private static let remnantShare = 0.8
  /// And no larger than this, mm².
  private static let largestRemnant = 1.5
  /// Ink in a second box is that of a second character, and cut off, if it is at least so much (mm²) and either
  /// this share of what the first box has or beyond the box's middle: what leaves a box seldom goes so far.
  private static let second = (area: 0.5, share: 0.3)
  /// Ink of which less than this share lies inside boxes belongs to what is printed or written around them.
  private static let leastInside = 0.3

  init(_ row: BoxRow, strip: RowStrip, ink: RowInk) {
    self.ink = ink
    let mask = ink.darkness.map { Int($0) >= ink.threshold ? UInt8(1) : 0 }
    map = ComponentMap(mask: mask, width: ink.width, height: ink.height)
    let boxes = row.boxes
    cells = boxes.indices.map { index in
      let box = boxes[index]
      let left = index > 0 ? (boxes[index - 1].maxX + box.minX) / 2 : box.minX - RowStrip.margin
      let right =
        index + 1 < boxes.count ? (box.maxX + boxes[index + 1].minX) / 2 : box.maxX + RowStrip.margin
      let rows = 0..<ink.height
      let low = Int(max(left, box.minX - RowStrip.margin) * RowStrip.scale - strip.origin.x * RowStrip.scale)
      let high = Int(
        min(right, box.maxX + RowStrip.margin) * RowStrip.scale - strip.origin.x * RowStrip.scale)
      return (
        Frame(
          columns: Int(strip.x(box.minX))..<Int(strip.x(box.maxX)),
          rows: Int(strip.y(box.minY))..<Int(strip.y(box.maxY))),
        Frame(columns: max(0, low)..<max(0, min(ink.width, high)), rows: rows)
      )
    }
  }

  /// The ink of each box.
  func shares() -> [BoxInk] {
    let measures = measure()
    var result = cells.map { _ in BoxInk() }
    for (index, component) in map.components.enumerated() {
      assign(component, Int32(index + 1), measures[index], to: &result)
    }
    return result
  }

  private struct Measure {
    var nearLines = 0
    /// Pixels in each box's inside and cell that has any, and in the inside those of its left and right halves.
    var inner: [Int: Int] = [:]
    var halves: [Int: (left: Int, right: Int)] = [:]
    var cell: [Int: Int] = [:]
  }

  private func measure() -> [Measure] {
    var measures = [Measure](repeating: Measure(), count: map.components.count)
    // Which box's cell, and which box's inside, each column belongs to.
    var cellOf = [Int](repeating: -1, count: ink.width)
    var innerOf = cellOf
    for (index, frame) in cells.enumerated() {
      for x in frame.cell.columns { cellOf[x] = index }
      for x in frame.inner.columns where x >= 0 && x < ink.width { innerOf[x] = index }
    }
    let rows = cells.first?.inner.rows ?? 0..<0
    for y in 0..<ink.height {
      for x in 0..<ink.width {
        let label = Int(map.labels[y * ink.width + x])
        if label == 0 { continue }
        if ink.lines[y * ink.width + x] != 0 { measures[label - 1].nearLines += 1 }
        if cellOf[x] >= 0 { measures[label - 1].cell[cellOf[x], default: 0] += 1 }
        if innerOf[x] >= 0, rows.contains(y) {
          let box = innerOf[x]
          measures[label - 1].inner[box, default: 0] += 1
          let isLeft = 2 * x < cells[box].inner.columns.lowerBound + cells[box].inner.columns.upperBound
          measures[label - 1].halves[box, default: (0, 0)].left += isLeft ? 1 : 0
          measures[label - 1].halves[box, default: (0, 0)].right += isLeft ? 0 : 1
        }
      }
    }
    return measures
  }

  private func assign(_ component: Component, _ label: Int32, _ measure: Measure, to boxes: inout [BoxInk]) {
    let inside = measure.inner.values.reduce(0, +)
    let isRemnant =
      Double(measure.nearLines) >= Self.remnantShare * Double(component.area)
      && component.area <= Self.area(Self.largestRemnant)
    if isRemnant || Double(inside) < Self.leastInside * Double(component.area) { return }
    let order = measure.inner.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let owner = order.first else { return }
    let others = order.dropFirst().filter { other in
      guard other.value >= Self.area(Self.second.area) else { return false }
      let halves = measure.halves[other.key] ?? (0, 0)
      let beyond = other.key > owner.key ? halves.right : halves.left
      return Double(other.value) >= Self.second.share * Double(owner.value)
        || beyond >= Self.area(Self.second.area) / 2
    }
    if others.isEmpty {
      boxes[owner.key].pieces.append(BoxInk.Piece(label: label, component: component, columns: nil))
      return
    }
    for share in [owner] + others {
      let columns = cells[share.key].cell.columns
      var part = component
      part.minX = max(part.minX, columns.lowerBound)
      part.maxX = min(part.maxX, columns.upperBound - 1)
      part.area = measure.cell[share.key] ?? 0
      boxes[share.key].pieces.append(BoxInk.Piece(label: label, component: part, columns: columns))
      boxes[share.key].isCut = true
    }
  }
}

/// The ink of one box: pieces of the row's components.
struct BoxInk: Hashable, Sendable {
  struct Piece: Hashable, Sendable {
    var label: Int32
    var component: Component
    /// The columns of it that are this box's; nil for all.
    var columns: Range<Int>?
  }

  var pieces: [Piece] = []
  /// Ink of this box is joined to a neighbour's and was cut between them.
  var isCut = false
  /// Ink was left out that may have meant something.
  var isPartial = false

  /// Smaller than this a piece is dust unless it is part of a stroke, mm²; dots of 0.4 mm.
  private static let dust = 0.13
  /// Larger dirt is as long as wide, up to this, mm; a stroke's part so small lies nearer to the rest than `joint`.
  private static let speck = 0.65
  /// Parts of a broken stroke are no further apart than this, mm.
  private static let joint = 0.3
  /// A small piece further than this from the character is a stray mark, mm; and what share of it is small.
  private static let stray = (distance: 1.5, share: 0.12)
  /// Small pieces near to one another are a stroke that is falling apart, if they are so much, mm².
  private static let leastTogether = 0.3

  /// Leaves out dust and stray marks.
  mutating func clean() {
    let large = pieces.filter { !isSmall($0) }
    guard let main = (large.isEmpty ? pieces : large).max(by: { $0.component.area < $1.component.area })
    else {
      return
    }
    let (taken, rest) = grown(from: main)
    if large.isEmpty {
      let together = taken.reduce(0) { $0 + $1.component.area }
      let isStroke = Double(together) >= Self.leastTogether * RowStrip.scale * RowStrip.scale
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

  private func isSmall(_ piece: Piece) -> Bool {
    let speck = Self.speck * RowStrip.scale
    return Double(piece.component.area) < Self.dust * RowStrip.scale * RowStrip.scale
      || Double(max(piece.component.width, piece.component.height)) < speck
  }

  /// Area in mm² and the diagonal of the outline in mm.
  var size: (area: Double, extent: Double) {
    guard let outline else { return (0, 0) }
    let area = Double(pieces.reduce(0) { $0 + $1.component.area }) / (RowStrip.scale * RowStrip.scale)
    let (w, h) = (Double(outline.width) / RowStrip.scale, Double(outline.height) / RowStrip.scale)
    return (area, (w * w + h * h).squareRoot())
  }

  /// The outline of all pieces; nil for no ink.
  var outline: Component? {
    guard var all = pieces.first?.component else { return nil }
    for piece in pieces.dropFirst() {
      all.minX = min(all.minX, piece.component.minX)
      all.minY = min(all.minY, piece.component.minY)
      all.maxX = max(all.maxX, piece.component.maxX)
      all.maxY = max(all.maxY, piece.component.maxY)
    }
    return all
  }
}

extension Component {
  /// The distance between two outlines, px; 0 where they touch.
  fileprivate func distance(to other: Component) -> Double {
    let dx = Double(max(0, max(minX, other.minX) - min(maxX, other.maxX)))
    let dy = Double(max(0, max(minY, other.minY) - min(maxY, other.maxY)))
    return (dx * dx + dy * dy).squareRoot()
  }
}
