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
    for index in lines.indices where lines[index] == 0 && printed[index] > 0 { lines[index] = 2 }
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
      wipe(printed, slack: slack)
      let cover = LineCover(width: width, height: height, threshold: threshold, scanPixel: strip.scanPixel)
      cover.lift(opaque, raw: strip.darkness, darkness: darkness, printed: printed, lines: &lines)
      hide(printed, slack: slack)
      bridge(opaque)
    }
  }

  private mutating func mark(
    _ pixels: ClosedRange<Int>, of band: PrintedLines.Band, grownBy growth: Int, as value: UInt8
  ) {
    let across = pixels.lowerBound - growth...pixels.upperBound + growth
    let along = band.along.lowerBound - growth...band.along.upperBound + growth
    let (columns, rows) = band.isVertical ? (across, along) : (along, across)
    for y in max(0, rows.lowerBound)...max(0, min(height - 1, rows.upperBound)) {
      for x in max(0, columns.lowerBound)...max(0, min(width - 1, columns.upperBound)) {
        lines[y * width + x] = value
      }
    }
  }

  /// The darkness of writing away from lines: that of its darkest tenth; 0 where there is none.
  private func writingDarkness(above floor: Int) -> Int {
    var counts = [Int](repeating: 0, count: 256)
    var total = 0
    for index in darkness.indices where lines[index] == 0 && Int(darkness[index]) >= floor {
      counts[Int(darkness[index])] += 1
      total += 1
    }
    var seen = 0
    for value in stride(from: 255, through: 0, by: -1) {
      seen += counts[value]
      if total > 0, 10 * seen >= total { return value }
    }
    return 0
  }

  /// Takes away what is no darker than print alone, but for what lines hide.
  private mutating func wipe(_ printed: [Int], slack: Int) {
    for index in darkness.indices
    where printed[index] > 0 && lines[index] != 1 && Int(darkness[index]) < printed[index] + slack {
      darkness[index] = 0
    }
  }

  /// Takes away what lines hide, but for what is darker than they are.
  private mutating func hide(_ printed: [Int], slack: Int) {
    for index in darkness.indices where lines[index] == 1 && Int(darkness[index]) < printed[index] + slack {
      darkness[index] = 0
    }
  }

  /// The darkness of the print at each pixel; 0 for none.
  private func levels(of found: PrintedLines) -> [Int] {
    var levels = found.common?.darkness.map(Int.init) ?? [Int](repeating: 0, count: darkness.count)
    for band in found.bands {
      let (columns, rows) = band.isVertical ? (band.across, band.along) : (band.along, band.across)
      for y in rows where y >= 0 && y < height {
        for x in columns where x >= 0 && x < width {
          let printed = band.printed[(band.isVertical ? x : y) - band.across.lowerBound]
          levels[y * width + x] = max(levels[y * width + x], printed)
        }
      }
    }
    return levels
  }

  /// Takes light lines off: what is darker than a line by more than its own unevenness is ink.
  private mutating func subtract(_ printed: [Int], noise: Double) {
    for index in darkness.indices where printed[index] > 0 {
      let slack = printed[index] / 4 + Int(2 * noise)
      let ink = Int(darkness[index]) - printed[index] - slack
      // What is left of the scale is stretched back to all of it.
      darkness[index] = ink <= 0 ? 0 : UInt8(min(255, ink * 255 / max(1, 255 - printed[index] - slack)))
    }
  }

  /// Strokes that reach a hidden band from both sides are drawn through it.
  private mutating func bridge(_ bands: [PrintedLines.Band]) {
    let writer = InkBridge(width: width, height: height, threshold: threshold)
    for band in bands { writer.bridge(band, lines: lines, darkness: &darkness) }
  }
}
