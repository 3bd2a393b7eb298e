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
  /// A line is this much thicker where ink lies along it: px (0.13 mm), pixels of the scan, and times what the
  /// thicker fifth of the row's lines exceeds the middle by.
  private static let thicker = (least: 1.6, scanPixels: 0.8, spreads: 2.5)
  /// Ink along a line is looked for so far beside it, px.
  private static let flank = 4
  /// Over so many positions the thickness is averaged on either side, and in so many it must hold: 0.7 mm, 1 mm.
  private static let smoothing = 4
  private static let leastRun = 12

  /// Marks `lines` with 3 where ink is seen on both sides of a band, or along it; half of its width where on one side.
  ///
  /// - Parameters:
  ///   - raw: what was seen, print and all.
  ///   - darkness: the same without print that hides nothing.
  ///   - printed: how dark the print alone is.
  func lift(
    _ bands: [PrintedLines.Band], raw: [UInt8], darkness: [UInt8], printed: [UInt8], lines: inout [UInt8]
  ) {
    var lifted: [Int] = []
    for side in 0..<4 {
      let alike = bands.filter { $0.side == side && isInside($0) }
      let widths = alike.map { excess($0, raw: raw, printed: printed) }
      let least = leastThick(widths.flatMap { $0 })
      for (band, widths) in zip(alike, widths) {
        let thick = longRuns(widths.map { $0 >= least })
        lifted += inkPixels(band, thick: thick, darkness: darkness, lines: lines)
      }
    }
    for index in lifted { lines[index] = 3 }
  }

  /// Whether there are pixels to see on both sides.
  private func isInside(_ band: PrintedLines.Band) -> Bool {
    let limit = band.isVertical ? width : height
    return band.across.lowerBound >= Self.depth && band.across.upperBound + Self.depth < limit
  }

  private func positions(_ band: PrintedLines.Band) -> ClosedRange<Int> {
    let length = band.isVertical ? height : width
    return max(0, band.along.lowerBound)...min(length - 1, max(0, band.along.upperBound))
  }

  /// Pixels of a band that ink lies on.
  private func inkPixels(
    _ band: PrintedLines.Band, thick: [Bool], darkness: [UInt8], lines: [UInt8]
  ) -> [Int] {
    let view = BandView(isVertical: band.isVertical, width: width)
    let across = band.across
    let middle = (across.lowerBound + across.upperBound) / 2
    var lifted: [Int] = []
    for (index, position) in positions(band).enumerated() {
      let before = hasInk(across.lowerBound, step: -1, position, view, darkness, lines)
      let after = hasInk(across.upperBound, step: 1, position, view, darkness, lines)
      let low = before || thick[index] ? across.lowerBound : after ? middle + 1 : across.upperBound + 1
      let high = after || thick[index] ? across.upperBound : before ? middle : across.upperBound
      if low <= high { for place in low...high { lifted.append(view.index(place, position)) } }
    }
    return lifted
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

  /// How many pixels' worth of a line's darkness lie across a band at each position beyond what is printed, averaged
  /// along it.
  private func excess(_ band: PrintedLines.Band, raw: [UInt8], printed: [UInt8]) -> [Double] {
    let view = BandView(isVertical: band.isVertical, width: width)
    let limit = band.isVertical ? width : height
    let window =
      max(0, band.across.lowerBound - Self.flank)...min(limit - 1, band.across.upperBound + Self.flank)
    let level = band.level
    let widths = raw.withUnsafeBufferPointer { raw in
      printed.withUnsafeBufferPointer { printed in
        positions(band).map { position -> Double in
          var sum = 0
          for place in window {
            let index = view.index(place, position)
            sum &+= min(level, Int(raw[index])) &- min(level, Int(printed[index]))
          }
          return Double(sum) / Double(max(1, level))
        }
      }
    }
    return widths.indices.map { index in
      let range = max(0, index - Self.smoothing)...min(widths.count - 1, index + Self.smoothing)
      return widths[range].reduce(0, +) / Double(range.count)
    }
  }

  /// From how many dark pixels beyond what is printed a line is more than itself, by all lines of its kind in the row.
  private func leastThick(_ widths: [Double]) -> Double {
    guard !widths.isEmpty else { return .infinity }
    let sorted = widths.sorted()
    let typical = sorted[sorted.count / 2]
    let spread = sorted[sorted.count * 4 / 5] - typical
    return typical
      + max(Self.thicker.least, Self.thicker.scanPixels * scanPixel, Self.thicker.spreads * spread)
  }

  /// The flags without runs too short to be a stroke along a line.
  private func longRuns(_ flags: [Bool]) -> [Bool] {
    var result = flags
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
