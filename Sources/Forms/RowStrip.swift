import Raster

/// A row of boxes, straightened: sampled once from the scan through the form's map, with paper taken off.
struct RowStrip: Sendable {
  /// Pixels per mm: as fine as a 300-dpi scan; 20 px of a glyph are 60 of these.
  static let scale = 12.0
  /// What is seen around the boxes, mm: ink that leaves them.
  static let margin = 2.0
  /// Columns over which the paper's brightness is told, mm.
  private static let paperBlock = 6.0

  let width: Int
  let height: Int
  /// The form's position of the strip's top-left corner, mm.
  let origin: Point<FormSpace>
  /// Darkness against the paper, 0 for paper; `height * width`, row-major.
  private(set) var darkness: [UInt8]
  /// Standard deviation of the paper's noise in `darkness`.
  private(set) var noise: Double
  /// Pixels of the strip on a side of a pixel of the scan.
  let scanPixel: Double

  init(_ row: BoxRow, of page: PageImage, transform: Affine<FormSpace, ScanSpace>, channel: PageChannel) {
    let last = row.box(row.count - 1)
    origin = Point(x: row.x - Self.margin, y: row.y - Self.margin)
    width = Int(((last.maxX - row.x + 2 * Self.margin) * Self.scale).rounded(.up))
    height = Int(((row.height + 2 * Self.margin) * Self.scale).rounded(.up))
    scanPixel = Self.scale / abs(transform.determinant).squareRoot()
    let toForm = Affine<PatchSpace, FormSpace>(
      a: 1 / Self.scale, b: 0, c: 0, d: 1 / Self.scale, tx: origin.x, ty: origin.y)
    let patch = page.patch(
      width: width, height: height, map: toForm.then(transform), channel: channel,
      supersampling: scanPixel < 0.8 ? 2 : 1)
    darkness = Self.withoutPaper(patch)
    noise = Self.noise(of: darkness, width: width)
  }

  /// The strip's column, row of a form position, px.
  func x(_ form: Double) -> Double { (form - origin.x) * Self.scale }
  func y(_ form: Double) -> Double { (form - origin.y) * Self.scale }

  /// The paper's brightness, the upper quartile of blocks of columns and linear between their middles, less the
  /// pixel's own.
  private static func withoutPaper(_ patch: GreyImage) -> [UInt8] {
    let block = Int(paperBlock * scale)
    let count = max(1, patch.width / block)
    let papers = (0..<count).map { index -> Double in
      let columns = index * patch.width / count..<(index + 1) * patch.width / count
      var counts = [Int](repeating: 0, count: 256)
      for y in 0..<patch.height { for x in columns { counts[Int(patch.pixels[y * patch.width + x])] += 1 } }
      var seen = 0
      for value in stride(from: 255, through: 0, by: -1) {
        seen += counts[value]
        if 4 * seen >= columns.count * patch.height { return Double(value) }
      }
      return 255
    }
    let levels = (0..<patch.width).map { x -> Int in
      let place = (Double(x) + 0.5) * Double(count) / Double(patch.width) - 0.5
      let left = min(max(0, Int(place.rounded(.down))), count - 1)
      let right = min(left + 1, count - 1)
      let share = min(max(0, place - Double(left)), 1)
      return Int((papers[left] * (1 - share) + papers[right] * share).rounded())
    }
    var result = [UInt8](repeating: 0, count: patch.pixels.count)
    for y in 0..<patch.height {
      for x in 0..<patch.width {
        let index = y * patch.width + x
        result[index] = UInt8(max(0, levels[x] - Int(patch.pixels[index])))
      }
    }
    return result
  }

  /// From the median of what is darker than the paper: the paper is the upper quartile, 0.674 σ above its own median.
  private static func noise(of darkness: [UInt8], width: Int) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for value in darkness { counts[Int(value)] += 1 }
    var seen = 0
    for (value, count) in counts.enumerated() {
      seen += count
      if 2 * seen >= darkness.count { return Double(value) / 0.674 }
    }
    return 0
  }
}
