import Forms
package import Raster

/// All that is drawn for one page before anything is written: how it is printed, written and scanned.
struct PageSetting: Sendable {
  var dpi: Double
  /// Pixels of the scan.
  var width: Int
  var height: Int
  var transform: Affine<FormSpace, ScanSpace>
  var tag: Resolution?
  var coding: PageCoding
  var hand: HandStyle
  var look: PageLook
  var ranges: QualityRanges
  /// Width of the boxes' lines in mm.
  var lineWidth: Double

  /// Pixels to a millimetre, the stretch left aside.
  var pixelsPerMillimetre: Double { dpi / 25.4 }

  init(
    page: PageSize, dropout: DropoutColor?, marks: Bool, quality: Quality, variation: PageVariation,
    _ random: inout SeededGenerator
  ) {
    ranges = quality.ranges
    ranges.noise = variation.noise ?? ranges.noise
    dpi = variation.resolution ?? random.pick(ranges.resolutions)
    coding = variation.coding ?? quality.coding(&random)
    tag = PageSetting.tag(variation.tag ?? quality.tag(&random), dpi: dpi, &random)
    hand = HandStyle(ranges, &random)
    let drawnLine = random.uniform(
      quality == .clean ? 0.2...0.25 : quality == .office ? 0.18...0.35 : 0.15...0.45)
    lineWidth = variation.lineWidth ?? drawnLine
    let sideways = variation.turn == .left || variation.turn == .right
    let size = sideways ? PageSize(width: page.height, height: page.width) : page
    width = max(1, Int((size.width * dpi / 25.4).rounded()))
    height = max(1, Int((size.height * dpi / 25.4).rounded()))
    transform = PageSetting.lie(of: page, scanned: size, dpi: dpi, ranges, variation, &random)
    let ink = variation.boxColor ?? dropout
    // Boxes that drop out of a grey or bilevel scan can be found again only by marks.
    look = PageLook(
      quality: quality, coding: coding, boxColor: ink, mayDropOut: marks, faint: variation.faint, &random)
  }

  private static func lie(
    of page: PageSize, scanned: PageSize, dpi: Double, _ ranges: QualityRanges, _ variation: PageVariation,
    _ random: inout SeededGenerator
  ) -> Affine<FormSpace, ScanSpace> {
    let skew = random.uniform(-ranges.skew...ranges.skew)
    let angle = Rotation(degrees: variation.skew ?? skew).turned(variation.turn.rawValue)
    let (sx, sy) = (1 + random.uniform(-1...1) * ranges.stretch, 1 + random.uniform(-1...1) * ranges.stretch)
    let (dx, dy) = (random.uniform(-1...1) * ranges.shift, random.uniform(-1...1) * ranges.shift)
    let scale = dpi / 25.4
    var map = Affine<FormSpace, ScanSpace>(
      sx: sx * scale, sy: sy * scale, cosine: angle.cosine, sine: angle.sine, tx: 0, ty: 0)
    // Turned about the page's middle, as paper between guides is.
    let middle = map(Point(x: page.width / 2, y: page.height / 2))
    map.tx = (scanned.width / 2 + dx) * scale - middle.x
    map.ty = (scanned.height / 2 + dy) * scale - middle.y
    return map
  }

  private static func tag(_ truth: TagTruth, dpi: Double, _ random: inout SeededGenerator) -> Resolution? {
    switch truth {
    case .right: return Resolution(x: dpi, y: dpi)
    case .missing: return nil
    case .wrong:
      let others = [72, 96, 100, 150, 200, 204, 300, 400, 600, dpi * 2].filter { $0 != dpi }
      let claimed = random.pick(others)
      return Resolution(x: claimed, y: claimed)
    }
  }
}

/// Millimetres of a page.
struct PageSize: Hashable, Sendable {
  var width: Double
  var height: Double
}

/// A rotation by a small angle and quarters, without trigonometric functions, which differ between systems.
struct Rotation: Hashable, Sendable {
  var cosine: Double
  var sine: Double

  /// By the tangent of half the angle, whose series ends here below 1e-7 for angles up to 15°.
  init(degrees: Double) {
    let half = degrees * Double.pi / 360
    let tangent = half + half * half * half / 3 + 2 * half * half * half * half * half / 15
    let square = tangent * tangent
    cosine = (1 - square) / (1 + square)
    sine = 2 * tangent / (1 + square)
  }

  /// The same and `quarters` of a turn more, clockwise as seen.
  func turned(_ quarters: Int) -> Rotation {
    var turned = self
    for _ in 0..<quarters { (turned.cosine, turned.sine) = (-turned.sine, turned.cosine) }
    return turned
  }
}

extension Quality {
  /// The coding by the table's shares; half of the JPEGs are in colour.
  package func coding(_ random: inout SeededGenerator) -> PageCoding {
    let draw = random.unit()
    let color = random.chance(0.5)
    switch self {
    case .clean: return .lzw(color: false)
    case .office:
      return draw < 0.5 ? .g4(.plain) : draw < 0.75 ? .lzw(color: false) : .jpeg(quality: 75, color: color)
    case .rough:
      // A fifth of the bilevel half is faint, a fifth copied twice.
      if draw < 0.1 { return .g4(.faint) }
      if draw < 0.2 { return .g4(.copied(2)) }
      return draw < 0.5 ? .g4(.plain) : .jpeg(quality: 30 + random.index(31), color: color)
    }
  }

  func tag(_ random: inout SeededGenerator) -> TagTruth {
    self == .rough ? random.pick(TagTruth.allCases) : .right
  }
}
