import Raster

/// A way a form may lie on a scan, from its strokes alone.
struct Proposal: Hashable, Sendable {
  /// Index of the form.
  var form: Int
  var transform: Affine<FormSpace, ScanSpace>
  /// Share of the form's edges, or of its marks, that were found, of [0, 1].
  var score: Double
  /// Found less missing length of edges, or of marks' outlines, mm.
  var evidence: Double
}

/// Proposes how one form may lie, seen in one of the four orientations.
struct Proposer {
  let layout: FormLayout
  let form: Int
  let frame: StrokeFrame

  /// Bins of the profiles, mm.
  private static let bin = 0.25
  /// How far page and scan may be shifted against each other, mm: 8 mm of shift, a lever of 10° of skew at the
  /// page's corner, and as much again.
  private static let slack = 40.0
  /// Rows of boxes are tried at this many places, and each of them at this many across.
  private static let tries = (along: 10, across: 2)
  /// Below these shares of the expected strokes nothing is proposed.
  private static let leastRows = 0.35
  private static let leastScore = 0.4

  /// Proposals at about `scale` px per mm, best first.
  func proposals(scale: Double) -> [Proposal] {
    rows(scale: scale).flatMap { y in columns(scale: scale, y: y).map { (x: $0, y: y) } }
      .compactMap { x, y in proposal(x: x, y: y) }
      .filter { $0.score >= Self.leastScore }
      .sorted { $0.score > $1.score }
  }

  /// Where the horizontal edges may lie, by the rows of strokes.
  private func rows(scale: Double) -> [AxisFit] {
    let places = frame.horizontal.map(\.place)
    guard let low = places.min(), let high = places.max() else { return [] }
    let bin = Self.bin * scale
    var profile = AxisProfile(low: low - bin, high: high + bin, bin: bin)
    for stroke in frame.horizontal { profile.add(stroke.length, at: stroke.place) }
    let lines = [false, true].flatMap { isOptional in
      var levels: [Double: Double] = [:]
      for edge in layout.edges where !edge.isVertical && edge.isOptional == isOptional {
        levels[(edge.place * 10).rounded() / 10, default: 0] += edge.length
      }
      return levels.sorted { $0.key < $1.key }.map {
        AxisLine(position: $0.key, weight: $0.value, profile: 0, isOptional: isOptional)
      }
    }
    let match = AxisMatch(lines: lines, profiles: [profile], scale: scale)
    return match.best(
      Self.tries.along,
      offsets: offsets(lines, center: frame.center.y, scan: frame.height, layout.height, scale),
      least: Self.leastRows)
  }

  /// Where the vertical edges may lie, given where the rows do.
  private func columns(scale: Double, y: AxisFit) -> [AxisFit] {
    let places = frame.vertical.map(\.place)
    guard let low = places.min(), let high = places.max() else { return [] }
    let bin = Self.bin * scale
    var bands: [ClosedRange<Double>] = []
    var profiles: [AxisProfile] = []
    var lines: [AxisLine] = []
    for edge in layout.edges where edge.isVertical {
      let band = edge.start...edge.end
      let known = bands.firstIndex(of: band)
      if known == nil {
        bands.append(band)
        profiles.append(
          profile(from: y(edge.start), to: y(edge.end), low: low - bin, high: high + bin, bin: bin))
      }
      lines.append(
        AxisLine(
          position: edge.place, weight: edge.length, profile: known ?? bands.count - 1,
          isOptional: edge.isOptional || edge.isDivider))
    }
    let match = AxisMatch(lines: lines, profiles: profiles, scale: scale)
    return match.best(
      Self.tries.across,
      offsets: offsets(lines, center: frame.center.x, scan: frame.width, layout.width, scale),
      least: Self.leastScore)
  }

  /// The vertical strokes' lengths within a band of rows.
  private func profile(
    from top: Double, to bottom: Double, low: Double, high: Double, bin: Double
  ) -> AxisProfile {
    var profile = AxisProfile(low: low, high: high, bin: bin)
    for stroke in frame.vertical {
      let overlap = min(stroke.end, bottom) - max(stroke.start, top)
      if overlap > 0.4 * (bottom - top) { profile.add(overlap, at: stroke.place) }
    }
    return profile
  }

  /// Where the lines' middle may be, px: page and scan lie over each other, give or take `slack`.
  private func offsets(
    _ lines: [AxisLine], center: Double, scan: Double, _ page: Double, _ scale: Double
  ) -> ClosedRange<Double> {
    let positions = lines.map(\.position)
    let middle = ((positions.min() ?? 0) + (positions.max() ?? 0)) / 2
    let centered = center + (middle - page / 2) * scale
    let play = abs(scan - page * scale) / 2 + Self.slack * scale
    return centered - play...centered + play
  }

  /// The affine fit to the strokes near the edges as two axis fits put them; nil where too few are near.
  private func proposal(x: AxisFit, y: AxisFit) -> Proposal? {
    var fit = Affine<FormSpace, UprightSpace>(
      a: x.scale, b: 0, c: 0, d: y.scale, tx: x.offset - x.scale * x.center,
      ty: y.offset - y.scale * y.center)
    var score = 0.0
    // Wide first, since the scale's step and the skew's leave some tenths of a millimetre at the page's ends.
    for reach in [1.0, 0.7, 0.5] {
      let matches = StrokeMatches(layout: layout, frame: frame, fit: fit, reach: reach)
      guard let better = matches.refined(fit) else { return nil }
      fit = better
      score = matches.share
    }
    return Proposal(
      form: form, transform: fit.then(frame.toScan), score: score,
      evidence: (2 * score - 1) * layout.requiredLength)
  }
}
