import Raster

/// The printed lines of a row of boxes, found in its strip.
struct PrintedLines: Sendable {
  /// A line of one edge, its flanks included.
  struct Band: Hashable, Sendable {
    var isVertical: Bool
    /// Pixels across the line where there is print, and along it where it runs.
    var across: ClosedRange<Int>
    var along: ClosedRange<Int>
    /// Its darkness.
    var level: Int
    /// How dark the print alone is, for each pixel of `across`.
    var printed: [Int]
    /// Which side of its box it is, of 0..<4: lines of a side are alike along a row.
    var side: Int

    /// Pixels across that are at least half as dark as the line.
    var width: Int { printed.count { 2 * $0 >= level } }

    /// The pixels of `across` that are at least as dark as `least` without any ink; nil where none is.
    func pixels(darkerThan least: Int) -> ClosedRange<Int>? {
      guard let first = printed.firstIndex(where: { $0 >= least }),
        let last = printed.lastIndex(where: { $0 >= least })
      else { return nil }
      return across.lowerBound + first...across.lowerBound + last
    }

    /// The same line, of `pixels` across alone.
    func narrowed(to pixels: ClosedRange<Int>) -> Band {
      var band = self
      band.printed = Array(
        printed[pixels.lowerBound - across.lowerBound...pixels.upperBound - across.lowerBound])
      band.across = pixels
      return band
    }
  }

  private(set) var bands: [Band] = []
  /// What else is printed, in rows without lines between their boxes; nil for others.
  private(set) var common: CommonPrint?

  /// How far from its edge a line is looked for, px: 0.6 mm.
  private static let reach = 7
  /// The least darkness of a line, and in standard deviations of noise.
  private static let least = (level: 14.0, sigmas: 3.0)
  /// A line is taken for as dark as it is at this share of its places: its edges are uneven, and ink crosses it.
  private static let printedShare = 0.8
  /// Below this share of its darkness a line's flank ends.
  private static let flankEnd = 0.06
  /// A place or thickness so far from that of the row's other lines is ink, px.
  private static let play = 2.5
  /// Where fewer of a row's edges have a line, and the same line, boxes have none: it is ink.
  private static let leastLines = 0.4
  /// Where one side alone has lines, nearly every edge has: else it is ink, the bars of 7s and 5s along it.
  private static let leastAlone = 0.8
  /// A line is no darker than the row's others by more than this: beyond it, there is ink all along it.
  private static let unevenness = 20

  /// None: boxes that dropped out.
  init() {}

  init(_ row: BoxRow, in strip: RowStrip) {
    // Left, right, top and bottom lines are each alike along the row.
    for isVertical in [false, true] {
      for isFirst in [true, false] {
        let edges = row.boxes.map { Self.edge($0, of: row, isVertical: isVertical, isFirst: isFirst, strip) }
        let side = (isVertical ? 0 : 2) + (isFirst ? 0 : 1)
        let found = Self.bands(edges, isVertical: isVertical, side: side, strip)
        // A frame's ends, and dividers that did not drop out with the rest, look as the frame's other lines do.
        bands += found.isEmpty && isVertical ? Self.alone(edges, like: bands, side: side, strip) : found
      }
    }
    if Set(bands.map(\.side)).count == 1, Double(bands.count) < Self.leastAlone * Double(row.count) {
      bands = []
    }
    let dividers = bands.count { $0.isVertical }
    if Double(dividers) < Self.leastLines * 2 * Double(row.count) { common = CommonPrint(row, in: strip) }
  }

  /// The vertical lines among `edges` that are, each by itself, sure to be lines as `others` are: all along their edge.
  private static func alone(_ edges: [Edge], like others: [Band], side: Int, _ strip: RowStrip) -> [Band] {
    guard !others.isEmpty else { return [] }
    let level = Int(median(others.map { Double($0.level) }))
    let width = median(others.map { Double($0.width) })
    return edges.flatMap { edge in
      bands([edge], isVertical: true, side: side, strip).filter { band in
        abs(band.level - level) <= 2 * unevenness && abs(Double(band.width) - width) <= play
          && isWhole(edge, band, strip)
      }
    }
  }

  /// Whether a line is dark along all of its edge.
  private static func isWhole(_ edge: Edge, _ band: Band, _ strip: RowStrip) -> Bool {
    let middle = (band.across.lowerBound + band.across.upperBound) / 2
    return edge.along.allSatisfy { position in
      (middle - 2...middle + 2).contains { x in
        x >= 0 && x < strip.width && position >= 0 && position < strip.height
          && 2 * Int(strip.darkness[position * strip.width + x]) >= band.level
      }
    }
  }

  /// An edge in pixels of the strip.
  private struct Edge {
    var place: Double
    var along: ClosedRange<Int>
  }

  private static func edge(
    _ box: Rect<FormSpace>, of row: BoxRow, isVertical: Bool, isFirst: Bool, _ strip: RowStrip
  ) -> Edge {
    let (left, right) = (strip.x(box.minX), strip.x(box.maxX))
    var top = strip.y(box.minY)
    let bottom = strip.y(box.maxY)
    if isVertical, row.style == .comb {
      // A tooth, unless a group begins or ends here.
      let x = isFirst ? box.minX : box.maxX
      let isOutline = row.outlines.contains { abs((isFirst ? $0.minX : $0.maxX) - x) < 1e-6 }
      if !isOutline { top = bottom - (bottom - top) * BoxRow.toothShare }
    }
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
    // Where each edge's line is, and which are sure to be lines: those show how dark a line is across itself.
    let lines = zip(edges, shapes).compactMap {
      edge, shape -> (edge: Edge, center: Double, shape: Shape, sure: Bool)? in
      guard let shape else { return nil }
      let isLine = abs(shape.offset - offset) <= play && shape.thickness <= thickness + play
      return (edge, edge.place + (isLine ? shape.offset : offset), shape, isLine)
    }
    let flanks = flanks(of: lines.filter(\.sure).map { ($0.edge, $0.center) }, isVertical: isVertical, strip)
    return lines.map { line in
      let own = min(line.shape.level, level + Self.unevenness)
      let ends = Int((thickness / 2).rounded(.up)) + 1
      let (across, usual) = flanks.pixels(around: line.center)
      let printed = zip(across, usual).map { pixel, usual in
        min(usual, seen([(line.edge, Double(pixel) + 0.5)], isVertical: isVertical, strip) + unevenness)
      }
      return Band(
        isVertical: isVertical, across: across,
        along: line.edge.along.lowerBound - ends...line.edge.along.upperBound + ends, level: own,
        printed: printed, side: side)
    }
  }

  /// How dark the lines of a side are across themselves.
  private static func flanks(of lines: [(edge: Edge, center: Double)], isVertical: Bool, _ strip: RowStrip)
    -> LineProfile
  {
    let profile = (-reach...reach).map { offset in
      seen(lines.map { ($0.edge, $0.center + Double(offset)) }, isVertical: isVertical, strip)
    }
    let end = Int(flankEnd * Double(profile[reach]))
    let low = (0...reach).last { profile[$0] <= end } ?? -1
    let high = (reach...2 * reach).first { profile[$0] <= end } ?? 2 * reach + 1
    return LineProfile(first: low + 1 - reach, printed: Array(profile[(low + 1)..<max(low + 1, high)]))
  }

  /// How dark it is along lines, at `printedShare` of their places.
  private static func seen(_ lines: [(edge: Edge, across: Double)], isVertical: Bool, _ strip: RowStrip)
    -> Int
  {
    var values: [UInt8] = []
    for line in lines { append(&values, across: line.across, line.edge, isVertical, strip) }
    guard !values.isEmpty else { return 0 }
    return Int(values.value(atRank: min(values.count - 1, Int(printedShare * Double(values.count)))))
  }

  /// Adds what is seen along `across`, between pixels, of an edge whose ends are left out.
  private static func append(
    _ values: inout [UInt8], across: Double, _ edge: Edge, _ isVertical: Bool, _ strip: RowStrip
  ) {
    let low = Int((across - 0.5).rounded(.down))
    let share = across - 0.5 - Double(low)
    let trim = (edge.along.upperBound - edge.along.lowerBound) / 8
    let (length, limit) = isVertical ? (strip.height, strip.width) : (strip.width, strip.height)
    let (along, step) = isVertical ? (strip.width, 1) : (1, strip.width)
    let start = max(0, edge.along.lowerBound + trim)
    let end = min(length - 1, edge.along.upperBound - trim)
    guard low >= 0, low + 1 < limit, start <= end else { return }
    let seen = strip.darkness.withUnsafeBufferPointer { darkness in
      [UInt8](unsafeUninitializedCapacity: end - start + 1) { seen, count in
        count = end - start + 1
        let place = { (index: Int) in (start &+ index) &* along &+ low &* step }
        // In the middle of a pixel, as most are.
        if share == 0 {
          for index in 0..<count { seen[index] = darkness[place(index)] }
          return
        }
        for index in 0..<count {
          let first = place(index)
          let value = Double(darkness[first]) * (1 - share) + Double(darkness[first &+ step]) * share
          seen[index] = UInt8(truncatingIfNeeded: Int32(value))
        }
      }
    }
    values = values.isEmpty ? seen : values + seen
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
    let profile = (-reach...reach).map { offset -> Int in
      medianDarkness(across: middle + offset, edge, isVertical: isVertical, strip)
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
    across: Int, _ edge: Edge, isVertical: Bool, _ strip: RowStrip
  ) -> Int {
    var values: [UInt8] = []
    append(&values, across: Double(across) + 0.5, edge, isVertical, strip)
    return values.isEmpty ? 0 : Int(values.value(atRank: values.count / 2))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count / 2]
  }
}

/// How dark a line is across itself, at whole pixels' distances from its middle.
private struct LineProfile {
  /// The distance of the first of `printed`.
  var first: Int
  var printed: [Int]

  /// A line's middle is known this well, px.
  private static let slip = 0.3

  /// The pixels of a line around `center` and how dark each is at least nowhere surpassed, given the slip.
  func pixels(around center: Double) -> (across: ClosedRange<Int>, printed: [Int]) {
    let low = Int((center + Double(first) - 1).rounded(.down))
    let across = low...low + printed.count + 1
    return (
      across,
      across.map { pixel in
        let offset = Double(pixel) + 0.5 - center
        return Int(max(value(offset - Self.slip), value(offset), value(offset + Self.slip)))
      }
    )
  }

  private func value(_ offset: Double) -> Double {
    let place = offset - Double(first)
    let index = Int(place.rounded(.down))
    let share = place - Double(index)
    func at(_ index: Int) -> Double { printed.indices.contains(index) ? Double(printed[index]) : 0 }
    return at(index) * (1 - share) + at(index + 1) * share
  }
}
