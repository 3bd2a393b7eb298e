import Raster

/// The printed lines of a row of boxes, found in its strip.
struct PrintedLines: Sendable {
  /// A line of one edge: where it hides what is written.
  struct Band: Hashable, Sendable {
    var isVertical: Bool
    /// Pixels across the line that are hidden, and along it where it runs.
    var across: ClosedRange<Int>
    var along: ClosedRange<Int>
    /// Its darkness.
    var level: Int
    /// Which side of its box it is, of 0..<4: lines of a side are alike along a row.
    var side: Int
  }

  private(set) var bands: [Band] = []

  /// How far from its edge a line is looked for, px: 0.6 mm.
  private static let reach = 7
  /// The least darkness of a line, and in standard deviations of noise.
  private static let least = (level: 14.0, sigmas: 3.0)
  /// A line's flanks hide too: half a pixel of the scan, by which a threshold makes it thicker here and there.
  private static let guardScanPixels = 0.6
  /// A place or thickness so far from that of the row's other lines is ink, px.
  private static let play = 2.5
  /// Where fewer of a row's edges have a line, and the same line, boxes have none: it is ink.
  private static let leastLines = 0.4
  /// A line is no darker than the row's others by more than this: beyond it, there is ink all along it.
  private static let unevenness = 20

  init(_ row: BoxRow, in strip: RowStrip) {
    // Left, right, top and bottom lines are each alike along the row.
    for isVertical in [true, false] {
      for isFirst in [true, false] {
        let edges = row.boxes.map { Self.edge($0, isVertical: isVertical, isFirst: isFirst, strip) }
        let side = (isVertical ? 0 : 2) + (isFirst ? 0 : 1)
        bands += Self.bands(edges, isVertical: isVertical, side: side, strip)
      }
    }
  }

  /// An edge in pixels of the strip.
  private struct Edge {
    var place: Double
    var along: ClosedRange<Int>
  }

  private static func edge(
    _ box: Rect<FormSpace>, isVertical: Bool, isFirst: Bool, _ strip: RowStrip
  ) -> Edge {
    let (left, right) = (strip.x(box.minX), strip.x(box.maxX))
    let (top, bottom) = (strip.y(box.minY), strip.y(box.maxY))
    let along = isVertical ? Int(top)...Int(bottom) : Int(left)...Int(right)
    let place = isVertical ? (isFirst ? left : right) : (isFirst ? top : bottom)
    return Edge(place: place, along: along)
  }

  private static func bands(_ edges: [Edge], isVertical: Bool, side: Int, _ strip: RowStrip) -> [Band] {
    let shapes = edges.map { shape($0, isVertical: isVertical, strip) }
    let known = shapes.compactMap { $0 }
    guard !known.isEmpty else { return [] }
    let offset = median(known.map(\.offset))
    let thickness = median(known.map(\.thickness))
    let agreeing = known.filter { abs($0.offset - offset) <= play && $0.thickness <= thickness + play }
    guard Double(agreeing.count) >= leastLines * Double(edges.count) else { return [] }
    let level = Int(median(known.map { Double($0.level) }))
    let flank = guardScanPixels * strip.scanPixel + 0.5
    return zip(edges, shapes).compactMap { edge, shape in
      guard let shape else { return nil }
      let isLine = abs(shape.offset - offset) <= play && shape.thickness <= thickness + play
      let center = edge.place + (isLine ? shape.offset : offset)
      let half = (isLine ? shape.thickness : thickness) / 2 + flank
      let ends = Int(half.rounded(.up))
      return Band(
        isVertical: isVertical, across: Int((center - half).rounded())...Int((center + half).rounded()) - 1,
        along: edge.along.lowerBound - ends...edge.along.upperBound + ends,
        level: min(shape.level, level + Self.unevenness), side: side)
    }
  }

  private struct Shape {
    /// Centre of the line less the edge's place, thickness at half its darkness, px.
    var offset: Double
    var thickness: Double
    var level: Int
  }

  /// The line at an edge, from the medians along it, which ink that crosses does not change; nil where there is none.
  private static func shape(_ edge: Edge, isVertical: Bool, _ strip: RowStrip) -> Shape? {
    let middle = Int(edge.place.rounded(.down))
    let trim = (edge.along.upperBound - edge.along.lowerBound) / 8
    let positions = edge.along.lowerBound + trim...edge.along.upperBound - trim
    let profile = (-reach...reach).map { offset -> Int in
      medianDarkness(across: middle + offset, along: positions, isVertical: isVertical, strip)
    }
    let paper = profile.min() ?? 0
    guard let top = profile.indices.max(by: { score(profile, $0) < score(profile, $1) }) else { return nil }
    let level = profile[top] - paper
    guard Double(level) >= max(least.level, least.sigmas * strip.noise) else { return nil }
    let half = Double(paper) + Double(level) / 2
    let first = crossing(profile, from: top, step: -1, level: half)
    let last = crossing(profile, from: top, step: 1, level: half)
    let center = (first + last) / 2 + Double(middle - reach) + 0.5
    return Shape(offset: center - edge.place, thickness: last - first, level: profile[top])
  }

  /// Darkness, the nearer to the edge the better.
  private static func score(_ profile: [Int], _ index: Int) -> Double {
    Double(profile[index]) * (1 - 0.05 * Double(abs(index - reach)))
  }

  /// Where the profile falls below `level` on one side of `top`, between samples.
  private static func crossing(_ profile: [Int], from top: Int, step: Int, level: Double) -> Double {
    var index = top
    while profile.indices.contains(index + step), Double(profile[index + step]) >= level { index += step }
    guard profile.indices.contains(index + step) else { return Double(index) + 0.5 * Double(step) }
    let (inside, outside) = (Double(profile[index]), Double(profile[index + step]))
    return Double(index) + Double(step) * (inside - level) / max(inside - outside, 1)
  }

  private static func medianDarkness(
    across: Int, along: ClosedRange<Int>, isVertical: Bool, _ strip: RowStrip
  ) -> Int {
    var values: [UInt8] = []
    values.reserveCapacity(along.count)
    for position in along {
      let (x, y) = isVertical ? (across, position) : (position, across)
      guard x >= 0, y >= 0, x < strip.width, y < strip.height else { continue }
      values.append(strip.darkness[y * strip.width + x])
    }
    values.sort()
    return values.isEmpty ? 0 : Int(values[values.count / 2])
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count / 2]
  }
}
