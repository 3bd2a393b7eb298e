import Raster

extension ScannedPage {
  /// A resolution whose axes differ by less is that of square pixels.
  private static let unequal = 0.01
  /// How often finer one axis may be: a fax of 204 × 98 dots an inch is 2.1.
  private static let finest = 4.0

  /// The page with square pixels: rows are repeated where they are further apart than columns, as on faxes, or columns.
  ///
  /// One that would have more pixels than `limits` allow stays as it is.
  func squared(within limits: IngestLimits) -> ScannedPage {
    guard let resolution else { return self }
    let finer = max(resolution.x, resolution.y)
    let (across, down) = (finer / resolution.x, finer / resolution.y)
    guard max(across, down) > 1 + Self.unequal, max(across, down) <= Self.finest else { return self }
    let width = Int((Double(image.width) * across).rounded())
    let height = Int((Double(image.height) * down).rounded())
    guard Double(width) * Double(height) <= limits.megapixels * 1_000_000 else { return self }
    let damage = damage.map { damage in
      var damage = damage
      let place = damage.place
      damage.place = Rect(
        x: place.x * across, y: place.y * down, width: place.width * across, height: place.height * down)
      return damage
    }
    return ScannedPage(
      image: image.repeating(width: width, height: height), resolution: Resolution(x: finer, y: finer),
      damage: damage)
  }
}

extension PageImage {
  /// The image with rows and columns repeated until it has `width` × `height` pixels.
  fileprivate func repeating(width: Int, height: Int) -> PageImage {
    let columns = (0..<width).map { $0 * self.width / width }
    let rows = (0..<height).map { $0 * self.height / height }
    switch self {
    case .bits(let image):
      var bits = BitImage(width: width, height: height)
      for (y, row) in rows.enumerated() {
        for (x, column) in columns.enumerated() where image[column, row] { bits[x, y] = true }
      }
      return .bits(bits)
    case .grey(let image):
      let pixels = rows.flatMap { row in columns.map { image.pixels[row * image.width + $0] } }
      return .grey(GreyImage(width: width, height: height, pixels: pixels))
    case .color(let image):
      let pixels = rows.flatMap { row in
        columns.flatMap { column in
          let start = 3 * (row * image.width + column)
          return image.pixels[start..<start + 3]
        }
      }
      return .color(ColorImage(width: width, height: height, pixels: pixels))
    }
  }
}
