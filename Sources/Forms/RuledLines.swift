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
    var runs: [Run]

    private var start: Run { runs[0] }
    var last: Run { runs[runs.count - 1] }
    var length: Double { Double(last.x - start.x + 1) }

    func takes(_ run: Run) -> Bool { run.x > last.x && run.isInLine(with: last) && run.isInLine(with: start) }
  }

  /// The ink of a column that is no thicker than a line.
  private struct Run {
    var x: Int
    var rows: Range<Int>

    func isInLine(with other: Run) -> Bool {
      let off = abs(rows.lowerBound + rows.upperBound - other.rows.lowerBound - other.rows.upperBound)
      return Double(off) / 2 <= play + slope * Double(x - other.x)
    }
  }

  /// Clears the lines' pixels of `mask` (`height * width`, row-major, 1 for ink); what crosses a line stays.
  func clear(_ mask: inout [UInt8]) {
    var open: [Track] = []
    var lines: [Track] = []
    for x in 0..<width {
      for run in thinRuns(mask, x) {
        if let index = open.firstIndex(where: { $0.takes(run) }) {
          open[index].runs.append(run)
        } else {
          open.append(Track(runs: [run]))
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
    for run in lines.flatMap(\.runs) {
      for y in run.rows { mask[y * width + run.x] = 0 }
    }
  }

  /// Whether a track is a line of at least `least` px.
  private func isLine(_ track: Track, _ mask: [UInt8], least: Double) -> Bool {
    let count = Double(track.runs.count)
    guard track.length >= least, count >= Self.least.alone * track.length else { return false }
    // Where something crosses there is ink too, from the line's place in the column before to that in the one after.
    let crossed = zip(track.runs, track.runs.dropFirst()).reduce(0) { sum, pair in
      let (before, after) = pair
      let top = min(before.rows.lowerBound, after.rows.lowerBound)
      let bottom = max(before.rows.upperBound, after.rows.upperBound)
      let between = before.x + 1..<max(before.x + 1, after.x)
      return sum + between.count { x in (top..<bottom).contains { mask[$0 * width + x] != 0 } }
    }
    return count + Double(crossed) >= Self.least.ink * track.length
  }

  /// The runs of ink in a column that are no thicker than a line.
  private func thinRuns(_ mask: [UInt8], _ x: Int) -> [Run] {
    var runs: [Run] = []
    var start: Int?
    for y in 0...height {
      let isInk = y < height && mask[y * width + x] != 0
      if isInk, start == nil { start = y }
      if !isInk, let first = start {
        let isThin = Double(y - first) <= Self.thickest * RowStrip.scale
        if isThin, (first..<y).allSatisfy({ frame[$0 * width + x] == 0 }) {
          runs.append(Run(x: x, rows: first..<y))
        }
        start = nil
      }
    }
    return runs
  }
}
