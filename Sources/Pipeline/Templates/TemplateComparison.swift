package import Forms
import Raster

/// How what was found on a scan compares with a template, the page's lie on the scan left aside.
package struct TemplateComparison: Sendable {
  /// A field of the template.
  package struct Field: Sendable {
    package var name: String
    /// Whether a row of as many boxes in the same groups, or a frame, was found there.
    package var isFound: Bool
    /// How far the farthest corner of a box lies off, mm; nil where it was not found.
    package var deviation: Double?
  }

  package var fields: [Field] = []
  /// Places that were found where the template has no field.
  package var surplus = 0

  /// How far a place may lie off and still be the field's, mm: a scan's shift of 8 mm, and its stretch.
  private static let reach = 20.0

  package init(_ found: DetectedForm, with template: FormTemplate) {
    var free = found.places
    var pairs: [(index: Int, place: FieldPlace)] = []
    let shift = Self.shift(from: template.fields.map(\.place), to: found.places)
    for (index, field) in template.fields.enumerated() {
      let matches = free.indices.filter {
        free[$0].isLike(field.place) && free[$0].distance(to: field.place, shift: shift) < Self.reach
      }
      let best = matches.min {
        free[$0].distance(to: field.place, shift: shift) < free[$1].distance(to: field.place, shift: shift)
      }
      if let best { pairs.append((index, free.remove(at: best))) }
    }
    surplus = free.count
    let corners = pairs.map { ($0.index, template.fields[$0.index].place.corners, $0.place.corners) }
    let map = Self.lie(corners.flatMap { zip($0.1, $0.2) })
    fields = template.fields.enumerated().map { index, field in
      guard let pair = corners.first(where: { $0.0 == index }) else {
        return Field(name: field.name, isFound: false, deviation: nil)
      }
      return Field(
        name: field.name, isFound: true, deviation: zip(pair.1, pair.2).map { map($0).distance(to: $1) }.max()
      )
    }
  }

  /// The typical way from a template's places to those found: to the nearest one that is alike.
  private static func shift(from fields: [FieldPlace], to places: [FieldPlace]) -> Point<FormSpace> {
    let ways = fields.compactMap { field -> Point<FormSpace>? in
      let none = Point<FormSpace>(x: 0, y: 0)
      let nearest = places.filter { $0.isLike(field) }
        .min { $0.distance(to: field, shift: none) < $1.distance(to: field, shift: none) }
      guard let to = nearest?.corners.first, let from = field.corners.first else { return nil }
      return Point(x: to.x - from.x, y: to.y - from.y)
    }
    guard !ways.isEmpty else { return Point(x: 0, y: 0) }
    return Point(
      x: ways.map(\.x).sorted()[ways.count / 2], y: ways.map(\.y).sorted()[ways.count / 2])
  }

  /// The scanner's share: the least-squares shift and scales along the axes; only a shift where points settle no more.
  private static func lie(_ pairs: [(Point<FormSpace>, Point<FormSpace>)]) -> Affine<FormSpace, FormSpace> {
    let x = line(pairs.map { ($0.0.x, $0.1.x) })
    let y = line(pairs.map { ($0.0.y, $0.1.y) })
    return Affine(a: x.scale, b: 0, c: 0, d: y.scale, tx: x.shift, ty: y.shift)
  }

  /// Scale, within the 3 % of a scanner's stretch, and shift of one axis.
  private static func line(_ pairs: [(Double, Double)]) -> (scale: Double, shift: Double) {
    guard !pairs.isEmpty else { return (1, 0) }
    let count = Double(pairs.count)
    let (from, to) = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    let squares = pairs.reduce(0) { $0 + ($1.0 - from) * ($1.0 - from) }
    let products = pairs.reduce(0) { $0 + ($1.0 - from) * ($1.1 - to) }
    let scale = squares > 1 ? min(max(products / squares, 0.97), 1.03) : 1
    return (scale, to - scale * from)
  }
}

extension FieldPlace {
  /// The corners of each box, or of the frame.
  fileprivate var corners: [Point<FormSpace>] {
    switch self {
    case .area(let area): area.corners
    case .boxes(let row): row.boxes.flatMap(\.corners)
    }
  }

  /// Whether both are frames, or rows of as many boxes in the same groups.
  fileprivate func isLike(_ other: FieldPlace) -> Bool {
    switch (self, other) {
    case (.area, .area): true
    case (.boxes(let a), .boxes(let b)): a.count == b.count && a.sizes == b.sizes
    default: false
    }
  }

  fileprivate func distance(to other: FieldPlace, shift: Point<FormSpace>) -> Double {
    let (a, b) = (frame.center, other.frame.center)
    return a.distance(to: Point(x: b.x + shift.x, y: b.y + shift.y))
  }
}

extension BoxRow {
  /// Sizes of the groups; boxes that stand apart no further than others are one group.
  fileprivate var sizes: [Int] { groupGap < 0.01 || groups.isEmpty ? [count] : groups }
}
