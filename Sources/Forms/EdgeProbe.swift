import Raster

/// What lies on the scan where an edge of a box should be.
struct EdgeMeasurement: Hashable, Sendable {
  /// Index of the edge among those measured.
  var edge: Int
  /// How far the line lies off across the edge, mm on the form: at a quarter of its length, at three quarters.
  var offsets: (near: Double, far: Double) { (near, far) }
  private var near: Double
  private var far: Double
  /// Grey values between line and paper.
  var contrast: Double
  /// Share of the edge's length that is dark there, of [0, 1].
  var cover: Double

  init(edge: Int, near: Double, far: Double, contrast: Double, cover: Double) {
    self.edge = edge
    self.near = near
    self.far = far
    self.contrast = contrast
    self.cover = cover
  }

  /// The mean of the two.
  var offset: Double { (near + far) / 2 }
}

/// Measures where lines are, at the scan's own resolution.
struct EdgeProbe {
  let page: PageImage
  /// What is passed over between the pieces of a line, mm.
  let gap: Double

  /// Steps of the samples along and across an edge, mm; a line at 200 dpi is 0.25 mm wide.
  private static let step = (along: 0.15, across: 0.0625)
  /// Share of an edge's length that is left out at either end, where the other edges of the box meet it.
  private static let ends = 0.1
  /// How far beyond the reach the line's flanks and the paper are looked at, mm: lines of neighbouring boxes that run
  /// together are more than a millimetre wide.
  private static let margin = 0.75
  /// Half of the width over which the cover is told, in steps across: ±0.125 mm.
  private static let lineHalf = 2
  /// How much darker a place must be than the paper to be covered, as share of the line's own contrast.
  private static let coverLevel = 0.5

  /// The line nearest to where `transform` puts an edge, within `reach` mm on both sides; nil where there is none
  /// that has `leastContrast`.
  func measure(
    _ edge: LayoutEdge, index: Int, transform: Affine<FormSpace, ScanSpace>, reach: Double,
    leastContrast: Double
  ) -> EdgeMeasurement? {
    let start = edge.start + Self.ends * edge.length
    let along = max(4, Int((1 - 2 * Self.ends) * edge.length / Self.step.along))
    let alongStep = (1 - 2 * Self.ends) * edge.length / Double(along)
    let reached = Int((reach / Self.step.across).rounded())
    let across = 2 * (reached + Int(Self.margin / Self.step.across)) + 1
    let firstAcross = -Double(across) / 2 * Self.step.across
    // Patch: column i along the edge, row j across it.
    let toForm =
      edge.isVertical
      ? Affine<PatchSpace, FormSpace>(
        a: 0, b: Self.step.across, c: alongStep, d: 0, tx: edge.place + firstAcross, ty: start)
      : Affine<PatchSpace, FormSpace>(
        a: alongStep, b: 0, c: 0, d: Self.step.across, tx: start, ty: edge.place + firstAcross)
    let patch = page.patch(width: along, height: across, map: toForm.then(transform), channel: .darkest)
    // Bare paper holds no line.
    if patch.pixels.allSatisfy({ $0 == .max }) { return nil }
    let half = along / 2
    let (nearSums, farSums) = (patch.darkness(of: 0..<half), patch.darkness(of: half..<along))
    let whole = LineProfile(sums: zip(nearSums, farSums).map { $0 &+ $1 }, columns: along)
    guard let peak = whole.peak(leastContrast: leastContrast, reach: reached),
      abs(peak.place - Double(across / 2)) <= Double(reached) + 0.5
    else { return nil }
    let near = LineProfile(sums: nearSums, columns: half).center(around: peak.place) ?? peak.place
    let far = LineProfile(sums: farSums, columns: along - half).center(around: peak.place) ?? peak.place
    let cover = cover(of: patch, at: Int(peak.place.rounded()), step: alongStep)
    let toOffset = { (place: Double) in firstAcross + (place + 0.5) * Self.step.across }
    return EdgeMeasurement(
      edge: index, near: toOffset(near), far: toOffset(far), contrast: cover.contrast, cover: cover.share)
  }

  /// How dark the line is where it is, and over which share of the edge it is so.
  private func cover(
    of patch: GreyImage, at row: Int, step: Double
  ) -> (contrast: Double, share: Double) {
    let rows = max(0, row - Self.lineHalf / 2)...min(patch.height - 1, row + Self.lineHalf / 2)
    var values = patch.darkness(ofColumnsIn: rows)
    let reach = Int((gap / 2 / step).rounded())
    if reach > 0 {
      values = values.indices.map {
        values[max(0, $0 - reach)...min(values.count - 1, $0 + reach)].max() ?? 0
      }
    }
    let paper = patch.pixels.value(atRank: patch.pixels.count * 3 / 4)
    let level = 255 - Int(paper)
    // The third quartile: the line's own darkness where at least a quarter of it is there.
    let dark = values.value(atRank: values.count * 3 / 4) - level
    let least = level + Int(Self.coverLevel * Double(dark))
    let covered = values.count { $0 >= least }
    return (Double(dark), dark > 0 ? Double(covered) / Double(values.count) : 0)
  }
}

extension GreyImage {
  /// The darkness of each row, summed over `columns`.
  fileprivate func darkness(of columns: Range<Int>) -> [Int] {
    pixels.withUnsafeBufferPointer { pixels in
      (0..<height).map { y in
        var sum: Int32 = 0
        for x in columns { sum &+= 255 &- Int32(pixels[y &* width &+ x]) }
        return Int(sum)
      }
    }
  }

  /// The mean darkness of each column over `rows`.
  fileprivate func darkness(ofColumnsIn rows: ClosedRange<Int>) -> [Int] {
    pixels.withUnsafeBufferPointer { pixels in
      (0..<width).map { x in
        var sum = 0
        for y in rows { sum &+= 255 &- Int(pixels[y &* width &+ x]) }
        return sum / rows.count
      }
    }
  }
}

/// Mean darkness across a line.
private struct LineProfile {
  /// Darkness of each row, summed over so many columns.
  private let sums: [Int]
  private let columns: Double
  /// The paper's, as a quarter of the profile is no darker.
  private let base: Double

  /// - Parameter sums: darkness of each row, over so many columns.
  init(sums: [Int], columns: Int) {
    self.sums = sums
    self.columns = Double(max(1, columns))
    base = Double(sums.value(atRank: sums.count / 4)) / self.columns
  }

  private func darkness(_ index: Int) -> Double { Double(sums[index]) / columns }

  /// The darkest place of the `reach` samples to either side of the middle, the nearer ones preferred: twice as far
  /// needs a sixth more.
  func peak(leastContrast: Double, reach: Int) -> (place: Double, contrast: Double)? {
    let middle = Double(sums.count - 1) / 2
    var best = (index: -1, score: 0.0)
    for index in sums.count / 2 - reach...sums.count / 2 + reach {
      let value = darkness(index)
      guard value - base >= leastContrast else { continue }
      if index > 0, darkness(index - 1) > value { continue }
      if index + 1 < sums.count, darkness(index + 1) > value { continue }
      let distance = abs(Double(index) - middle) / Double(max(reach, 1))
      let score = (value - base) * (1 - 0.5 * distance)
      if score > best.score { best = (index, score) }
    }
    guard best.index >= 0 else { return nil }
    let place = center(around: Double(best.index)) ?? Double(best.index)
    return (place, darkness(best.index) - base)
  }

  /// The centre of mass of what is darker than half the peak, around it; nil where nothing is.
  func center(around place: Double) -> Double? {
    let reach = 3
    let middle = Int(place.rounded())
    let low = max(0, middle - reach)
    let high = min(sums.count - 1, middle + reach)
    guard low <= high, let top = (low...high).max(by: { sums[$0] < sums[$1] }) else { return nil }
    let half = base + (darkness(top) - base) / 2
    guard darkness(top) - base > 4 else { return nil }
    var first = top
    var last = top
    while first > 0, darkness(first - 1) >= half { first -= 1 }
    while last + 1 < sums.count, darkness(last + 1) >= half { last += 1 }
    var mass = 0.0
    var moment = 0.0
    // One beyond on either side, so that the flanks count and the centre does not jump from sample to sample.
    for index in max(0, first - 1)...min(sums.count - 1, last + 1) {
      let weight = max(0, darkness(index) - half + (darkness(top) - base) * 0.25)
      mass += weight
      moment += weight * Double(index)
    }
    return mass > 0 ? moment / mass : nil
  }
}
