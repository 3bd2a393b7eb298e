import Raster

/// Draws strokes through the bands that printed lines hid.
struct InkBridge {
  let width: Int
  let height: Int
  let threshold: Int

  /// A stroke may run this slanted through a band: 1.2 along for 1 across, 50°.
  private static let slant = 1.2
  /// Ink must go on so far from the band, px, else it is the line's own flank.
  private static let depth = 3

  /// A stretch of ink along one side of a band.
  private struct Stretch {
    var low: Int
    var high: Int

    var center: Double { Double(low + high) / 2 }
  }

  init(width: Int, height: Int, threshold: Int) {
    self.width = width
    self.height = height
    self.threshold = threshold
  }

  func bridge(_ band: PrintedLines.Band, lines: [UInt8], darkness: inout [UInt8]) {
    // The hidden place may be wider than the band: two boxes' lines next to each other are one.
    let middle = (band.along.lowerBound + band.along.upperBound) / 2
    guard let hidden = hidden(band, at: middle, lines: lines) else { return }
    let limit = band.isVertical ? width : height
    let length = band.isVertical ? height : width
    let along = max(0, band.along.lowerBound)...min(length - 1, max(0, band.along.upperBound))
    guard hidden.lowerBound - Self.depth >= 0, hidden.upperBound + Self.depth < limit else { return }
    let view = BandView(isVertical: band.isVertical, width: width)
    let first = stretches(
      at: hidden.lowerBound - 1, inwards: -1, along: along, view: view, lines: lines, darkness: darkness)
    let second = stretches(
      at: hidden.upperBound + 1, inwards: 1, along: along, view: view, lines: lines, darkness: darkness)
    let reach = Self.slant * Double(hidden.count + 1)
    for (from, to) in pairs(first, second, reach: reach) {
      draw(from, to, through: hidden, view: view, length: length, darkness: &darkness)
    }
  }

  /// The contiguous hidden pixels across a band, at a position along it.
  private func hidden(_ band: PrintedLines.Band, at along: Int, lines: [UInt8]) -> ClosedRange<Int>? {
    let view = BandView(isVertical: band.isVertical, width: width)
    let limit = band.isVertical ? width : height
    let length = band.isVertical ? height : width
    let middle = (band.across.lowerBound + band.across.upperBound) / 2
    guard along >= 0, along < length, middle >= 0, middle < limit, lines[view.index(middle, along)] == 1
    else {
      return nil
    }
    var (low, high) = (middle, middle)
    while low > 0, lines[view.index(low - 1, along)] == 1 { low -= 1 }
    while high + 1 < limit, lines[view.index(high + 1, along)] == 1 { high += 1 }
    return low...high
  }

  private func stretches(
    at across: Int, inwards step: Int, along: ClosedRange<Int>, view: BandView, lines: [UInt8],
    darkness: [UInt8]
  ) -> [Stretch] {
    var found: [Stretch] = []
    var open: Stretch?
    var isDeep = false
    for position in along {
      let isInk = Int(darkness[view.index(across, position)]) >= threshold
      if isInk {
        open = Stretch(low: open?.low ?? position, high: position)
        let deep = view.index(across + step * (Self.depth - 1), position)
        if Int(darkness[deep]) >= threshold || lines[deep] == 1 { isDeep = true }
      }
      if !isInk || position == along.upperBound {
        if let stretch = open, isDeep { found.append(stretch) }
        open = nil
        isDeep = false
      }
    }
    return found
  }

  /// Each stretch with the one across that is nearest, each used once.
  private func pairs(_ first: [Stretch], _ second: [Stretch], reach: Double) -> [(Stretch, Stretch)] {
    var candidates: [(distance: Double, first: Int, second: Int)] = []
    for (i, a) in first.enumerated() {
      for (j, b) in second.enumerated() {
        let gap = Double(max(a.low, b.low) - min(a.high, b.high))
        if gap <= reach { candidates.append((abs(a.center - b.center), i, j)) }
      }
    }
    var (usedFirst, usedSecond) = (Set<Int>(), Set<Int>())
    var result: [(Stretch, Stretch)] = []
    for candidate in candidates.sorted(by: { $0.distance < $1.distance })
    where !usedFirst.contains(candidate.first) && !usedSecond.contains(candidate.second) {
      usedFirst.insert(candidate.first)
      usedSecond.insert(candidate.second)
      result.append((first[candidate.first], second[candidate.second]))
    }
    return result
  }

  /// Fills the place between two stretches, the darkness blended from side to side.
  private func draw(
    _ from: Stretch, _ to: Stretch, through hidden: ClosedRange<Int>, view: BandView, length: Int,
    darkness: inout [UInt8]
  ) {
    let (start, end) = (hidden.lowerBound - 1, hidden.upperBound + 1)
    // One pixel of flank on either side, so that the stroke stays antialiased.
    for across in hidden {
      let share = Double(across - start) / Double(end - start)
      let low = Double(from.low) * (1 - share) + Double(to.low) * share - 1
      let high = Double(from.high) * (1 - share) + Double(to.high) * share + 1
      for position in max(0, Int(low.rounded()))...min(length - 1, max(0, Int(high.rounded()))) {
        let place = high > low ? (Double(position) - low) / (high - low) : 0.5
        let a = sample(
          darkness, view, start, Double(from.low - 1) + place * Double(from.high - from.low + 2), length)
        let b = sample(darkness, view, end, Double(to.low - 1) + place * Double(to.high - to.low + 2), length)
        let value = UInt8(min(255, max(0, a * (1 - share) + b * share)))
        let index = view.index(across, position)
        darkness[index] = max(darkness[index], value)
      }
    }
  }

  private func sample(_ darkness: [UInt8], _ view: BandView, _ across: Int, _ along: Double, _ length: Int)
    -> Double
  {
    let low = min(max(0, Int(along.rounded(.down))), length - 1)
    let high = min(low + 1, length - 1)
    let share = min(max(0, along - Double(low)), 1)
    return Double(darkness[view.index(across, low)]) * (1 - share)
      + Double(darkness[view.index(across, high)]) * share
  }
}

/// Sees vertical and horizontal bands alike: `across` the line, `along` it.
struct BandView {
  let isVertical: Bool
  let width: Int

  @inline(__always)
  func index(_ across: Int, _ along: Int) -> Int {
    isVertical ? along * width + across : across * width + along
  }
}
