package import Raster

/// Small grey pictures of whole pages.
package enum PagePicture {
  /// The longest side of an overview, px.
  package static let longestSide = 1600

  /// The page in grey, made smaller by whole factors until it is at most `longestSide` px; each pixel is the mean of
  /// those it stands for.
  package static func overview(_ page: PageImage, longestSide: Int = longestSide) -> GreyImage {
    let factor = max(1, (max(page.width, page.height) + longestSide - 1) / longestSide)
    let width = (page.width + factor - 1) / factor
    let height = (page.height + factor - 1) / factor
    var result = GreyImage(width: width, height: height)
    for y in 0..<height {
      let rows = y * factor..<min((y + 1) * factor, page.height)
      for x in 0..<width {
        let columns = x * factor..<min((x + 1) * factor, page.width)
        var sum = 0
        for row in rows { for column in columns { sum += Int(page.brightness(x: column, y: row)) } }
        let count = rows.count * columns.count
        result[x, y] = UInt8((sum + count / 2) / count)
      }
    }
    return result
  }
}

extension PageImage {
  /// The grey value of pixel (x, y), 0 black to 255 white; colours weighted as ITU-R BT.601 does.
  package func brightness(x: Int, y: Int) -> UInt8 {
    switch self {
    case .bits(let image): return image[x, y] ? 0 : 255
    case .grey(let image): return image[x, y]
    case .color(let image):
      let start = (y * image.width + x) * 3
      let (red, green, blue) = (image.pixels[start], image.pixels[start + 1], image.pixels[start + 2])
      let thousandfold: Int = 299 * Int(red) + 587 * Int(green) + 114 * Int(blue)
      return UInt8((thousandfold + 500) / 1000)
    }
  }
}
