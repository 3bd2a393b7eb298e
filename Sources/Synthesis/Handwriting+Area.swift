import Forms
import NumberFormats
import Raster

extension Handwriting {
  /// Of an area, from its left edge to the writing: mm, at most.
  private static let indent = 4.0
  /// A hand's usual distance between characters, as a share of their height, and how much single ones differ: some
  /// touch.
  private static let spacing = (usual: 0.06...0.22, play: 0.14)
  /// Of a character that would overlap the one before so deeply, mm, nothing could be told.
  private static let deepest = 0.35
  /// Writing keeps this from an area's upper and lower edge unless it crosses them, mm.
  private static let margin = 0.4

  /// The room for a comma, and its length, as shares of the characters' height.
  private static let commaGap = 0.4
  private static let commaLength = 0.2

  private func comma(
    at place: Point<FormSpace>, height: Double, on sheet: inout Sheet, _ random: inout SeededGenerator
  ) {
    let length = Self.commaLength * height * random.uniform(0.7...1.3)
    let line = [
      Point<FormSpace>(x: place.x + 0.15 * length, y: place.y - 0.5 * length),
      Point<FormSpace>(x: place.x - 0.25 * length, y: place.y + 0.5 * length),
    ]
    sheet.scribble(Handwriting.bent(line, &random), pen: setting.hand.pen)
  }

  /// Writes `filled` in one line into an area without boxes.
  mutating func write(
    _ filled: FilledField, in area: Rect<FormSpace>, on sheet: inout Sheet, _ random: inout SeededGenerator
  ) {
    let crosses = random.chance(setting.ranges.crossing)
    let pen = setting.hand.pen * random.uniform(0.95...1.05)
    let height = min(
      self.height(in: area, crosses: crosses, pen: pen, &random), area.height - 2 * Self.margin)
    let lean = setting.hand.lean * 2
    let spacing = random.uniform(Self.spacing.usual)
    var shapes: [(shape: PlacedGlyph, isCrossedOut: Bool, gap: Double)] = []
    for writing in filled.writings {
      let (symbol, isCrossedOut): (Symbol, Bool)
      switch writing {
      case .blank: continue
      case .character(let known): (symbol, isCrossedOut) = (known, false)
      case .crossedOut(let known): (symbol, isCrossedOut) = (known, true)
      }
      let (glyph, origin) = glyphs.take(symbol)
      written.append(
        WrittenGlyph(
          box: written.count, symbol: symbol, origin: origin, crosses: crosses, isCrossedOut: isCrossedOut))
      let shape = PlacedGlyph(
        glyph, pen: pen, height: height * random.uniform(0.9...1.05), width: height,
        squeeze: Self.squeeze, lean: lean + random.around(0.04), turn: setting.hand.turn + random.around(0.06)
      )
      let gap = max((spacing + random.around(Self.spacing.play)) * height, -Self.deepest)
      shapes.append((shape, isCrossedOut, gap))
    }
    // Of an amount, the first character behind the comma.
    let cents = filled.value.contains(".") && shapes.count > 2 ? shapes.count - 2 : nil
    if let cents { shapes[cents - 1].gap = max(shapes[cents - 1].gap, Self.commaGap * height) }
    let length = shapes.reduce(0) { $0 + $1.shape.extent.width + $1.gap }
    let share = min(1, (area.width - 2 * Self.margin) / max(length, 0.1))
    var x = area.minX + Self.margin + random.unit() * min(Self.indent, max(0, area.width - length - 1))
    let spare = max(0, area.height - 2 * Self.margin - height * share)
    var top = area.minY + Self.margin + spare / 2 * (1 + offset(setting.hand.bias.y, &random))
    if crosses { top += (random.chance(0.5) ? 1 : -1) * (spare / 2 + random.uniform(0.3...1.2)) }
    for (index, (shape, isCrossedOut, gap)) in shapes.enumerated() {
      var shape = shape
      shape.shrink(
        to: Rect(x: 0, y: 0, width: shape.extent.width * share, height: shape.extent.height * share))
      let y = top + height * share - shape.extent.height + random.around(0.03) * height
      let ink = Rect<FormSpace>(x: x, y: y, width: shape.extent.width, height: shape.extent.height)
      let texture = InkTexture(over: shape.field, depth: setting.look.texture, &random)
      let map = shape.map(to: Point(x: ink.minX, y: ink.minY)).then(sheet.transform)
      sheet.pen.draw(shape.field, map, texture: texture, density: random.uniform(0.9...1))
      if isCrossedOut { crossOut(ink, on: &sheet, &random) }
      x = ink.maxX + gap * share
      if index + 1 == cents {
        let middle = Point<FormSpace>(x: ink.maxX + gap * share / 2, y: top + height * share)
        comma(at: middle, height: height * share, on: &sheet, &random)
      }
    }
  }
}
