import Forms
import Raster

/// Draws a form as a scanner would see it: lines and strokes under a known map, antialiased, with noise.
struct TestPage {
  private(set) var image: GreyImage
  let map: Affine<FormSpace, ScanSpace>

  /// An empty scan of a form: turned by `degrees` and then by whole quarters about its middle, shifted and stretched.
  init(
    _ form: FormTemplate, dpi: Double, degrees: Double = 0, shift: (x: Double, y: Double) = (0, 0),
    stretch: (x: Double, y: Double) = (0, 0), quarters: Int = 0, paper: UInt8 = 255
  ) {
    let scale = dpi / 25.4
    let isSideways = quarters % 2 == 1
    let width = Int(((isSideways ? form.pageHeight : form.pageWidth) * scale).rounded())
    let height = Int(((isSideways ? form.pageWidth : form.pageHeight) * scale).rounded())
    image = GreyImage(width: width, height: height, fill: paper)
    let sine = Self.sine(degrees * .pi / 180)
    let cosine = (1 - sine * sine).squareRoot()
    let (c, s) = [(1.0, 0.0), (0, 1), (-1, 0), (0, -1)][quarters]
    let turned = Affine<FormSpace, ScanSpace>(
      sx: scale * (1 + stretch.x), sy: scale * (1 + stretch.y), cosine: cosine * c - sine * s,
      sine: sine * c + cosine * s, tx: 0, ty: 0)
    let middle = turned(Point(x: form.pageWidth / 2, y: form.pageHeight / 2))
    var map = turned
    map.tx = Double(width) / 2 - middle.x + shift.x * scale
    map.ty = Double(height) / 2 - middle.y + shift.y * scale
    self.map = map
  }

  private static func sine(_ x: Double) -> Double {
    x - x * x * x / 6 + x * x * x * x * x / 120 - x * x * x * x * x * x * x / 5040
  }

  private var scale: Double { abs(map.determinant).squareRoot() }

  /// A straight stroke with flat darkness and antialiased flanks; mm.
  mutating func line(
    _ from: Point<FormSpace>, _ to: Point<FormSpace>, width: Double, ink: UInt8 = 0, flatEnds: Bool = false
  ) {
    let (a, b) = (map(from), map(to))
    let half = width * scale / 2
    let low = (x: max(0, Int(min(a.x, b.x) - half - 1)), y: max(0, Int(min(a.y, b.y) - half - 1)))
    let high = (
      x: min(image.width - 1, Int(max(a.x, b.x) + half + 1)),
      y: min(image.height - 1, Int(max(a.y, b.y) + half + 1))
    )
    guard low.x <= high.x, low.y <= high.y else { return }
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = (dx * dx + dy * dy).squareRoot()
    // A stroke without length is a dot.
    let (ux, uy) = length > 0 ? (dx / length, dy / length) : (1, 0)
    for y in low.y...high.y {
      for x in low.x...high.x {
        let (px, py) = (Double(x) + 0.5 - a.x, Double(y) + 0.5 - a.y)
        let along = px * ux + py * uy
        let across = abs(py * ux - px * uy)
        let beyond = max(0, max(-along, along - length))
        let distance =
          flatEnds ? max(across, beyond + half) : (across * across + beyond * beyond).squareRoot()
        darken(x, y, by: min(1, max(0, half - distance + 0.5)), ink: ink)
      }
    }
  }

  private mutating func darken(_ x: Int, _ y: Int, by cover: Double, ink: UInt8) {
    if cover <= 0 { return }
    let old = Double(image[x, y])
    image[x, y] = UInt8(min(old, old + (Double(ink) - old) * cover))
  }

  /// A thin line of which a `share` of the quarters of a millimetre is left.
  mutating func dots(
    _ from: Point<FormSpace>, _ to: Point<FormSpace>, share: Double, _ generator: inout SeededGenerator
  ) {
    let count = Int(from.distance(to: to) * 4)
    for index in 0..<count where generator.unit() < share {
      let at = { (place: Int) -> Point<FormSpace> in
        let part = Double(place) / Double(count)
        return Point(x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y))
      }
      line(at(index), at(index + 1), width: 0.2, flatEnds: true)
    }
  }

  /// The boxes of a form, each with its own outline.
  mutating func boxes(of form: FormTemplate, width: Double = 0.25, ink: UInt8 = 0, skipping: Set<Int> = []) {
    for (index, field) in form.fields.enumerated() where !skipping.contains(index) {
      guard case .boxes(let row) = field.place else { continue }
      for box in row.boxes { outline(box, width: width, ink: ink) }
    }
  }

  mutating func outline(_ box: Rect<FormSpace>, width: Double = 0.25, ink: UInt8 = 0) {
    let corners = box.corners
    for index in 0..<4 { line(corners[index], corners[(index + 1) % 4], width: width, ink: ink) }
  }

  /// A digit of straight strokes in the middle of a box.
  mutating func digit(
    _ digit: Int, in box: Rect<FormSpace>, height: Double = 0.7, pen: Double = 0.5, ink: UInt8 = 0,
    offset: (x: Double, y: Double) = (0, 0)
  ) {
    let h = box.height * height
    let w = h * 0.6
    let (left, top) = (box.center.x - w / 2 + offset.x, box.center.y - h / 2 + offset.y)
    for stroke in TestDigits.strokes[digit] {
      for (from, to) in zip(stroke, stroke.dropFirst()) {
        line(
          Point(x: left + from.0 * w, y: top + from.1 * h), Point(x: left + to.0 * w, y: top + to.1 * h),
          width: pen, ink: ink)
      }
    }
  }

  /// A grey picture, white ink on black, over `rect`.
  mutating func glyph(_ glyph: Glyph, over rect: Rect<FormSpace>, ink: UInt8 = 0) {
    guard let bounds = Rect(around: rect.corners.map { map($0) }), let back = map.inverse else { return }
    let side = Double(Glyph.side)
    for y in max(0, Int(bounds.minY))...min(image.height - 1, Int(bounds.maxY) + 1) {
      for x in max(0, Int(bounds.minX))...min(image.width - 1, Int(bounds.maxX) + 1) {
        let place = back(Point(x: Double(x) + 0.5, y: Double(y) + 0.5))
        let u = (place.x - rect.x) / rect.width * side - 0.5
        let v = (place.y - rect.y) / rect.height * side - 0.5
        let value = glyph.value(u, v)
        // The pen's edge is where the glyph is half dark; sharpened, since a pen's is.
        darken(x, y, by: min(1, max(0, (value - 0.5) * 3 + 0.5)), ink: ink)
      }
    }
  }

  /// Normal noise of standard deviation `sigma`, by the sum of four uniform numbers.
  mutating func noise(_ sigma: Double, _ generator: inout SeededGenerator) {
    if sigma == 0 { return }
    for index in image.pixels.indices {
      let bits = generator.next()
      var sum = 0.0
      for part in 0..<4 { sum += Double(bits >> UInt64(16 * part) & 0xFFFF) / 65536 - 0.5 }
      let value = Double(image.pixels[index]) + sum * sigma * 1.732
      image.pixels[index] = UInt8(min(255, max(0, value.rounded())))
    }
  }

  /// Dark dots of 0.1 to 0.3 mm.
  mutating func specks(_ perSquareCentimetre: Double, form: FormTemplate, _ generator: inout SeededGenerator)
  {
    for _ in 0..<Int(form.pageWidth * form.pageHeight / 100 * perSquareCentimetre) {
      let place = Point<FormSpace>(
        x: generator.uniform(0...form.pageWidth), y: generator.uniform(0...form.pageHeight))
      line(place, place, width: generator.uniform(0.1...0.3), ink: UInt8(generator.uniform(0...120)))
    }
  }

  /// Lines of words, as a letter has them.
  mutating func text(_ form: FormTemplate, _ generator: inout SeededGenerator) {
    var y = 20.0
    while y < form.pageHeight - 20 {
      var x = 20.0
      while x < form.pageWidth - 20 {
        for _ in 0..<Int(generator.uniform(2...9)) where x < form.pageWidth - 20 {
          let (h, w) = (generator.uniform(1.6...2.6), generator.uniform(0.9...1.6))
          line(Point(x: x, y: y - h), Point(x: x, y: y), width: 0.3)
          line(Point(x: x, y: y - h / 2), Point(x: x + w, y: y - h * generator.unit()), width: 0.25)
          x += w + 0.5
        }
        x += 1.8
      }
      y += 5
    }
  }

  /// The scan as bits, dark below `threshold`.
  func bits(threshold: UInt8 = 128) -> BitImage {
    var bits = BitImage(width: image.width, height: image.height)
    for y in 0..<image.height {
      for x in 0..<image.width where image.pixels[y * image.width + x] < threshold { bits[x, y] = true }
    }
    return bits
  }

  /// The largest distance between this page's map and `other` over the boxes and areas, mm.
  func error(of other: Affine<FormSpace, ScanSpace>, on form: FormTemplate) -> Double {
    var worst = 0.0
    for field in form.fields {
      let corners =
        switch field.place {
        case .boxes(let row): row.boxes.flatMap(\.corners)
        case .area(let area): area.corners
        }
      for corner in corners {
        worst = max(worst, map(corner).distance(to: other(corner)) / scale)
      }
    }
    return worst
  }
}

extension Glyph {
  /// The value of [0, 1] between pixel centres; 0 outside.
  fileprivate func value(_ u: Double, _ v: Double) -> Double {
    let (x, y) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
    let (fx, fy) = (u - Double(x), v - Double(y))
    let at = { (x: Int, y: Int) -> Double in
      guard x >= 0, y >= 0, x < Glyph.side, y < Glyph.side else { return 0 }
      return Double(pixels[y * Glyph.side + x]) / 255
    }
    return (at(x, y) * (1 - fx) + at(x + 1, y) * fx) * (1 - fy)
      + (at(x, y + 1) * (1 - fx) + at(x + 1, y + 1) * fx) * fy
  }
}

/// Digits as polylines in the unit square.
enum TestDigits {
  static let strokes: [[[(Double, Double)]]] = [
    [[(0.5, 0), (0.1, 0.2), (0, 0.5), (0.1, 0.8), (0.5, 1), (0.9, 0.8), (1, 0.5), (0.9, 0.2), (0.5, 0)]],
    [[(0.2, 0.25), (0.55, 0), (0.5, 1)]],
    [[(0.05, 0.2), (0.5, 0), (0.95, 0.25), (0.6, 0.6), (0, 1), (1, 0.97)]],
    [[(0, 0.05), (0.9, 0.02), (0.45, 0.4), (0.95, 0.65), (0.6, 1), (0, 0.9)]],
    [[(0.6, 0), (0, 0.65), (1, 0.62)], [(0.75, 0.3), (0.7, 1)]],
    [[(0.95, 0), (0.15, 0.03), (0.1, 0.45), (0.7, 0.42), (0.95, 0.7), (0.6, 1), (0, 0.92)]],
    [[(0.8, 0), (0.2, 0.4), (0.05, 0.75), (0.45, 1), (0.9, 0.8), (0.6, 0.5), (0.1, 0.65)]],
    [[(0, 0.03), (1, 0), (0.35, 1)]],
    [
      [
        (0.5, 0.48), (0.1, 0.25), (0.5, 0), (0.9, 0.22), (0.5, 0.48), (0, 0.78), (0.5, 1), (1, 0.78),
        (0.5, 0.48),
      ]
    ],
    [[(0.9, 0.3), (0.4, 0.5), (0.1, 0.2), (0.5, 0), (0.9, 0.15), (0.85, 0.5), (0.7, 1)]],
  ]
}
