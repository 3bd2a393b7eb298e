import Raster

/// What a box's line cut off from the neighbour's character.
private enum CutOff {
  /// It is no larger than this, mm² and mm: smaller than any character, larger than most of what leaves a box.
  static let area = 1.2
  static let height = 2.0
  /// It stays within this share of the box's width.
  static let width = 0.4
  /// Of ink alone in its box, no piece is higher than this share of it.
  static let rest = 0.3
  /// It begins no further from the line than this, mm; the neighbour's ink ends so near to its own.
  static let nearness = 0.6
  /// It is further than this from what else is in the box, mm.
  static let apart = 0.3
  /// A stroke along the line stays so near to the middle between two boxes, mm; the neighbour's ink comes so near to it.
  static let along = 1.3
  static let reaching = 1.0
}

/// What goes on from a character over a line of its box, and was taken for the line's or for what is written around.
private enum GoneOn {
  /// A stroke no thicker than this along an axis, mm, may be a line's remnant.
  static let thickness = 0.6
  /// It begins so near to where the character ends, mm: lines hide no more.
  static let reach = 0.6
  /// What is hidden begins so near to where the character ends, px.
  static let edge = 2
  /// It is no more than so many times what the character is without it.
  static let most = 1.5
}

extension RowSharing {
  /// Gives strokes that are no box's, since they run beside a line or beyond it, to the box whose ink they go on.
  func takeUp(_ left: [BoxInk.Piece], _ boxes: inout [BoxInk]) {
    let least = GoneOn.thickness * RowStrip.scale
    for piece in left where Double(min(piece.component.width, piece.component.height)) > least {
      if let box = box(before: piece, boxes) { boxes[box].pieces.append(piece) }
    }
  }

  /// The box that has most ink near to a piece.
  private func box(before piece: BoxInk.Piece, _ boxes: [BoxInk]) -> Int? {
    let (outline, own) = (piece.component, piece.label)
    let reach = Int(GoneOn.reach * RowStrip.scale)
    let owners = boxes.indices.filter { index in
      boxes[index].pieces.contains { $0.component.distance(to: outline) <= Double(reach) }
        && GoneOn.most * Double(boxes[index].pixels) >= Double(outline.area)
    }
    guard !owners.isEmpty else { return nil }
    var near: [Int: Int] = [:]
    for y in max(0, outline.minY - reach)...min(ink.height - 1, outline.maxY + reach) {
      for x in max(0, outline.minX - reach)...min(ink.width - 1, outline.maxX + reach) {
        let label = map.labels[y * ink.width + x]
        guard label != 0, label != own else { continue }
        let owner = owners.first { box in
          boxes[box].pieces.contains { $0.label == label && ($0.columns?.contains(x) ?? true) }
        }
        guard let owner, isBesideHidden(x, y), isInk(of: own, within: reach, x, y) else { continue }
        near[owner, default: 0] += 1
      }
    }
    return near.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// Whether ink that ends at (x, y) may go on where a line hides it.
  private func isBesideHidden(_ x: Int, _ y: Int) -> Bool {
    let columns = max(0, x - GoneOn.edge)...min(ink.width - 1, x + GoneOn.edge)
    return (max(0, y - GoneOn.edge)...min(ink.height - 1, y + GoneOn.edge)).contains { row in
      columns.contains { ink.lines[row * ink.width + $0] & 1 == 1 }
    }
  }

  /// Whether component `label` has a pixel so near to (x, y) along both axes.
  private func isInk(of label: Int32, within reach: Int, _ x: Int, _ y: Int) -> Bool {
    let columns = max(0, x - reach)...min(ink.width - 1, x + reach)
    return (max(0, y - reach)...min(ink.height - 1, y + reach)).contains { row in
      columns.contains { map.labels[row * ink.width + $0] == label }
    }
  }

  /// Gives small pieces beside a line to the neighbour whose ink ends on the line's other side.
  func sendHome(_ boxes: inout [BoxInk]) {
    var owners: [Int32: Int] = [:]
    for (index, box) in boxes.enumerated() { for piece in box.pieces { owners[piece.label] = index } }
    for index in boxes.indices {
      for piece in boxes[index].pieces where isCutOff(piece, in: boxes[index]) {
        guard let home = home(of: piece, box: index, owners: owners) else { continue }
        boxes[index].pieces.removeAll { $0 == piece }
        boxes[home].pieces.append(piece)
      }
    }
    for index in boxes.indices where isRest(boxes[index]) {
      guard let home = neighbour(of: boxes[index], box: index, boxes) else { continue }
      boxes[home].pieces += boxes[index].pieces
      boxes[index].pieces = []
    }
  }

  /// Whether all ink of a box is a stroke along the line to a neighbour, and the neighbour's reaches that line.
  func isBesideLine(_ box: Int, _ boxes: [BoxInk]) -> Bool {
    guard let own = boxes[box].outline else { return false }
    let (along, reaching) = (Int(CutOff.along * RowStrip.scale), Int(CutOff.reaching * RowStrip.scale))
    let cell = cells[box].cell.columns
    let isLeft =
      box > 0 && own.maxX <= cell.lowerBound + along && boxes[box - 1].hasCharacter
      && boxes[box - 1].outline.map { $0.maxX >= cell.lowerBound - reaching } ?? false
    let isRight =
      box + 1 < boxes.count && own.minX >= cell.upperBound - along && boxes[box + 1].hasCharacter
      && boxes[box + 1].outline.map { $0.minX <= cell.upperBound + reaching } ?? false
    return isLeft || isRight
  }

  /// Whether a box has nothing as high as a character.
  private func isRest(_ box: BoxInk) -> Bool {
    !box.pieces.isEmpty
      && box.pieces.allSatisfy {
        $0.columns == nil && Double($0.component.height) < CutOff.rest * Double(cells[0].inner.rows.count)
      }
  }

  /// The neighbour with a character beside whose line all of a box's ink lies.
  private func neighbour(of rest: BoxInk, box: Int, _ boxes: [BoxInk]) -> Int? {
    guard let outline = rest.outline else { return nil }
    let inner = cells[box].inner.columns
    let reach = Int(CutOff.width * Double(inner.count))
    if box > 0, outline.maxX < inner.lowerBound + reach, boxes[box - 1].hasCharacter { return box - 1 }
    if box + 1 < boxes.count, outline.minX > inner.upperBound - reach, boxes[box + 1].hasCharacter {
      return box + 1
    }
    return nil
  }

  private func isCutOff(_ piece: BoxInk.Piece, in box: BoxInk) -> Bool {
    let (component, scale) = (piece.component, RowStrip.scale)
    guard piece.columns == nil, Double(component.area) <= CutOff.area * scale * scale,
      Double(component.height) <= CutOff.height * scale
    else { return false }
    return box.pieces.allSatisfy { other in
      other == piece || other.component.area < component.area
        || component.distance(to: other.component) > CutOff.apart * scale
    }
  }

  /// The neighbour whose ink ends where the piece begins.
  private func home(of piece: BoxInk.Piece, box: Int, owners: [Int32: Int]) -> Int? {
    let inner = cells[box].inner.columns
    let near = Int(CutOff.nearness * RowStrip.scale)
    let most = Int(CutOff.width * Double(inner.count))
    let component = piece.component
    if box > 0, component.minX <= inner.lowerBound + near, component.maxX < inner.lowerBound + most {
      let end = cells[box - 1].inner.columns.upperBound
      let gap = max(0, component.minX - end)
      if hasInk(of: box - 1, columns: end - near..<end, component, reach: gap + near, owners) {
        return box - 1
      }
    }
    if box + 1 < cells.count, component.maxX >= inner.upperBound - near,
      component.minX > inner.upperBound - most
    {
      let start = cells[box + 1].inner.columns.lowerBound
      let gap = max(0, start - component.maxX)
      if hasInk(of: box + 1, columns: start..<start + near, component, reach: gap + near, owners) {
        return box + 1
      }
    }
    return nil
  }

  /// Whether a box has ink in `columns`, at the rows of `component` or no further off than `reach`.
  private func hasInk(
    of box: Int, columns: Range<Int>, _ component: Component, reach: Int, _ owners: [Int32: Int]
  ) -> Bool {
    for y in max(0, component.minY - reach)...min(ink.height - 1, component.maxY + reach) {
      for x in columns.clamped(to: 0..<ink.width) {
        let label = map.labels[y * ink.width + x]
        if label != 0, owners[label] == box { return true }
      }
    }
    return false
  }
}
