import Raster

/// Tells where ink lies over or beside a printed line, so that the line is not taken off there.
struct LineCover {
  let width: Int
  let height: Int
  /// Darkness from which a pixel is ink.
  let threshold: Int
  /// Pixels of the strip on a side of a pixel of the scan.
  let scanPixel: Double

  /// Ink beside a line is at least so deep, px: more than the flank that is hidden with the line leaves.
  private static let depth = 2
  /// A line is this much thicker where ink lies along it, px: 0.13 mm; and in pixels of the scan.
  private static let thicker = (least: 1.6, scanPixels: 0.8)
  /// Over so many positions the thickness is averaged on either side, and in so many it must hold: 0.7 mm, 1 mm.
  private static let smoothing = 4
  private static let leastRun = 12

  /// Clears `lines` where ink is seen on both sides of a band, or along it; half of its width where on one side.
  func lift(_ band: PrintedLines.Band, darkness: [UInt8], lines: inout [UInt8]) {
    let view = BandView(isVertical: band.isVertical, width: width)
    let limit = band.isVertical ? width : height
    let length = band.isVertical ? height : width
    let across = band.across
    guard across.lowerBound >= Self.depth, across.upperBound + Self.depth < limit else { return }
    let positions = max(0, band.along.lowerBound)...min(length - 1, max(0, band.along.upperBound))
    let thick = thickened(band, positions: positions, view: view, darkness: darkness)
    let middle = (across.lowerBound + across.upperBound) / 2
    var lifted: [Int] = []
    for (index, position) in positions.enumerated() {
      let before = hasInk(across.lowerBound, step: -1, position, view, darkness, lines)
      let after = hasInk(across.upperBound, step: 1, position, view, darkness, lines)
      let low = before || thick[index] ? across.lowerBound : after ? middle + 1 : across.upperBound + 1
      let high = after || thick[index] ? across.upperBound : before ? middle : across.upperBound
      if low <= high { for place in low...high { lifted.append(view.index(place, position)) } }
    }
    for index in lifted { lines[index] = 0 }
  }

  /// Whether the pixels beside a band are ink and hidden by no other line.
  private func hasInk(
    _ border: Int, step: Int, _ position: Int, _ view: BandView, _ darkness: [UInt8], _ lines: [UInt8]
  ) -> Bool {
    (1...Self.depth).allSatisfy { distance in
      let index = view.index(border + step * distance, position)
      return lines[index] != 1 && Int(darkness[index]) >= threshold
    }
  }

  /// Whether the dark across the band is wider than the line, for each position.
  private func thickened(
    _ band: PrintedLines.Band, positions: ClosedRange<Int>, view: BandView, darkness: [UInt8]
  ) -> [Bool] {
    let widths = positions.map { position -> Double in
      let sum = band.across.reduce(0) { $0 + min(band.level, Int(darkness[view.index($1, position)])) }
      return Double(sum) / Double(max(1, band.level))
    }
    let sorted = widths.sorted()
    let typical = min(sorted[sorted.count / 2], band.thickness + 0.5)
    let least = typical + max(Self.thicker.least, Self.thicker.scanPixels * scanPixel)
    var result = widths.indices.map { index -> Bool in
      let range = max(0, index - Self.smoothing)...min(widths.count - 1, index + Self.smoothing)
      return widths[range].reduce(0, +) / Double(range.count) >= least
    }
    var start = 0
    while start < result.count {
      var end = start
      while end < result.count, result[end] == result[start] { end += 1 }
      if result[start], end - start < Self.leastRun { for index in start..<end { result[index] = false } }
      start = end
    }
    return result
  }
}
