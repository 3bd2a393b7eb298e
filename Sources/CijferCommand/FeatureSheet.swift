import Drawing
import GlyphNet
import Raster

/// A character's way through a network as one picture: histograms of its pixels before and after normalisation to
/// mean 0 and deviation 1, then what every layer makes of it.
struct FeatureSheet {
  private enum Pixels: Space {}

  private static let width = 1180
  private static let margin = 12
  /// A map is drawn at least this wide.
  private static let mapWidth = 56
  private static let histogram = (width: 360, height: 110, bins: 48)
  private static let cell = 9

  let image: ColorImage

  init(_ glyph: Glyph, through classifier: GlyphClassifier) throws {
    let features = classifier.features(of: glyph)
    let height = Self.top(of: features) + features.reduce(0) { $0 + Self.height(of: $1) }
    var canvas = Canvas<Pixels>(width: Self.width, height: height)
    let pixels = glyph.pixels.map { Float($0) / 255 }
    let rows = (0..<Glyph.side).map { Array(pixels[$0 * Glyph.side..<($0 + 1) * Glyph.side]) }
    let normalised = try LayerFunctions.normalisation(rows).flatMap(\.self)
    Self.draw(histogram: pixels, "pixels", at: Self.margin, on: &canvas)
    Self.draw(
      histogram: normalised, "normalised to mean 0, deviation 1",
      at: 2 * Self.margin + Self.histogram.width, on: &canvas)
    var y = Self.top(of: features)
    for feature in features {
      let size = feature.dimensions.map(String.init).joined(separator: " x ")
      canvas.text("\(feature.layer)  \(size)", at: Point(x: Double(Self.margin), y: Double(y)), scale: 2)
      if feature.dimensions.count == 3 {
        Self.draw(maps: feature, top: y + 22, on: &canvas)
      } else {
        let isLast = feature == features.last
        Self.draw(row: feature, labels: isLast ? classifier.classes : [], top: y + 22, on: &canvas)
      }
      y += Self.height(of: feature)
    }
    image = canvas.image
  }

  private static func top(of features: [GlyphFeatures]) -> Int { histogram.height + 4 * margin + 16 }

  // MARK: Maps

  private static func grid(_ feature: GlyphFeatures) -> (zoom: Int, across: Int, rows: Int) {
    let zoom = max(1, mapWidth / feature.dimensions[2])
    let across = max(1, (width - 2 * margin) / (feature.dimensions[2] * zoom + 4))
    return (zoom, across, (feature.dimensions[0] + across - 1) / across)
  }

  private static func height(of feature: GlyphFeatures) -> Int {
    if feature.dimensions.count == 3 {
      let (zoom, _, rows) = grid(feature)
      return rows * (feature.dimensions[1] * zoom + 4) + 22 + 2 * margin
    }
    let across = (width - 2 * margin) / cell
    return (feature.values.count + across - 1) / across * cell + 22 + 3 * margin
  }

  /// Each map from its least value, black, to the layer's greatest, white.
  private static func draw(maps feature: GlyphFeatures, top: Int, on canvas: inout Canvas<Pixels>) {
    let (zoom, across, _) = grid(feature)
    let (rows, columns) = (feature.dimensions[1], feature.dimensions[2])
    let greys = Self.greys(feature.values)
    for map in 0..<feature.dimensions[0] {
      let left = margin + map % across * (columns * zoom + 4)
      let first = top + map / across * (rows * zoom + 4)
      let plane = GreyImage(
        width: columns, height: rows, pixels: Array(greys[map * rows * columns..<(map + 1) * rows * columns]))
      canvas.draw(
        plane,
        in: Rect(
          x: Double(left), y: Double(first), width: Double(columns * zoom), height: Double(rows * zoom)))
    }
  }

  private static func draw(
    row feature: GlyphFeatures, labels: [String], top: Int, on canvas: inout Canvas<Pixels>
  ) {
    let wide = labels.isEmpty ? cell : 4 * cell
    let across = (width - 2 * margin) / wide
    for (index, grey) in greys(feature.values).enumerated() {
      let x = Double(margin + index % across * wide)
      let y = Double(top + index / across * cell)
      canvas.fill(
        Rect(x: x, y: y, width: Double(wide - 1), height: Double(cell - 1)),
        Color(red: grey, green: grey, blue: grey))
      canvas.outline(
        Rect(x: x, y: y, width: Double(wide - 1), height: Double(cell - 1)), Color.grey.opacity(0.5))
      if index < labels.count {
        canvas.text(labels[index], at: Point(x: x, y: y + Double(cell) + 2), scale: 1)
      }
    }
  }

  private static func greys(_ values: [Float]) -> [UInt8] {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    return values.map { most > least ? UInt8(255 * ($0 - least) / (most - least)) : 0 }
  }

  // MARK: Histograms

  private static func draw(
    histogram values: [Float], _ name: String, at left: Int, on canvas: inout Canvas<Pixels>
  ) {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    var counts = Array(repeating: 0, count: histogram.bins)
    for value in values {
      let place = most > least ? (value - least) / (most - least) : 0
      counts[min(histogram.bins - 1, Int(place * Float(histogram.bins)))] += 1
    }
    // Paper is most of a picture: a square root keeps the strokes in sight.
    let tallest = Double(counts.max() ?? 1).squareRoot()
    let bar = Double(histogram.width) / Double(histogram.bins)
    let bottom = Double(margin + 16 + histogram.height)
    for (index, count) in counts.enumerated() where count > 0 {
      let height = Double(count).squareRoot() / tallest * Double(histogram.height)
      canvas.fill(
        Rect(x: Double(left) + Double(index) * bar, y: bottom - height, width: bar - 1, height: height), .blue
      )
    }
    canvas.text(name, at: Point(x: Double(left), y: Double(margin)), scale: 1)
    let ends = [least, most].map { "\((Double($0) * 100).rounded() / 100)" }
    canvas.text(ends[0], at: Point(x: Double(left), y: bottom + 3), scale: 1)
    let right = Double(left + histogram.width - Canvas<Pixels>.textWidth(ends[1], scale: 1))
    canvas.text(ends[1], at: Point(x: right, y: bottom + 3), scale: 1)
  }
}
