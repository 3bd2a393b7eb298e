import Raster

/// Tells a page without ink.
enum BlankPage {
  /// How much darker than the paper around it ink is, grey values, and in standard deviations of noise: faint ink
  /// must still be seen, since a blank page is not looked at by anybody.
  private static let contrast = (least: 24.0, sigmas: 5.0)
  /// Dust is smaller than this, px of the work image: 2 mm.
  private static let dust = 8
  /// What lies this near to the sides, px of the work image, may be the scanner's border: 5 mm.
  private static let border = 20
  /// Blocks in which the paper's own brightness is told, px.
  private static let block = 64
  /// Paper is at least this bright, and varies over a page by no more than this: beyond it, an area is printed.
  private static let paper = (least: 120, play: 50)

  /// Whether there is nothing but paper, dust and the scanner's border.
  static func isBlank(_ work: WorkImage) -> Bool {
    let image = work.image
    let whole = median(image, 0..<image.width, 0..<image.height)
    if whole < paper.least { return false }
    let mask = inkMask(image, whole: whole, contrast: max(contrast.least, contrast.sigmas * work.noise))
    let map = ComponentMap(mask: mask, width: image.width, height: image.height)
    return map.components.allSatisfy { component in
      max(component.width, component.height) < dust || isBorder(component, image)
    }
  }

  /// Whether a component hugs a side of the scan from end to end of itself.
  private static func isBorder(_ component: Component, _ image: GreyImage) -> Bool {
    component.maxX < border || component.maxY < border || component.minX >= image.width - border
      || component.minY >= image.height - border
  }

  /// Pixels that are darker than the paper of their block.
  private static func inkMask(_ image: GreyImage, whole: Int, contrast: Double) -> [UInt8] {
    var mask = [UInt8](repeating: 0, count: image.width * image.height)
    for top in stride(from: 0, to: image.height, by: block) {
      for left in stride(from: 0, to: image.width, by: block) {
        let rows = top..<min(top + block, image.height)
        let columns = left..<min(left + block, image.width)
        let level = max(median(image, columns, rows), whole - paper.play) - Int(contrast)
        for y in rows {
          for x in columns where Int(image.pixels[y * image.width + x]) < level {
            mask[y * image.width + x] = 1
          }
        }
      }
    }
    return mask
  }

  /// The median brightness of a part.
  private static func median(_ image: GreyImage, _ columns: Range<Int>, _ rows: Range<Int>) -> Int {
    var counts = [Int](repeating: 0, count: 256)
    for y in rows { for x in columns { counts[Int(image.pixels[y * image.width + x])] += 1 } }
    var seen = 0
    for (value, count) in counts.enumerated() {
      seen += count
      if 2 * seen >= columns.count * rows.count { return value }
    }
    return 255
  }
}
