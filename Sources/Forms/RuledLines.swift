import Raster

/// Finds ruled lines in an undivided area: under the writing, above it, through it.
struct RuledLines {
  let width: Int
  let height: Int
  /// Not 0 at and near the area's own frame, which is taken off already: what is left there is writing along it.
  let frame: [UInt8]

  /// A line is no thicker than this, and no shorter: strokes of characters are, mm.
  private static let thickest = 0.7
  private static let shortest = 8.0
  /// It runs along at least this share of all ink: the tops of touching sevens do not.
  private static let leastExtent = 0.6
  /// Share of its columns in which there is ink, and nothing but the line's.
  private static let least = (ink: 0.9, alone: 0.5)
  /// Writing that crosses it is no wider, mm.
  private static let crossing = 1.5
  /// How far off its place and its slant allow a column's ink may lie, px.
  private static let play = 2.0
  /// Rows for each column: the paper lies askew in the area.
  private static let slope = 0.08

  /// A line that is followed from the left.
  private struct Track {
    var start: (x: Int, y: Double)
    var last: (x: Int, y: Double)
    var pixels: [(x: Int, rows: Range<Int>)]

    func takes(_ x: Int, _ y: Double) -> Bool {
      let along = Double(x - start.x)
      return x > last.x && abs(y - last.y) <= play + slope * Double(x - last.x)
        && abs(y - start.y) <= play + slope * along
    }
  }

  /// Clears the lines' pixels of `mask` (`height * width`, row-major, 1 for ink); what crosses a line stays.
  func clear(_ mask: inout [UInt8]) {
    var open: [Track] = []
    var lines: [Track] = []
    for x in 0..<width {
      for rows in thinRuns(mask, x) {
        let y = Double(rows.lowerBound + rows.upperBound - 1) / 2
        if let index = open.firstIndex(where: { $0.takes(x, y) }) {
          open[index].last = (x, y)
          open[index].pixels.append((x, rows))
        } else {
          open.append(Track(start: (x, y), last: (x, y), pixels: [(x, rows)]))
        }
      }
      let hasEnded = { (track: Track) in Double(x - track.last.x) > Self.crossing * RowStrip.scale }
      lines += open.filter(hasEnded)
      open.removeAll(where: hasEnded)
    }
    lines += open
    let inked = (0..<width).filter { x in (0..<height).contains { mask[$0 * width + x] != 0 } }
    let extent = Double((inked.last ?? 0) - (inked.first ?? 0))
    lines.removeAll {
      !isLine($0, mask, least: max(Self.shortest * RowStrip.scale, Self.leastExtent * extent))
    }
    for (x, rows) in lines.flatMap(\.pixels) {
      for y in rows { mask[y * width + x] = 0 }
    }
  }

  /// Whether a track is a line of at least `least` px.
  private func isLine(_ track: Track, _ mask: [UInt8], least: Double) -> Bool {
    let length = Double(track.last.x - track.start.x + 1)
    guard length >= least, Double(track.pixels.count) >= Self.least.alone * length
    else { return false }
    // Where something crosses there is ink too, from the line's place in the column before to that in the one after.
    let crossed = zip(track.pixels, track.pixels.dropFirst()).reduce(0) { sum, pair in
      let (before, after) = pair
      let top = min(before.rows.lowerBound, after.rows.lowerBound)
      let bottom = max(before.rows.upperBound, after.rows.upperBound)
      let between = before.x + 1..<max(before.x + 1, after.x)
      return sum + between.count { x in (top..<bottom).contains { mask[$0 * width + x] != 0 } }
    }
    return Double(track.pixels.count + crossed) >= Self.least.ink * length
  }

  /// The runs of ink in a column that are no thicker than a line.
  private func thinRuns(_ mask: [UInt8], _ x: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for y in 0...height {
      let isInk = y < height && mask[y * width + x] != 0
      if isInk, start == nil { start = y }
      if !isInk, let first = start {
        let isThin = Double(y - first) <= Self.thickest * RowStrip.scale
        if isThin, (first..<y).allSatisfy({ frame[$0 * width + x] == 0 }) { runs.append(first..<y) }
        start = nil
      }
    }
    return runs
  }
}
