import Raster

/// Proposes how a form may lie, from its registration marks.
struct MarkProposer {
  let layout: FormLayout
  let form: Int
  let spots: [MarkMap.Spot]

  /// A spot is a mark's if its side is the mark's within this factor; one that the scan's side cuts may be smaller.
  private static let size = 1.35
  private static let cutSize = 2.0
  /// Page and tag tell the scale within this factor.
  private static let scale = 1.06
  /// How far a mark may lie from where two others put it, mm: stretch that differs along the axes, 2 % of 100 mm.
  private static let reach = 4.5
  /// Tangent of the largest skew, 12°.
  private static let tilt = 0.213
  /// Fewer marks do not settle a map.
  static let fewest = 3
  private static let most = 8
  /// What a spot counts that the scan's side cuts, and how firmly the map is believed to turn and scale alone, a lever
  /// of 50 mm away.
  private static let weight = (cut: 0.1, square: 0.01, lever: 50.0)

  /// Proposals at about `scale` px per mm, best first.
  func proposals(scale: Double) -> [Proposal] {
    guard layout.marks.count >= Self.fewest else { return [] }
    var found: [Proposal] = []
    for (first, second) in pairs {
      let (a, b) = (layout.marks[first], layout.marks[second])
      for spot in spots where Self.isSized(spot, a, scale) {
        for other in spots where other != spot && Self.isSized(other, b, scale) {
          let (p, q) = (Self.center(of: spot, as: a, scale), Self.center(of: other, as: b, scale))
          guard let start = Self.similarity(a.center, b.center, p, q, scale) else { continue }
          if let proposal = proposal(start) { found.append(proposal) }
        }
      }
    }
    var distinct: [Proposal] = []
    for proposal in found.sorted(by: { $0.score > $1.score }) where distinct.count < Self.most {
      if !distinct.contains(where: { layout.isSame($0.transform, proposal.transform, within: 0.7) }) {
        distinct.append(proposal)
      }
    }
    return distinct
  }

  /// The marks' pairs that are furthest apart: with one mark lost, at least one of them is left.
  private var pairs: [(Int, Int)] {
    var pairs: [(first: Int, second: Int, distance: Double)] = []
    for first in layout.marks.indices {
      for second in layout.marks.indices where second > first {
        pairs.append((first, second, layout.marks[first].center.distance(to: layout.marks[second].center)))
      }
    }
    return pairs.sorted { $0.distance > $1.distance }.prefix(6).map { ($0.first, $0.second) }
  }

  private static func isSized(_ spot: MarkMap.Spot, _ mark: Rect<FormSpace>, _ scale: Double) -> Bool {
    let expected = (mark.width * mark.height).squareRoot() * scale
    // A disc has 0.79 of its square's area, a threshold takes or gives a little.
    return spot.side <= size * expected && spot.side * (spot.cut.isEmpty ? size : cutSize) >= 0.86 * expected
  }

  private static func center(
    of spot: MarkMap.Spot, as mark: Rect<FormSpace>, _ scale: Double
  ) -> Point<ScanSpace> {
    spot.center(side: (mark.width * mark.height).squareRoot() * scale)
  }

  /// The map that turns, scales and shifts only; nil where the scale or the skew is not possible.
  private static func similarity(
    _ a: Point<FormSpace>, _ b: Point<FormSpace>, _ p: Point<ScanSpace>, _ q: Point<ScanSpace>,
    _ scale: Double
  ) -> Affine<FormSpace, ScanSpace>? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let (ex, ey) = (q.x - p.x, q.y - p.y)
    let square = dx * dx + dy * dy
    guard square > 100 else { return nil }
    let cosine = (dx * ex + dy * ey) / square
    let sine = (dx * ey - dy * ex) / square
    let size = (cosine * cosine + sine * sine).squareRoot()
    guard size < scale * Self.scale, size * Self.scale > scale else { return nil }
    guard min(abs(cosine), abs(sine)) <= tilt * max(abs(cosine), abs(sine)) else { return nil }
    return Affine(
      a: cosine, b: -sine, c: sine, d: cosine, tx: p.x - cosine * a.x + sine * a.y,
      ty: p.y - sine * a.x - cosine * a.y)
  }

  /// The affine map through all marks that have a spot under `start`; nil for too few.
  private func proposal(_ start: Affine<FormSpace, ScanSpace>) -> Proposal? {
    let scale = abs(start.determinant).squareRoot()
    let reach = Self.reach * scale
    var system = NormalEquations(unknowns: 6)
    var matched = 0
    for mark in layout.marks {
      let center = mark.center
      let expected = start(center)
      let near = spots.lazy.filter { Self.isSized($0, mark, scale) }
        .map { (place: Self.center(of: $0, as: mark, scale), isCut: !$0.cut.isEmpty) }
        .min { $0.place.distance(to: expected) < $1.place.distance(to: expected) }
      guard let near, near.place.distance(to: expected) <= reach else { continue }
      matched += 1
      let weight = near.isCut ? Self.weight.cut : 1
      system.add([center.x, center.y, 1, 0, 0, 0], equals: near.place.x, weight: weight)
      system.add([0, 0, 0, center.x, center.y, 1], equals: near.place.y, weight: weight)
    }
    let lever = Self.weight.lever
    system.add([lever, 0, 0, 0, -lever, 0], equals: 0, weight: Self.weight.square)
    system.add([0, lever, 0, lever, 0, 0], equals: 0, weight: Self.weight.square)
    guard matched >= Self.fewest, let s = system.solution() else { return nil }
    let score = Double(matched) / Double(layout.marks.count)
    let outlines = layout.marks.reduce(0) { $0 + 2 * ($1.width + $1.height) }
    return Proposal(
      form: form, transform: Affine(a: s[0], b: s[1], c: s[3], d: s[4], tx: s[2], ty: s[5]), score: score,
      evidence: (2 * score - 1) * outlines)
  }
}
