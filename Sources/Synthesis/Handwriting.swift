import Forms
import NumberFormats
import Raster

/// Writes characters into boxes by hand.
struct Handwriting {
  let setting: PageSetting
  var glyphs: PageGlyphs
  /// What was written in the field last written.
  var written: [WrittenGlyph] = []

  init(setting: PageSetting, glyphs: PageGlyphs) {
    (self.setting, self.glyphs) = (setting, glyphs)
  }

  /// Writes `filled` into the boxes or the area of `field`.
  mutating func write(
    _ filled: FilledField, in field: FieldTemplate, on sheet: inout Sheet, _ random: inout SeededGenerator
  ) {
    switch field.place {
    case .boxes(let row): write(filled, in: row.boxes, on: &sheet, &random)
    case .area(let area): write(filled, in: area, on: &sheet, &random)
    }
  }

  private mutating func write(
    _ filled: FilledField, in boxes: [Rect<FormSpace>], on sheet: inout Sheet,
    _ random: inout SeededGenerator
  ) {
    for (index, (writing, box)) in zip(filled.writings, boxes).enumerated() {
      switch writing {
      case .blank: continue
      case .character(let symbol):
        write(symbol, in: box, index, mayCross: true, on: &sheet, &random)
      case .crossedOut(let symbol):
        let ink = write(symbol, in: box, index, mayCross: false, on: &sheet, &random)
        crossOut(ink, on: &sheet, &random)
        written[written.count - 1].isCrossedOut = true
      }
    }
  }

  /// Prints `filled` in the form's own type.
  func print(_ filled: FilledField, in field: FieldTemplate, on sheet: inout Sheet) {
    for (writing, box) in zip(filled.writings, Handwriting.cells(for: filled.writings.count, in: field)) {
      guard case .character(let symbol) = writing else { continue }
      let height = min(box.height * 0.6, box.width * 0.8 * StrokeFont.height / 8)
      let wide = 8 * height / StrokeFont.height
      sheet.text(
        String(symbol.character), at: Point(x: box.center.x - wide / 2, y: box.center.y - height / 2),
        height: height)
    }
  }

  /// Where each printed character goes: the boxes, or equal cells of an area.
  private static func cells(for count: Int, in field: FieldTemplate) -> [Rect<FormSpace>] {
    switch field.place {
    case .boxes(let row): return row.boxes
    case .area(let area):
      let pitch = min(area.width / Double(max(1, count)), area.height * 0.7)
      return (0..<count).map {
        Rect(x: area.minX + Double($0) * pitch, y: area.y, width: pitch, height: area.height)
      }
    }
  }
}

extension Handwriting {
  /// A pen is at most this share of a glyph's height: who writes with a marker writes large.
  private static let thickest = 0.2
  /// Millimetres that glyphs keep from the lines they do not cross.
  private static let clearance = 0.1
  /// How far glyphs are squeezed into narrow boxes before they get smaller instead.
  static let squeeze = 0.7

  /// Writes one character; returns where its ink is.
  @discardableResult
  private mutating func write(
    _ symbol: Symbol, in box: Rect<FormSpace>, _ index: Int, mayCross: Bool, on sheet: inout Sheet,
    _ random: inout SeededGenerator
  ) -> Rect<FormSpace> {
    let hand = setting.hand
    let crosses = mayCross && random.chance(setting.ranges.crossing)
    let inner = box.insetBy(setting.lineWidth / 2 + Handwriting.clearance)
    let pen = hand.pen * random.uniform(0.95...1.05)
    let (glyph, origin) = glyphs.take(symbol)
    written.append(
      WrittenGlyph(box: index, symbol: symbol, origin: origin, crosses: crosses, isCrossedOut: false))
    var shape = PlacedGlyph(
      glyph, pen: pen, height: height(in: box, crosses: crosses, pen: pen, &random),
      width: crosses ? box.width * 1.1 : inner.width, squeeze: Handwriting.squeeze,
      lean: hand.lean + random.around(0.04), turn: hand.turn + random.around(0.06))
    if !crosses { shape.shrink(to: inner) }
    let ink = place(shape.extent, in: crosses ? box : inner, crossing: crosses ? box : nil, &random)
    let texture = InkTexture(over: shape.field, depth: setting.look.texture, &random)
    let map = shape.map(to: Point(x: ink.minX, y: ink.minY)).then(sheet.transform)
    sheet.pen.draw(shape.field, map, texture: texture, density: random.uniform(0.9...1))
    return ink
  }

  /// Millimetres of a glyph's height.
  func height(
    in box: Rect<FormSpace>, crosses: Bool, pen: Double, _ random: inout SeededGenerator
  ) -> Double {
    let range = setting.ranges.height
    let share = setting.hand.height * random.uniform(0.92...1.08)
    let least = max(range.lowerBound, pen / Handwriting.thickest / box.height)
    let most = crosses ? range.upperBound : min(range.upperBound, 0.95)
    return max(min(max(share, least), most), range.lowerBound) * box.height
  }

  /// Where ink of the size of `extent` goes: somewhere in `room`, or over a line of the box that it crosses.
  private func place(
    _ extent: Rect<FormSpace>, in room: Rect<FormSpace>, crossing box: Rect<FormSpace>?,
    _ random: inout SeededGenerator
  ) -> Rect<FormSpace> {
    let (spareX, spareY) = (max(0, room.width - extent.width), max(0, room.height - extent.height))
    var ink = extent
    ink.x = room.center.x - extent.width / 2 + spareX / 2 * offset(setting.hand.bias.x, &random)
    ink.y = room.center.y - extent.height / 2 + spareY / 2 * offset(setting.hand.bias.y, &random)
    guard let box else { return ink }
    let beyond = setting.hand.pen * 0.5 + random.uniform(0.2...0.9)
    switch random.index(8) {
    case 0, 1: ink.x = box.minX - beyond
    case 2, 3: ink.x = box.maxX + beyond - ink.width
    case 4, 5: ink.y = box.minY - beyond
    default: ink.y = box.maxY + beyond - ink.height
    }
    return ink
  }

  /// A place of [−1, 1] near the writer's usual one.
  func offset(_ bias: Double, _ random: inout SeededGenerator) -> Double {
    min(max(bias + random.around(1) * setting.hand.restless, -1), 1)
  }

  /// Crosses out the ink in `rect`: two or three strokes, an X, or a zigzag.
  func crossOut(_ rect: Rect<FormSpace>, on sheet: inout Sheet, _ random: inout SeededGenerator) {
    let area = rect.insetBy(-0.3)
    func near(_ x: Double, _ y: Double) -> Point<FormSpace> {
      Point(
        x: area.minX + (x + random.around(0.12)) * area.width,
        y: area.minY + (y + random.around(0.12)) * area.height)
    }
    var lines: [[Point<FormSpace>]]
    switch random.index(3) {
    case 0:
      lines = [0.3, 0.5, 0.7].prefix(2 + random.index(2)).map { [near(0, $0 + 0.1), near(1, $0 - 0.1)] }
    case 1: lines = [[near(0, 0), near(1, 1)], [near(1, 0), near(0, 1)]]
    default:
      let turns = 6 + random.index(4)
      lines = [(0...turns).map { near(Double($0 % 2), Double($0) / Double(turns)) }]
    }
    for line in lines { sheet.scribble(Handwriting.bent(line, &random), pen: setting.hand.pen) }
  }

  /// Lines with a little bow in each, as no hand draws straight.
  static func bent(_ points: [Point<FormSpace>], _ random: inout SeededGenerator) -> [Point<FormSpace>] {
    guard var last = points.first else { return [] }
    var out = [last]
    for point in points.dropFirst() {
      let bow = random.around(0.08)
      let middle = Point<FormSpace>(
        x: (last.x + point.x) / 2 + (point.y - last.y) * bow,
        y: (last.y + point.y) / 2 - (point.x - last.x) * bow)
      for step in 1...8 {
        let t = Double(step) / 8
        let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
        out.append(
          Point(x: a * last.x + b * middle.x + c * point.x, y: a * last.y + b * middle.y + c * point.y))
      }
      last = point
    }
    return out
  }

  /// Ink that belongs to no box: a long wavering line over the boxes of `field`.
  func strayInk(over field: FieldTemplate, on sheet: inout Sheet, _ random: inout SeededGenerator) {
    let frames = FormPrinter.frames(of: field)
    guard let bounds = Rect(around: frames.flatMap(\.corners)) else { return }
    let low = random.uniform(0.2...0.8)
    let count = 7
    let points = (0...count).map { index in
      Point<FormSpace>(
        x: bounds.minX - 4 + (bounds.width + 8) * Double(index) / Double(count),
        y: bounds.minY + bounds.height * low + random.around(bounds.height))
    }
    sheet.scribble(Curve.rounded(points), pen: setting.hand.pen * 1.2)
  }
}
