import Raster

/// A straight printed stroke, in a frame in which the page's lines are upright; px of the scan.
struct Stroke: Hashable, Sendable {
  /// Where it lies across itself: the row of a horizontal one, the column of a vertical one.
  var place: Double
  /// Where it begins and ends along itself.
  var start: Double
  var end: Double

  var length: Double { end - start }
}

/// The straight strokes of a page, in the frame (u, v) = (x·cos + y·sin, −x·sin + y·cos) of its skew.
struct PageStrokes: Sendable {
  var horizontal: [Stroke]
  var vertical: [Stroke]
  let skew: Skew

  /// Shortest stroke, px of the work image: 2 mm, below every box and above most of what pens do.
  private static let leastLength = 8
  /// Gaps that are passed over, px: dots lost by a threshold, and the paper between two boxes.
  private static let largestGap = 2
  /// Least share of a stroke's length that is really dark.
  private static let leastCover = 0.75
  /// Most strokes kept of a direction, longest first: more are text or a photograph.
  private static let most = 3000

  init(_ ridges: RidgeMap, skew: Skew, factor: Int) {
    self.skew = skew
    let (cosine, sine) = (Math.cosine(skew.angle), Math.sine(skew.angle))
    let slope = sine / cosine
    let flat = Runs(
      marks: ridges.horizontal, count: ridges.height, length: ridges.width, across: ridges.width, along: 1,
      slope: slope)
    let upright = Runs(
      marks: ridges.vertical, count: ridges.width, length: ridges.height, across: 1, along: ridges.width,
      slope: -slope)
    horizontal = Self.strokes(flat, factor: factor, cosine: cosine, sine: sine)
    vertical = Self.strokes(upright, factor: factor, cosine: cosine, sine: -sine)
  }

  /// Runs merged over the line's thickness, in the skew's frame: place = intercept·cos,
  /// along = position / cos + intercept·sin.
  private static func strokes(_ runs: Runs, factor: Int, cosine: Double, sine: Double) -> [Stroke] {
    let found = runs.found(least: leastLength, gap: largestGap, cover: leastCover).merged()
    let strokes = found.map { run in
      // Two rows were looked at together: their common centre is one below the upper one's top.
      let intercept = run.intercept + 1
      return Stroke(
        place: intercept * cosine * Double(factor),
        start: (run.start / cosine + intercept * sine) * Double(factor),
        end: (run.end / cosine + intercept * sine) * Double(factor))
    }
    return strokes.count <= most ? strokes : Array(strokes.sorted { $0.length > $1.length }.prefix(most))
  }
}

extension PageStrokes {
  /// The strokes by their two ends on the scan.
  var ends: [[Point<ScanSpace>]] {
    let (cosine, sine) = (Math.cosine(skew.angle), Math.sine(skew.angle))
    let point = { (u: Double, v: Double) in
      Point<ScanSpace>(x: u * cosine - v * sine, y: u * sine + v * cosine)
    }
    return horizontal.map { [point($0.start, $0.place), point($0.end, $0.place)] }
      + vertical.map { [point($0.place, $0.start), point($0.place, $0.end)] }
  }
}

/// Looks along slanted rows of marks.
private struct Runs {
  let marks: [UInt8]
  /// Rows of the map, and their length.
  let count: Int
  let length: Int
  /// Steps in the map to the next row, and to the next pixel of a row.
  let across: Int
  let along: Int
  let slope: Double

  func found(least: Int, gap: Int, cover: Double) -> [Run] {
    let drops = (0..<length).map { Int((Double($0) * slope).rounded()) }
    let low = -(drops.max() ?? 0)
    let high = count - 1 - (drops.min() ?? 0)
    guard low < high else { return [] }
    var hits = hits(low..<high, drops)
    var runs: [Run] = []
    for intercept in low..<high {
      let range = hits.starts[intercept - low]..<hits.starts[intercept - low + 1]
      hits.positions[range].sort()
      var run = OpenRun()
      for position in hits.positions[range].lazy.map(Int.init) where run.hits == 0 || position > run.last {
        if run.hits > 0, position &- run.last &- 1 > gap { run.close(intercept, least, cover, &runs) }
        run.hit(position)
      }
      run.close(intercept, least, cover, &runs)
    }
    return runs
  }

  /// Where each of the slanted rows `intercepts` has a mark or one below it, those of row k from `starts[k]` on; paper,
  /// most of a page, is passed over.
  private func hits(_ intercepts: Range<Int>, _ drops: [Int]) -> (positions: [Int32], starts: [Int]) {
    var marked: [(intercept: Int, position: Int32)] = []
    marks.withUnsafeBytes { bytes in
      let words = bytes.count / 8
      for word in 0...words {
        let range = 8 * word..<min(8 * word + 8, bytes.count)
        if word < words, bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self) == 0 { continue }
        for index in range where bytes[index] != 0 {
          let (row, position) = along == 1 ? (index / across, index % across) : (index % along, index / along)
          let intercept = row &- drops[position]
          if row &+ 1 < count, intercepts.contains(intercept) {
            marked.append((intercept, Int32(truncatingIfNeeded: position)))
          }
          if row > 0, intercepts.contains(intercept &- 1) {
            marked.append((intercept &- 1, Int32(truncatingIfNeeded: position)))
          }
        }
      }
    }
    var starts = Array(repeating: 0, count: intercepts.count + 1)
    for mark in marked { starts[mark.intercept - intercepts.lowerBound + 1] += 1 }
    for row in 0..<intercepts.count { starts[row + 1] += starts[row] }
    var free = starts
    var positions = Array(repeating: Int32(0), count: marked.count)
    for mark in marked {
      let row = mark.intercept - intercepts.lowerBound
      positions[free[row]] = mark.position
      free[row] += 1
    }
    return (positions, starts)
  }
}

private struct OpenRun {
  var start = 0
  var last = 0
  var hits = 0

  mutating func hit(_ position: Int) {
    if hits == 0 { start = position }
    last = position
    hits &+= 1
  }

  mutating func close(_ intercept: Int, _ least: Int, _ cover: Double, _ runs: inout [Run]) {
    let length = last + 1 - start
    if hits > 0, length >= least, Double(hits) >= cover * Double(length) {
      runs.append(Run(intercept: Double(intercept), start: Double(start), end: Double(last + 1)))
    }
    hits = 0
  }
}

private struct Run {
  var intercept: Double
  var start: Double
  var end: Double

  var length: Double { end - start }
}

extension [Run] {
  /// Runs of neighbouring rows that lie over each other for at least half of the shorter one become one, at their
  /// mean row; the array is in order of intercepts.
  fileprivate func merged() -> [Run] {
    var groups: [[Run]] = []
    // Groups that can still grow, with their last run.
    var open: [Int] = []
    for run in self {
      open.removeAll { (groups[$0].last?.intercept ?? 0) < run.intercept - 1 }
      let match = open.first { index in
        groups[index].reversed().prefix { $0.intercept >= run.intercept - 1 }.contains { other in
          let overlap = Swift.min(run.end, other.end) - Swift.max(run.start, other.start)
          return other.intercept < run.intercept && overlap >= 0.5 * Swift.min(run.length, other.length)
        }
      }
      if let match {
        groups[match].append(run)
      } else {
        groups.append([run])
        open.append(groups.count - 1)
      }
    }
    return groups.map(Self.mean)
  }

  private static func mean(_ runs: [Run]) -> Run {
    let longest = runs.map(\.length).max() ?? 0
    let main = runs.filter { $0.length >= longest / 2 }
    let weight = main.reduce(0) { $0 + $1.length }
    return Run(
      intercept: main.reduce(0) { $0 + $1.intercept * $1.length } / weight,
      start: main.map(\.start).min() ?? 0, end: main.map(\.end).max() ?? 0)
  }
}
