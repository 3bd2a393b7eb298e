import Forms
import Raster

/// What befalls a page between press and scanner.
struct ScanHarm {
  /// Legs of the triangle that is cut off one corner, mm.
  var corner = 0.0
  /// Share of the box edges that were not printed.
  var missing = 0.0
  var seed: UInt64 = 0

  /// Does it to `image`, a scan of `form` that lies as `transform` says.
  func apply(to image: inout PageImage, form: FormTemplate, transform: Affine<FormSpace, ScanSpace>) {
    var random = SeededGenerator(seed: seed)
    let scale = abs(transform.determinant).squareRoot()
    if corner > 0 {
      let size = Int(corner * scale)
      let isRight = random.next() % 2 == 0
      let isBottom = random.next() % 2 == 0
      let dark: UInt8 = random.next() % 2 == 0 ? 30 : 250
      for y in 0..<min(size, image.height) {
        for x in 0..<min(size - y, image.width) {
          image.set(isRight ? image.width - 1 - x : x, isBottom ? image.height - 1 - y : y, to: dark)
        }
      }
    }
    guard missing > 0 else { return }
    for field in form.fields {
      guard case .boxes(let row) = field.place else { continue }
      for box in row.boxes {
        let corners = box.corners
        for side in 0..<4 where random.unit() < missing {
          let (a, b) = (corners[side], corners[(side + 1) % 4])
          image.erase(transform(a), transform(b), half: 0.35 * scale)
        }
      }
    }
  }
}

extension PageImage {
  fileprivate mutating func set(_ x: Int, _ y: Int, to value: UInt8) {
    switch self {
    case .bits(var image):
      self = .bits(BitImage(width: 0, height: 0))
      image[x, y] = value < 128
      self = .bits(image)
    case .grey(var image):
      self = .grey(GreyImage(width: 0, height: 0))
      image[x, y] = value
      self = .grey(image)
    case .color(var image):
      self = .color(ColorImage(width: 0, height: 0))
      for sample in 0..<3 { image.pixels[3 * (y * image.width + x) + sample] = value }
      self = .color(image)
    }
  }

  /// Paper where a line was, `half` px to either side of it.
  fileprivate mutating func erase(_ a: Point<ScanSpace>, _ b: Point<ScanSpace>, half: Double) {
    let steps = Int(a.distance(to: b)) + 1
    let reach = Int(half)
    for step in 0...steps {
      let t = Double(step) / Double(steps)
      let (x, y) = (Int(a.x + t * (b.x - a.x)), Int(a.y + t * (b.y - a.y)))
      for row in y - reach...y + reach where row >= 0 && row < height {
        for column in x - reach...x + reach where column >= 0 && column < width { set(column, row, to: 245) }
      }
    }
  }
}
