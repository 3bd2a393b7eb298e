import Forms
import Raster

/// How much light something gives back in red, green and blue, of [0, 1].
struct Reflectance: Hashable, Sendable {
  var red: Double
  var green: Double
  var blue: Double

  init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  init(grey: Double) {
    self.init(red: grey, green: grey, blue: grey)
  }

  /// What a grey scanner sees: BT.601 luma.
  var luminance: Double { 0.299 * red + 0.587 * green + 0.114 * blue }

  /// The channels of a scan with one or three of them.
  func channels(_ count: Int) -> [Double] {
    count == 1 ? [luminance] : [red, green, blue]
  }

  /// The same ink with only `strength` of it on white paper.
  func weakened(_ strength: Double) -> Reflectance {
    Reflectance(
      red: 1 - (1 - red) * strength, green: 1 - (1 - green) * strength, blue: 1 - (1 - blue) * strength)
  }
}

/// The colours of a page: paper, print, pen, and the scanner's ways with them.
struct PageLook: Sendable {
  var paper: Reflectance
  var boxes: Reflectance
  var print: Reflectance
  var pen: Reflectance
  /// How uneven the pen's ink lies, of [0, 1].
  var texture: Double
  /// Change of brightness from one side to the other, of 255, across and down.
  var shade: Point<FormSpace>
  /// Below it a bilevel scanner sees ink, of 255.
  var threshold: Double

  init(
    quality: Quality, coding: PageCoding, boxColor: DropoutColor?, mayDropOut: Bool, faint: Bool,
    _ random: inout SeededGenerator
  ) {
    let white = random.uniform(0.93...0.985)
    paper = Reflectance(
      red: white, green: white * random.uniform(0.985...1), blue: white * random.uniform(0.95...1))
    print = Reflectance(grey: random.uniform(0.1...0.25))
    boxes = Reflectance(grey: random.uniform(quality == .clean ? 0.1...0.3 : 0.1...0.42))
    if let boxColor {
      var strong = false
      if case .g4 = coding { strong = !mayDropOut }
      boxes = PageLook.ink(boxColor, strong: strong, &random)
    }
    let darkness = random.uniform(0.12...0.3)
    pen =
      random.chance(0.5)
      ? Reflectance(grey: darkness)
      : Reflectance(red: darkness, green: darkness + 0.08, blue: random.uniform(0.5...0.7))
    texture = random.uniform(quality == .clean ? 0.0...0.15 : quality == .office ? 0.05...0.3 : 0.1...0.45)
    let unevenness = quality == .clean ? 2.0 : quality == .office ? 5 : 10
    shade = Point(x: random.around(unevenness), y: random.around(unevenness))
    threshold = 255 * white * random.uniform(0.52...0.64)
    if coding == .g4(.faint) || faint { weaken(bilevel: coding == .g4(.faint), &random) }
  }

  private mutating func weaken(bilevel: Bool, _ random: inout SeededGenerator) {
    if bilevel {
      // Just above the pen's own darkness: where the ink is thin or the line narrow, it is gone.
      texture = random.uniform(0.3...0.5)
      let darkest = pen.luminance * paper.luminance
      threshold = 255 * (darkest + (paper.luminance - darkest) * random.uniform(0.26...0.36))
      boxes = Reflectance(grey: min(boxes.luminance, random.uniform(0.1...0.25)))
    } else {
      pen = pen.weakened(random.uniform(0.25...0.4))
      boxes = boxes.weakened(random.uniform(0.3...0.5))
      print = print.weakened(random.uniform(0.3...0.5))
    }
  }

  private static func ink(_ color: DropoutColor, strong: Bool, _ random: inout SeededGenerator) -> Reflectance
  {
    let low = strong ? random.uniform(0.2...0.3) : random.uniform(0.5...0.68)
    let high = strong ? 0.75 : 0.95
    return switch color {
    case .red: Reflectance(red: high, green: low, blue: low)
    case .green: Reflectance(red: low, green: high * (strong ? 0.7 : 0.97), blue: low)
    case .blue: Reflectance(red: low, green: low + 0.1, blue: high)
    }
  }
}
