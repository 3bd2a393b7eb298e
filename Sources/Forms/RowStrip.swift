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
    noise = Self.noise(of: darkness)
  }

  /// The strip's column, row of a form position, px.
  func x(_ form: Double) -> Double { (form - origin.x) * Self.scale }
  func y(_ form: Double) -> Double { (form - origin.y) * Self.scale }

  /// The paper's brightness, the upper quartile of blocks of columns and linear between their middles, less the
  /// pixel's own.
  private static func withoutPaper(_ patch: GreyImage) -> [UInt8] {
    let (width, height) = (patch.width, patch.height)
    let count = max(1, width / Int(paperBlock * scale))
    return patch.pixels.withUnsafeBufferPointer { pixels in
      let papers = (0..<count).map { index -> Double in
        let columns = index * width / count..<(index + 1) * width / count
        var block: [UInt8] = []
        block.reserveCapacity(columns.count * height)
        for y in 0..<height {
          block += pixels[y * width + columns.lowerBound..<y * width + columns.upperBound]
        }
        return block.isEmpty ? 255 : Double(block.value(atRank: block.count - (block.count + 3) / 4))
      }
      let levels = (0..<width).map { x -> UInt8 in
        let place = (Double(x) + 0.5) * Double(count) / Double(width) - 0.5
        let left = min(max(0, Int(place.rounded(.down))), count - 1)
        let right = min(left + 1, count - 1)
        let share = min(max(0, place - Double(left)), 1)
        return UInt8((papers[left] * (1 - share) + papers[right] * share).rounded())
      }
      return [UInt8](unsafeUninitializedCapacity: pixels.count) { result, initialized in
        levels.withUnsafeBufferPointer { levels in
          for y in 0..<height {
            let row = y &* width
            for x in 0..<width {
              let (level, value) = (levels[x], pixels[row &+ x])
              result[row &+ x] = level > value ? level &- value : 0
            }
          }
        }
        initialized = pixels.count
      }
    }
  }

  /// From the median of what is darker than the paper: the paper is the upper quartile, 0.674 σ above its own median.
  private static func noise(of darkness: [UInt8]) -> Double {
    darkness.isEmpty ? 0 : Double(darkness.value(atRank: (darkness.count + 1) / 2 - 1)) / 0.674
  }
}
