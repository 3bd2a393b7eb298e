import Forms
import Raster
import Testing

/// How the boxes of a row may be printed, other than each with its own outline.
enum BoxStyle: String, CaseIterable {
  case touching
  /// One frame, with ticks at its upper and lower line.
  case ticks
  /// One line below, with teeth that stand on it.
  case comb
  /// One frame; of its dividers only every third is left.
  case droppedOut
  case circles

  func draw(_ row: BoxRow, on page: inout TestPage) {
    let boxes = row.boxes
    guard let first = boxes.first, let last = boxes.last else { return }
    let dividers = boxes.dropFirst().map(\.minX)
    let frame = Rect<FormSpace>(
      x: first.minX, y: row.y, width: last.maxX - first.minX, height: row.height)
    func upright(_ x: Double, from top: Double, to bottom: Double) {
      page.line(Point(x: x, y: top), Point(x: x, y: bottom), width: 0.25, ink: 20)
    }
    switch self {
    case .touching: for box in boxes { page.outline(box, ink: 20) }
    case .ticks:
      page.outline(frame, ink: 20)
      for x in dividers {
        upright(x, from: frame.minY, to: frame.minY + 1.5)
        upright(x, from: frame.maxY - 1.5, to: frame.maxY)
      }
    case .comb:
      page.line(
        Point(x: frame.minX, y: frame.maxY), Point(x: frame.maxX, y: frame.maxY), width: 0.25, ink: 20)
      for x in [frame.minX] + dividers + [frame.maxX] { upright(x, from: frame.maxY - 2.5, to: frame.maxY) }
    case .droppedOut:
      page.outline(frame, ink: 20)
      for x in dividers.indices where x % 3 == 0 { upright(dividers[x], from: frame.minY, to: frame.maxY) }
    case .circles: for box in boxes { circle(in: box, on: &page) }
    }
  }

  private func circle(in box: Rect<FormSpace>, on page: inout TestPage) {
    // Cosine and sine of the sixteenths of a quarter turn, by turning again and again.
    let (c, s) = (0.995184726672197, 0.0980171403295606)
    var (x, y) = (1.0, 0.0)
    for _ in 0..<64 {
      let (nextX, nextY) = (x * c - y * s, x * s + y * c)
      page.line(
        Point(x: box.center.x + x * box.width / 2, y: box.center.y + y * box.height / 2),
        Point(x: box.center.x + nextX * box.width / 2, y: box.center.y + nextY * box.height / 2), width: 0.25,
        ink: 20)
      (x, y) = (nextX, nextY)
    }
  }
}

@Suite struct BoxStyleTests {
  private static let form = TestForms.single
  private static let row = BoxRow(x: 60, y: 40, width: 6, height: 8, pitch: 6, count: 9)
  /// Which digit stands in each box; the rest are blank.
  private static let digits = [0: 7, 1: 1, 3: 4, 4: 2, 5: 0, 7: 9]

  private static func cut(_ style: BoxStyle?, asBits: Bool, offset: (x: Double, y: Double)) -> [SegmentedBox]
  {
    var page = TestPage(form, dpi: 300, degrees: 0.7, paper: 245)
    style?.draw(row, on: &page)
    for (box, digit) in digits {
      page.digit(digit, in: row.box(box), height: 0.6, pen: 0.5, ink: 30, offset: offset)
    }
    var random = SeededGenerator(seed: 5)
    page.noise(6, &random)
    let image: PageImage = asBits ? .bits(page.bits(threshold: 150)) : .grey(page.image)
    return Segmenter(form: form).segment(image, transform: page.map)[0]
  }

  @Test(
    "However boxes are printed, blank ones are blank and digits are what they are without them",
    arguments: BoxStyle.allCases)
  func inside(style: BoxStyle) {
    for asBits in [true, false] {
      let plain = Self.cut(nil, asBits: asBits, offset: (0, 0))
      for (index, box) in Self.cut(style, asBits: asBits, offset: (0, 0)).enumerated() {
        if Self.digits[index] == nil {
          #expect(box.blankProbability > 0.99, "box \(index), bits \(asBits)")
        } else {
          let difference = box.glyph.difference(from: plain[index].glyph)
          #expect(difference < 12, "box \(index), bits \(asBits): \(difference)")
        }
      }
    }
  }

  @Test(
    "A digit that crosses straight print survives", arguments: BoxStyle.allCases.filter { $0 != .circles })
  func crossing(style: BoxStyle) {
    for asBits in [true, false] {
      let plain = Self.cut(nil, asBits: asBits, offset: (1.7, 0.4))
      let boxes = Self.cut(style, asBits: asBits, offset: (1.7, 0.4))
      for index in Self.digits.keys {
        let difference = boxes[index].glyph.difference(from: plain[index].glyph)
        #expect(difference < 55, "box \(index), bits \(asBits): \(difference)")
      }
    }
  }
}
