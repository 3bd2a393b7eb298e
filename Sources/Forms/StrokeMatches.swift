import Raster

/// Which strokes lie where a form's edges should.
struct StrokeMatches {
  /// An edge's middle on the form, and the place of the stroke on it.
  private struct Match {
    var middle: Point<FormSpace>
    var isVertical: Bool
    var place: Double
    var length: Double
  }

  private var matches: [Match] = []
  /// Share of the edges' length that has a stroke, of [0, 1].
  private(set) var share = 0.0

  /// How much of an edge a stroke must cover to be its.
  private static let leastOverlap = 0.5
  /// Pieces of one line lie so near to one another, as share of the reach.
  private static let straight = 0.3
  /// How much an axis is believed to be perpendicular to the other: as this much length of edges, a lever of 50 mm
  /// away.
  private static let squareness = (length: 10.0, lever: 50.0)

  /// - Parameter reach: how far off a stroke may be, mm.
  init(layout: FormLayout, frame: StrokeFrame, fit: Affine<FormSpace, UprightSpace>, reach: Double) {
    let horizontal = frame.horizontal.sorted { $0.place < $1.place }
    let vertical = frame.vertical.sorted { $0.place < $1.place }
    var found = (all: 0.0, outline: 0.0)
    var total = (all: 0.0, outline: 0.0)
    for edge in layout.edges {
      if !edge.isOptional { total.all += edge.length }
      if !edge.isOptional, !edge.isDivider { total.outline += edge.length }
      let scale = edge.isVertical ? fit.a : fit.d
      let middle = edge.point(at: (edge.start + edge.end) / 2, offset: 0)
      let center = fit(middle)
      let (place, along) = edge.isVertical ? (center.x, center.y) : (center.y, center.x)
      let half = edge.length / 2 * (edge.isVertical ? fit.d : fit.a)
      let strokes = edge.isVertical ? vertical : horizontal
      let near = Self.nearest(
        strokes, place: place, start: along - half, end: along + half, reach: reach * scale)
      guard let near else { continue }
      if !edge.isOptional { found.all += edge.length }
      if !edge.isOptional, !edge.isDivider { found.outline += edge.length }
      matches.append(Match(middle: middle, isVertical: edge.isVertical, place: near, length: edge.length))
    }
    // Dividers may have dropped out.
    share = max(
      total.all > 0 ? found.all / total.all : 0, total.outline > 0 ? found.outline / total.outline : 0)
  }

  /// The place of the nearest stroke that covers enough of an edge, of strokes in order of their places.
  private static func nearest(
    _ strokes: [Stroke], place: Double, start: Double, end: Double, reach: Double
  ) -> Double? {
    var low = 0
    var high = strokes.count
    while low < high {
      let middle = (low + high) / 2
      if strokes[middle].place < place - reach { low = middle + 1 } else { high = middle }
    }
    var best: Double?
    var pieces: [(place: Double, length: Double)] = []
    for stroke in strokes[low...] {
      if stroke.place > place + reach { break }
      let overlap = min(stroke.end, end) - max(stroke.start, start)
      if overlap > 0 { pieces.append((stroke.place, overlap)) }
      if overlap < leastOverlap * (end - start) { continue }
      if abs(stroke.place - place) < abs((best ?? .infinity) - place) { best = stroke.place }
    }
    return best ?? line(of: pieces, least: leastOverlap * (end - start), within: straight * reach)
  }

  /// The mean place of the strokes that together are longest, of all that lie so near to one another; nil for less than
  /// `least` of them.
  ///
  /// A long line is in pieces where writing touches it.
  private static func line(
    of pieces: [(place: Double, length: Double)], least: Double, within: Double
  ) -> Double? {
    var best = (place: 0.0, length: 0.0)
    for piece in pieces {
      var sum = (moment: 0.0, length: 0.0)
      for other in pieces where abs(other.place - piece.place) <= within {
        sum = (sum.moment + other.place * other.length, sum.length + other.length)
      }
      if sum.length > best.length { best = (sum.moment / sum.length, sum.length) }
    }
    return best.length >= least ? best.place : nil
  }

  /// The least-squares map through the matches; nil where they do not settle it.
  func refined(_ fit: Affine<FormSpace, UprightSpace>) -> Affine<FormSpace, UprightSpace>? {
    // Unknowns: a, b, tx of u = a·x + b·y + tx and c, d, ty of v = c·x + d·y + ty.
    var system = NormalEquations(unknowns: 6)
    for match in matches {
      let (x, y) = (match.middle.x, match.middle.y)
      system.add(
        match.isVertical ? [x, y, 1, 0, 0, 0] : [0, 0, 0, x, y, 1], equals: match.place, weight: match.length)
    }
    // One row of boxes says nothing of b; two axes of a page are perpendicular within the scanner's faults.
    let lever = Self.squareness.lever
    system.add([0, lever, 0, lever, 0, 0], equals: 0, weight: Self.squareness.length)
    system.add(
      [lever, 0, 0, 0, -lever, 0], equals: lever * (fit.a - fit.d), weight: Self.squareness.length / 10)
    // And the frame is upright already, which is all that is known of the turn of one frame.
    system.add([0, lever, 0, 0, 0, 0], equals: lever * fit.b, weight: Self.squareness.length / 20)
    system.add([0, 0, 0, lever, 0, 0], equals: lever * fit.c, weight: Self.squareness.length / 20)
    guard matches.count >= 4, let s = system.solution() else { return nil }
    return Affine(a: s[0], b: s[1], c: s[3], d: s[4], tx: s[2], ty: s[5])
  }
}
