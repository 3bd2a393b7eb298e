import Forms
package import Raster

/// A page on its way to the scanner: what is printed and written on it, at the scan's pixels.
package struct Sheet: Sendable {
  /// The boxes' lines, which may have a colour of their own.
  var boxes: InkPlane
  /// Texts and marks; dust and dirt as well.
  var print: InkPlane
  package var pen: InkPlane
  package let transform: Affine<FormSpace, ScanSpace>
  let pixelsPerMillimetre: Double

  init(_ setting: PageSetting) {
    boxes = InkPlane(width: setting.width, height: setting.height)
    print = boxes
    pen = boxes
    transform = setting.transform
    pixelsPerMillimetre = setting.pixelsPerMillimetre
  }

  /// Prints the outline of `rect`, its lines `lineWidth` mm wide and centred on it.
  mutating func frame(_ rect: Rect<FormSpace>, lineWidth: Double) {
    let corners = rect.corners.map { transform($0) }
    boxes.polyline(corners + [corners[0]], radius: lineWidth / 2 * pixelsPerMillimetre)
  }

  /// Prints a line in the boxes' colour.
  mutating func frameLine(_ line: PrintedRule, lineWidth: Double) {
    boxes.segment(transform(line.start), transform(line.end), radius: lineWidth / 2 * pixelsPerMillimetre)
  }

  /// Prints a line.
  mutating func rule(_ start: Point<FormSpace>, _ end: Point<FormSpace>, lineWidth: Double) {
    print.segment(transform(start), transform(end), radius: lineWidth / 2 * pixelsPerMillimetre)
  }

  /// Prints `text` in capitals, `height` mm high, its top left corner at `point`.
  mutating func text(_ text: String, at point: Point<FormSpace>, height: Double) {
    let unit = height / StrokeFont.height
    let radius = max(0.08, height * 0.055) * pixelsPerMillimetre
    for (index, character) in text.uppercased().enumerated() {
      let left = point.x + Double(index) * StrokeFont.advance * unit
      for stroke in StrokeFont.strokes(of: character) {
        let line = stroke.map { transform(Point(x: left + $0.x * unit, y: point.y + $0.y * unit)) }
        print.polyline(line, radius: radius)
      }
    }
  }

  /// Draws a line by hand through `points`.
  mutating func scribble(_ points: [Point<FormSpace>], pen width: Double, density: Double = 1) {
    pen.polyline(points.map { transform($0) }, radius: width / 2 * pixelsPerMillimetre, density: density)
  }

  /// Dust and dirt: `density` specks per square centimetre of 0.05 to 0.25 mm, some of them darker.
  mutating func specks(perSquareCentimetre density: Double, _ random: inout SeededGenerator) {
    let area = Double(print.width * print.height) / (pixelsPerMillimetre * pixelsPerMillimetre) / 100
    let mean = density * area
    // A Poisson number, by its normal likeness: means are in the hundreds.
    let count = Int(max(0, (mean + mean.squareRoot() * random.normal()).rounded()))
    guard density > 0 else { return }
    for _ in 0..<count {
      let center = Point<ScanSpace>(
        x: random.unit() * Double(print.width), y: random.unit() * Double(print.height))
      let size = random.unit()
      let radius = (0.03 + 0.1 * size * size) * pixelsPerMillimetre
      let tail = Point<ScanSpace>(
        x: center.x + random.around(1.5) * radius, y: center.y + random.around(1.5) * radius)
      print.segment(center, tail, radius: radius, density: random.uniform(0.5...1))
    }
  }
}
