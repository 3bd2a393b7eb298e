import Raster

/// One printed edge of a box on the form, mm.
struct LayoutEdge: Hashable, Sendable {
  var isVertical: Bool
  /// Where it lies across itself: y of a horizontal edge, x of a vertical one.
  var place: Double
  /// Where it begins and ends along itself.
  var start: Double
  var end: Double
  /// −1 or 1: towards where the box's outside is; 0 where two boxes share the edge.
  var outward: Double
  /// Index of the field it belongs to.
  var field: Int
  /// Whether it may not be printed at all: an area's frame where boxes or marks tell how the page lies.
  var isOptional = false

  var length: Double { end - start }
  /// Whether it stands between two boxes that touch.
  var isDivider: Bool { isVertical && outward == 0 }

  /// The point at `position` along the edge, `offset` across it.
  func point(at position: Double, offset: Double) -> Point<FormSpace> {
    isVertical ? Point(x: place + offset, y: position) : Point(x: position, y: place + offset)
  }
}

extension LayoutEdge {
  /// Where it lies, in half millimetres; its direction.
  fileprivate struct Cell: Hashable {
    var isVertical: Bool
    var x: Int
    var y: Int
  }

  /// Where it begins, to half a millimetre, once moved `shift` mm to the right, and how it runs from there.
  fileprivate func cell(movedAside shift: Double) -> Cell {
    let start = point(at: start, offset: 0)
    return Cell(
      isVertical: isVertical, x: Int((2 * (start.x + shift)).rounded()), y: Int((2 * start.y).rounded()))
  }

  /// A comb's short line.
  init(tooth: PrintedRule, field: Int) {
    self.init(
      isVertical: true, place: tooth.start.x, start: tooth.start.y, end: tooth.end.y, outward: 0, field: field
    )
  }
}

/// What of a form is printed, as registration looks for it.
struct FormLayout: Sendable {
  let width: Double
  let height: Double
  /// Horizontal edges first, then vertical ones; an edge that two boxes share stands once.
  let edges: [LayoutEdge]
  /// The length of those that are not optional, mm.
  let requiredLength: Double
  /// What speaks for the form where all of it is found, mm.
  var mostEvidence: Double {
    edges.reduce(0) { $0 + $1.length } + marks.reduce(0) { $0 + 2 * ($1.width + $1.height) }
  }
  /// Outlines of the registration marks.
  let marks: [Rect<FormSpace>]
  /// Whether the boxes may be missing from a scan as a whole, since their colour drops out or nothing is printed.
  let mayDropOut: Bool
  /// Whether it has boxes; without them, areas' frames tell how the page lies.
  let hasBoxes: Bool
  /// Whether nothing but areas' frames tells how the page lies.
  var hasOnlyFrames: Bool { !hasBoxes && marks.count < MarkProposer.fewest }
  /// Where lines would go on beyond the boxes if they were a table's: a form has none there.
  let continuations: [LayoutEdge]
  /// The outline of the smallest box: what the evidence for two forms must differ by.
  let smallestOutline: Double
  /// What the evidence must lose, mm, where the form is laid a box further on: the smallest box's outline; of boxes that
  /// touch, which may stand in a table, one line from top to bottom.
  let lossBeside: Double

  /// Boxes that touch within this share an edge, mm.
  private static let touching = 0.05

  init(_ form: FormTemplate) {
    width = form.pageWidth
    height = form.pageHeight
    let boxes = Self.rects(of: form) { if case .boxes(let row) = $0 { row.boxes } else { [] } }
    // A comb's boxes share an outline; what divides them is short.
    let outlines = Self.rects(of: form) { if case .boxes(let row) = $0 { row.outlines } else { [] } }
    let teeth = form.fields.enumerated().flatMap { index, field -> [LayoutEdge] in
      guard case .boxes(let row) = field.place else { return [] }
      return row.teeth.map { LayoutEdge(tooth: $0, field: index) }
    }
    let frames = Self.rects(of: form) { if case .area(let rect) = $0 { [rect] } else { [] } }
    marks = form.marks
    let hasMarks = form.marks.count >= MarkProposer.fewest
    mayDropOut = hasMarks && (form.dropout != nil || boxes.isEmpty)
    hasBoxes = !boxes.isEmpty
    let required = boxes.isEmpty ? frames : boxes
    let optional = boxes.isEmpty ? [] : frames
    let upright = boxes.isEmpty ? frames : outlines
    let all =
      Self.edges(of: required, optional, vertical: false) + Self.edges(of: upright, optional, vertical: true)
      + teeth
    edges = all
    requiredLength = all.reduce(0) { $1.isOptional ? $0 : $0 + $1.length }
    continuations = Self.continuations(
      of: all.filter { !$0.isOptional }, around: (boxes + frames).map(\.rect))
    smallestOutline = (required.map(\.rect) + marks).map { 2 * ($0.width + $0.height) }.min() ?? 0
    lossBeside =
      all.contains(where: \.isDivider) ? 2 * (required.map(\.rect.height).min() ?? 0) : smallestOutline
  }

  private static func rects(
    of form: FormTemplate, _ outlines: (FieldPlace) -> [Rect<FormSpace>]
  ) -> [(rect: Rect<FormSpace>, field: Int)] {
    form.fields.enumerated().flatMap { index, field in outlines(field.place).map { ($0, index) } }
  }

  /// Edges of two forms that begin, end and lie within this of each other are one, mm.
  private static let shared = 0.3

  /// Indices of the edges that must be there and are none of `other`'s.
  func edges(beside other: FormLayout) -> [Int] {
    edges.indices.filter { index in
      let edge = edges[index]
      return !edge.isOptional
        && !other.edges.contains {
          $0.isVertical == edge.isVertical && abs($0.place - edge.place) <= Self.shared
            && abs($0.start - edge.start) <= Self.shared && abs($0.end - edge.end) <= Self.shared
        }
    }
  }

  /// Indices of the edges that must be there and, where the form is moved `shift` mm to the right, come to lie where it
  /// has none itself: about, to half a millimetre.
  func edges(movedAside shift: Double) -> [Int] {
    let own = Set(edges.map { $0.cell(movedAside: 0) })
    return edges.indices.filter { index in
      !edges[index].isOptional && !own.contains(edges[index].cell(movedAside: shift))
    }
  }

  /// How far beyond a box, mm, its lines are looked for; nearer, they may be drawn a little too long.
  private static let beyond = 0.6...3.6
  /// A box so near is met; its own is further off than that.
  private static let near = 0.5

  /// The edges' prolongations at both ends that meet no other box.
  private static func continuations(of edges: [LayoutEdge], around rects: [Rect<FormSpace>]) -> [LayoutEdge] {
    edges.flatMap { edge in
      [
        edge.start - beyond.upperBound...edge.start - beyond.lowerBound,
        edge.end + beyond.lowerBound...edge.end + beyond.upperBound,
      ].map { span in
        LayoutEdge(
          isVertical: edge.isVertical, place: edge.place, start: span.lowerBound, end: span.upperBound,
          outward: edge.outward, field: edge.field)
      }
    }.filter { edge in
      !rects.contains { rect in
        let (low, high) = edge.isVertical ? (rect.minX, rect.maxX) : (rect.minY, rect.maxY)
        let (start, end) = edge.isVertical ? (rect.minY, rect.maxY) : (rect.minX, rect.maxX)
        return edge.place >= low - 1 && edge.place <= high + 1 && edge.start < end + near
          && edge.end > start - near
      }
    }
  }

  private static func edges(
    of required: [(rect: Rect<FormSpace>, field: Int)], _ optional: [(rect: Rect<FormSpace>, field: Int)],
    vertical: Bool
  ) -> [LayoutEdge] {
    var edges: [LayoutEdge] = []
    for (index, (rect, field)) in (required + optional).enumerated() {
      let (low, high) = vertical ? (rect.minX, rect.maxX) : (rect.minY, rect.maxY)
      let (start, end) = vertical ? (rect.minY, rect.maxY) : (rect.minX, rect.maxX)
      for (place, outward) in [(low, -1.0), (high, 1.0)] {
        edges.append(
          LayoutEdge(
            isVertical: vertical, place: place, start: start, end: end, outward: outward, field: field,
            isOptional: index >= required.count))
      }
    }
    return withoutShared(edges)
  }

  /// Edges that coincide become one, with no side outside.
  private static func withoutShared(_ edges: [LayoutEdge]) -> [LayoutEdge] {
    var result: [LayoutEdge] = []
    for edge in edges.sorted(by: { ($0.start, $0.place) < ($1.start, $1.place) }) {
      let twin = result.lastIndex {
        abs($0.place - edge.place) < touching && abs($0.start - edge.start) < touching
          && abs($0.end - edge.end) < touching
      }
      if let twin {
        result[twin].outward = 0
      } else {
        result.append(edge)
      }
    }
    return result
  }
}
