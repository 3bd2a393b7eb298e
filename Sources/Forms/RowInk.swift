import Raster

/// The ink of a row of boxes, without its printed lines.
struct RowInk: Sendable {
  let width: Int
  let height: Int
  /// Darkness of ink, lines taken off and strokes that cross them kept; row-major, `height * width`.
  private(set) var darkness: [UInt8]
  /// 1 where a printed line hides what is written, 2 within `nearness` of a line, 3 on a line with ink over it.
  private(set) var lines: [UInt8]
  /// Darkness from which a pixel is ink.
  private(set) var threshold: Int

  /// Remnants of lines are looked for so near to them, px: 0.25 mm.
  private static let nearness = 3
  /// A line lighter than this share of the ink lets the ink through: it is subtracted, not cut out.
  private static let transparent = 0.6
  /// On a line, what is so much darker than it is ink, grey values; and in standard deviations of noise.
  private static let darker = (least: 30.0, sigmas: 4.0)
  /// Ink is darker than this share of the writing's own darkness, than noise, than JPEG's ripples beside a line.
  private static let ink = (share: 0.25, sigmas: 4.0, least: 24.0, ofLine: 0.12)

  init(_ strip: RowStrip, lines found: PrintedLines) {
    width = strip.width
    height = strip.height
    darkness = strip.darkness
    lines = Array(repeating: 0, count: strip.darkness.count)
    threshold = 0
    for band in found.bands { mark(band.across, of: band, grownBy: Self.nearness, as: 2) }
    let printed = levels(of: found)
    lines.update(with: printed) { line, printed in line == 0 && printed > 0 ? 2 : line }
    let lineLevel = found.bands.map(\.level).sorted()
    let typical = lineLevel.isEmpty ? 0 : lineLevel[lineLevel.count / 2]
    let floor = max(Self.ink.least, Self.ink.sigmas * strip.noise, Self.ink.ofLine * Double(typical))
    let writing = writingDarkness(above: Int(floor))
    threshold = Int(max(floor, Self.ink.share * Double(writing)))
    if Double(typical) < Self.transparent * Double(writing) {
      subtract(printed, noise: strip.noise)
    } else {
      let slack = Int(max(Self.darker.least, Self.darker.sigmas * strip.noise))
      // What is printed nearly as dark as ink hides ink.
      let opaque = found.bands.compactMap { band -> PrintedLines.Band? in
        guard let hidden = band.pixels(darkerThan: writing - slack) else { return nil }
        return band.narrowed(to: hidden)
      }
      for band in opaque { mark(band.across, of: band, grownBy: 0, as: 1) }
      wipe(printed, slack: Int16(slack))
      let cover = LineCover(width: width, height: height, threshold: threshold, scanPixel: strip.scanPixel)
      cover.lift(opaque, raw: strip.darkness, darkness: darkness, printed: printed, lines: &lines)
      hide(printed, slack: Int16(slack))
      bridge(opaque)
    }
  }

  /// 1 where there is ink; row-major, `height * width`.
  var mask: [UInt8] {
    let threshold = Int16(clamping: threshold)
    return [UInt8](unsafeUninitializedCapacity: darkness.count) { mask, count in
      darkness.withUnsafeBufferPointer { darkness in
        for index in 0..<darkness.count { mask[index] = Int16(darkness[index]) >= threshold ? 1 : 0 }
      }
      count = darkness.count
    }
  }

  private mutating func mark(
    _ pixels: ClosedRange<Int>, of band: PrintedLines.Band, grownBy growth: Int, as value: UInt8
  ) {
    let across = pixels.lowerBound - growth...pixels.upperBound + growth
    let along = band.along.lowerBound - growth...band.along.upperBound + growth
    let (columns, rows) = band.isVertical ? (across, along) : (along, across)
    let (left, right) = (max(0, columns.lowerBound), max(0, min(width - 1, columns.upperBound)))
    guard left <= right else { return }
    lines.withUnsafeMutableBufferPointer { lines in
      for y in max(0, rows.lowerBound)...max(0, min(height - 1, rows.upperBound)) {
        lines[y * width + left...y * width + right].update(repeating: value)
      }
    }
  }

  /// The darkness of writing away from lines: that of its darkest tenth; 0 where there is none.
  private func writingDarkness(above floor: Int) -> Int {
    let least = UInt8(min(255, max(0, floor)))
    // Paper, most of a row, is not counted.
    var writing: [UInt8] = []
    darkness.withUnsafeBufferPointer { darkness in
      lines.withUnsafeBufferPointer { lines in
        for index in 0..<darkness.count where darkness[index] >= least && lines[index] == 0 {
          writing.append(darkness[index])
        }
      }
    }
    return floor <= 255 ? Int(writing.leastOfHighestTenth ?? 0) : 0
  }

  /// Takes away what is no darker than print alone, but for what lines hide.
  private mutating func wipe(_ printed: [UInt8], slack: Int16) {
    darkness.update(with: printed, lines) { dark, printed, line in
      printed > 0 && line != 1 && Int16(dark) < Int16(printed) &+ slack ? 0 : dark
    }
  }

  /// Takes away what lines hide, but for what is darker than they are.
  private mutating func hide(_ printed: [UInt8], slack: Int16) {
    darkness.update(with: printed, lines) { dark, printed, line in
      line == 1 && Int16(dark) < Int16(printed) &+ slack ? 0 : dark
    }
  }

  /// The darkness of the print at each pixel; 0 for none.
  private func levels(of found: PrintedLines) -> [UInt8] {
    var levels = found.common?.darkness ?? [UInt8](repeating: 0, count: darkness.count)
    levels.withUnsafeMutableBufferPointer { levels in
      for band in found.bands {
        let printed = band.printed.map { UInt8(min(255, max(0, $0))) }
        let (columns, rows) = band.isVertical ? (band.across, band.along) : (band.along, band.across)
        for y in rows where y >= 0 && y < height {
          for x in columns where x >= 0 && x < width {
            let place = y &* width &+ x
            levels[place] = max(levels[place], printed[(band.isVertical ? x : y) &- band.across.lowerBound])
          }
        }
      }
    }
    return levels
  }

  /// Takes light lines off: what is darker than a line by more than its own unevenness is ink.
  private mutating func subtract(_ printed: [UInt8], noise: Double) {
    let even = Int(2 * noise)
    darkness.update(with: printed) { dark, printed in
      guard printed > 0 else { return dark }
      let slack = Int(printed) / 4 + even
      let ink = Int(dark) - Int(printed) - slack
      // What is left of the scale is stretched back to all of it.
      return ink <= 0 ? 0 : UInt8(min(255, ink * 255 / max(1, 255 - Int(printed) - slack)))
    }
  }

  /// Strokes that reach a hidden band from both sides are drawn through it.
  private mutating func bridge(_ bands: [PrintedLines.Band]) {
    let writer = InkBridge(width: width, height: height, threshold: threshold)
    for band in bands { writer.bridge(band, lines: lines, darkness: &darkness) }
  }
}

// Inlined with their closures, so that each caller is one plain loop, which the compiler turns into vectors.
extension [UInt8] {
  /// Replaces each byte by what `value` makes of it and of that of `other` at its place.
  @inline(__always)
  fileprivate mutating func update(with other: [UInt8], _ value: (UInt8, UInt8) -> UInt8) {
    precondition(count == other.count)
    withUnsafeMutableBufferPointer { own in
      other.withUnsafeBufferPointer { other in
        for index in 0..<own.count { own[index] = value(own[index], other[index]) }
      }
    }
  }

  /// Replaces each byte by what `value` makes of it and of those of two others at its place.
  @inline(__always)
  fileprivate mutating func update(
    with first: [UInt8], _ second: [UInt8], _ value: (UInt8, UInt8, UInt8) -> UInt8
  ) {
    precondition(count == first.count && count == second.count)
    withUnsafeMutableBufferPointer { own in
      first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in
          for index in 0..<own.count { own[index] = value(own[index], first[index], second[index]) }
        }
      }
    }
  }
}
