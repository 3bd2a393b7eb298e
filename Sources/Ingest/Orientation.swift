package import Raster

/// Where the first row and the first column of the stored pixels belong; TIFF's and Exif's numbers.
enum Orientation: Int, Sendable, CaseIterable {
  case topLeft = 1
  case topRight
  case bottomRight
  case bottomLeft
  case leftTop
  case rightTop
  case rightBottom
  case leftBottom

  /// Whether stored rows are columns of the upright page.
  var swapsAxes: Bool { rawValue >= 5 }

  /// Where the upright pixel (x, y) stands in a stored picture of `width` × `height`.
  func stored(_ x: Int, _ y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
    switch self {
    case .topLeft: (x, y)
    case .topRight: (width - 1 - x, y)
    case .bottomRight: (width - 1 - x, height - 1 - y)
    case .bottomLeft: (x, height - 1 - y)
    case .leftTop: (y, x)
    case .rightTop: (y, height - 1 - x)
    case .rightBottom: (width - 1 - y, height - 1 - x)
    case .leftBottom: (width - 1 - y, x)
    }
  }
}

extension Orientation {
  /// That of a page that was turned clockwise by `quarters`, of 0..<4.
  fileprivate init(quarters: Int) { self = [.topLeft, .leftBottom, .bottomRight, .rightTop][quarters] }
}

extension Resolution {
  /// The resolution of a page turned back by `quarters`, of 0..<4, that it was turned clockwise.
  package func turnedBack(quarters: Int) -> Resolution { upright(Orientation(quarters: quarters)) }
}

extension PageImage {
  /// The page turned back by `quarters`, of 0..<4, that it was turned clockwise.
  package func turnedBack(quarters: Int) -> PageImage { upright(Orientation(quarters: quarters)) }

  /// The page turned so that its first row is at the top.
  func upright(_ orientation: Orientation) -> PageImage {
    guard orientation != .topLeft else { return self }
    let (width, height) = orientation.swapsAxes ? (self.height, self.width) : (self.width, self.height)
    func place(_ x: Int, _ y: Int) -> (x: Int, y: Int) {
      orientation.stored(x, y, width: self.width, height: self.height)
    }
    switch self {
    case .bits(let image):
      var turned = BitImage(width: width, height: height)
      for y in 0..<height {
        for x in 0..<width {
          let source = place(x, y)
          if image[source.x, source.y] { turned[x, y] = true }
        }
      }
      return .bits(turned)
    case .grey(let image):
      var turned = GreyImage(width: width, height: height)
      for y in 0..<height {
        for x in 0..<width {
          let source = place(x, y)
          turned[x, y] = image[source.x, source.y]
        }
      }
      return .grey(turned)
    case .color(let image):
      var pixels = Array(repeating: UInt8(0), count: image.pixels.count)
      for y in 0..<height {
        for x in 0..<width {
          let source = place(x, y)
          let (from, to) = (3 * (source.y * image.width + source.x), 3 * (y * width + x))
          for sample in 0..<3 { pixels[to + sample] = image.pixels[from + sample] }
        }
      }
      return .color(ColorImage(width: width, height: height, pixels: pixels))
    }
  }
}
