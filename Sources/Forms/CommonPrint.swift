import Raster

/// What is printed alike in the boxes of a row that have no lines between them: ticks, the teeth of a comb, circles.
///
/// No two characters stand alike, so that what nearly all boxes have at one place near their border is print.
struct CommonPrint: Sendable {
  /// How dark the print is at each pixel of the strip, 0 for none; row-major.
  private(set) var darkness: [UInt8]

  /// Of fewer boxes nothing can be told.
  static let leastBoxes = 4
  /// Print is seen in this share of the boxes at least.
  private static let share = 0.75
  /// It is no further from a box's outline than this, mm: a circle's arc is as far from a corner's sides.
  private static let zone = 1.4
  /// And around the boxes.
  private static let beyond = 0.5
  /// Its least darkness, and in standard deviations of noise.
  private static let least = (level: 24.0, sigmas: 4.0)

  init(_ row: BoxRow, in strip: RowStrip) {
    darkness = Array(repeating: 0, count: strip.darkness.count)
    let boxes = row.boxes
    guard boxes.count >= Self.leastBoxes, let first = boxes.first else { return }
    let corners = boxes.map { (x: Int(strip.x($0.minX).rounded()), y: Int(strip.y($0.minY).rounded())) }
    let (wide, high) = (Int(first.width * RowStrip.scale), Int(first.height * RowStrip.scale))
    let (beyond, zone) = (Int(Self.beyond * RowStrip.scale), Int(Self.zone * RowStrip.scale))
    let least = Int(max(Self.least.level, Self.least.sigmas * strip.noise))
    for v in -beyond..<high + beyond {
      for u in -beyond..<wide + beyond where min(u, v, wide - 1 - u, high - 1 - v) < zone {
        let values = corners.map { Int(strip.darkest(near: $0.x + u, $0.y + v)) }.sorted()
        let common = values[Int((1 - Self.share) * Double(values.count))]
        guard common >= least else { continue }
        let usual = UInt8(values[values.count / 2])
        for corner in corners { raise(corner.x + u, corner.y + v, to: usual, strip) }
      }
    }
  }

  /// A pixel of guard on all sides: boxes do not lie on whole pixels.
  private mutating func raise(_ x: Int, _ y: Int, to value: UInt8, _ strip: RowStrip) {
    guard x >= 0, y >= 0, x < strip.width, y < strip.height else { return }
    darkness[y * strip.width + x] = max(darkness[y * strip.width + x], value)
  }
}

extension RowStrip {
  /// The darkness of the darkest of a pixel and its neighbours above, below and beside; 0 outside.
  fileprivate func darkest(near x: Int, _ y: Int) -> UInt8 {
    guard x >= 1, y >= 1, x + 1 < width, y + 1 < height else { return 0 }
    let index = y * width + x
    return max(
      darkness[index],
      max(darkness[index - 1], darkness[index + 1], darkness[index - width], darkness[index + width]))
  }
}
