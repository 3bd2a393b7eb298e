import Raster

/// Shares the ink of a row out to its boxes.
struct RowSharing {
  let ink: RowInk
  let map: ComponentMap
  /// For each box its inside and its cell, px; cells reach to the middle of the gap to the neighbour.
  let cells: [(inner: Frame, cell: Frame)]

  /// Pixel columns and rows, half-open.
  struct Frame: Hashable {
    var columns: Range<Int>
    var rows: Range<Int>
  }

  /// A component of this share near printed lines is what is left of one.
  private static let remnantShare = 0.8
  /// And no larger than this, mm², or no thicker than this, mm.
  private static let largestRemnant = (area: 1.5, thickness: 0.6)
  /// A component of this share near them is nothing else, wherever it ends.
  private static let nothingElse = 0.97
  /// Ink in a second box is that of a second character, and cut off, if it is at least so much (mm²) and either
  /// reaches over this share of the box's width and is this share of what the first box has, or reaches beyond the
  /// middle, or over this share of the height of a box without other ink: what leaves a box does seldom so.
  private static let second = (area: 0.5, width: 0.35, share: 0.3, height: 0.45)
  /// Ink with this share of it in a second box lies over the line between them.
  private static let straddling = 0.1
  /// A character is at least so high against its box, and two in one box overlap by less than this share of a width.
  private static let character = (height: 0.4, overlap: 0.3)
  /// Ink no wider than this share of a box may be one character over a line.
  private static let one = 0.65
  /// Ink so near to a box's outside, mm, is inside it as well: a 1 may stand on the line.
  private static let border = 0.6
  /// Ink of which less than this share lies inside boxes belongs to what is printed or written around them.
  private static let leastInside = 0.3
  /// So much of another box's ink in a box is said to be stray, mm².
  private static let foreign = 0.4

  init(_ row: BoxRow, strip: RowStrip, ink: RowInk) {
    self.ink = ink
    map = ComponentMap(mask: ink.mask, width: ink.width, height: ink.height)
    let boxes = row.boxes
    cells = boxes.indices.map { index in
      let box = boxes[index]
      var (left, right) = (box.minX - RowStrip.margin, box.maxX + RowStrip.margin)
      if index > 0 { left = max(left, (boxes[index - 1].maxX + box.minX) / 2) }
      if index + 1 < boxes.count { right = min(right, (box.maxX + boxes[index + 1].minX) / 2) }
      let cell = Int(strip.x(left))..<Int(strip.x(right))
      let inner =
        Int(strip.x(max(left, box.minX - Self.border)))..<Int(strip.x(min(right, box.maxX + Self.border)))
      let rows = Int(strip.y(box.minY))..<Int(strip.y(box.maxY))
      return (
        Frame(columns: inner, rows: rows),
        Frame(columns: cell.clamped(to: 0..<ink.width), rows: 0..<ink.height)
      )
    }
  }

  /// mm² as pixels of the strip.
  private static func area(_ squareMillimetres: Double) -> Int {
    Int(squareMillimetres * RowStrip.scale * RowStrip.scale)
  }

  /// The ink of each box.
  func shares() -> [BoxInk] {
    let measures = measures()
    var result = cells.map { _ in BoxInk() }
    var left: [BoxInk.Piece] = []
    // What lies in one box first: then it is known which boxes have ink of their own.
    for isShared in [false, true] {
      for (index, component) in map.components.enumerated() {
        let least = min(
          Self.second.area * RowStrip.scale * RowStrip.scale, Self.straddling * Double(component.area))
        let parts = measures[index].parts.values.filter { Double($0.inner) >= least }
        if (parts.count > 1) == isShared {
          assign(component, Int32(index + 1), measures[index], to: &result, left: &left)
        }
      }
    }
    takeUp(left, &result)
    sendHome(&result)
    return result
  }

  /// Gives a component to its box, or to all of which it has a character; or leaves it as no box's.
  private func assign(
    _ component: Component, _ label: Int32, _ measure: ComponentMeasure, to boxes: inout [BoxInk],
    left: inout [BoxInk.Piece]
  ) {
    let whole = BoxInk.Piece(label: label, component: component, columns: nil)
    let isRemnant =
      Double(measure.nearLines) >= Self.remnantShare * Double(component.area)
      && (component.area <= Self.area(Self.largestRemnant.area)
        || Double(min(component.width, component.height)) <= Self.largestRemnant.thickness * RowStrip.scale)
    var order = measure.parts.sorted { ($1.value.inner, $0.key) < ($0.value.inner, $1.key) }
    if order.count > 1, isOneTooMany(component, in: order[0].key, boxes),
      !boxes[order[1].key].hasCharacter,
      Double(order[1].value.inner) >= Self.straddling * Double(component.area)
    {
      order.swapAt(0, 1)
    }
    guard let owner = order.first else { return }
    if isRemnant || Double(measure.inside) < Self.leastInside * Double(component.area) {
      // A line with ink all over it cannot be told from a thick line.
      if isRemnant, measure.onLines >= Self.area(Self.foreign) { boxes[owner.key].isPartial = true }
      let near = Double(measure.nearLines) / Double(component.area)
      if near > 0, near < Self.nothingElse { left.append(whole) }
      return
    }
    let others =
      isOne(component, in: order.map(\.key), boxes)
      ? []
      : order.dropFirst().filter {
        isSecond($0.value, box: $0.key, owner: owner, hasOwn: boxes[$0.key].hasCharacter)
      }
    for other in order.dropFirst() where !others.contains(where: { $0.key == other.key }) {
      if other.value.inner < Self.area(Self.foreign) { continue }
      boxes[other.key].isPartial = true
      boxes[owner.key].isPartial = true
    }
    if others.isEmpty {
      boxes[owner.key].pieces.append(whole)
      return
    }
    for share in [owner] + others {
      boxes[share.key].pieces.append(whole.part(cells[share.key].cell.columns, area: share.value.cell))
      boxes[share.key].isCut = true
    }
  }

  /// Whether a component is one character that lies over a line, with no other in its boxes.
  private func isOne(_ component: Component, in keys: [Int], _ boxes: [BoxInk]) -> Bool {
    guard let first = keys.first else { return true }
    return Double(component.width) <= Self.one * Double(cells[first].inner.columns.count)
      && keys.allSatisfy { !boxes[$0].hasCharacter }
  }

  /// Whether a component as high as a character stands beside another in a box: one of them is a neighbour's.
  private func isOneTooMany(_ component: Component, in box: Int, _ boxes: [BoxInk]) -> Bool {
    let least = Self.character.height * Double(cells[box].inner.rows.count)
    guard Double(component.height) >= least else { return false }
    return boxes[box].pieces.contains { piece in
      let other = piece.component
      let overlap = min(component.maxX, other.maxX) - max(component.minX, other.minX)
      return Double(other.height) >= least
        && Double(overlap) < Self.character.overlap * Double(min(component.width, other.width))
    }
  }

  /// Whether a component's part in a box that is not its owner's is a character of its own.
  private func isSecond(
    _ part: ComponentMeasure.Part, box: Int, owner: (key: Int, value: ComponentMeasure.Part), hasOwn: Bool
  ) -> Bool {
    guard part.inner >= Self.area(Self.second.area) else { return false }
    let beyond = box > owner.key ? part.right : part.left
    let inner = cells[box].inner
    let border = Int(Self.border * RowStrip.scale)
    let reach =
      (box > owner.key ? part.maxX - inner.columns.lowerBound : inner.columns.upperBound - part.minX) - border
    let isDeep = Double(reach) >= Self.second.width * Double(inner.columns.count - 2 * border)
    let isShare = Double(part.inner) >= Self.second.share * Double(owner.value.inner)
    return (isDeep && isShare) || beyond >= Self.area(Self.second.area) / 2
      || !hasOwn && Double(part.maxY - part.minY) >= Self.second.height * Double(inner.rows.count)
  }
}
