import Raster

/// Where a work image has thin dark lines: pixels darker than what lies on both sides of them, across the line.
struct RidgeMap: Sendable {
  let width: Int
  let height: Int
  /// `height * width`, row-major: 1 where a more or less horizontal line runs.
  private(set) var horizontal: [UInt8]
  /// The same for vertical lines.
  private(set) var vertical: [UInt8]

  /// How far away paper is looked for, px: beyond half a line, thin or thick, or two lines with a gap between.
  private static let reaches = [2, 3, 4]
  /// The least contrast of a line, grey values; below it lie JPEG's ripples and the texture of paper.
  private static let leastContrast = 16.0
  /// And in standard deviations of noise.
  private static let leastSigmas = 4.0

  init(_ work: WorkImage) {
    width = work.image.width
    height = work.image.height
    horizontal = [UInt8](repeating: 0, count: width * height)
    vertical = horizontal
    let contrast = UInt8(min(255, max(Self.leastContrast, Self.leastSigmas * work.noise)))
    let reach = Self.reaches.max() ?? 0
    guard width > 2 * reach, height > 2 * reach else { return }
    let inner = reach * width + reach..<(height - reach) * width - reach
    work.image.pixels.withUnsafeBufferPointer { grey in
      horizontal.withUnsafeMutableBufferPointer { Self.mark(grey, inner, step: width, contrast, $0) }
      vertical.withUnsafeMutableBufferPointer { Self.mark(grey, inner, step: 1, contrast, $0) }
    }
    clearSides(reach)
  }

  private static func mark(
    _ grey: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, step: Int, _ contrast: UInt8,
    _ marks: UnsafeMutableBufferPointer<UInt8>
  ) {
    let (near, middle, far) = (reaches[0] * step, reaches[1] * step, reaches[2] * step)
    for index in range {
      let first = min(grey[index &- near], grey[index &+ near])
      let second = min(grey[index &- middle], grey[index &+ middle])
      let third = min(grey[index &- far], grey[index &+ far])
      let paper = max(first, max(second, third))
      let value = grey[index]
      marks[index] = paper > value && paper &- value >= contrast ? 1 : 0
    }
  }

  /// The map with the gaps of its lines, up to 2 · `reach` px, filled.
  func bridged(by reach: Int) -> RidgeMap {
    var result = self
    result.horizontal = bridged(horizontal, by: reach, step: 1)
    result.vertical = bridged(vertical, by: reach, step: width)
    return result
  }

  private func bridged(_ marks: [UInt8], by reach: Int, step: Int) -> [UInt8] {
    var result = marks
    for index in marks.indices where marks[index] != 0 {
      for place in stride(from: index - reach * step, through: index + reach * step, by: step)
      where marks.indices.contains(place) {
        result[place] = 1
      }
    }
    return result
  }

  /// At the left and right sides the look across wrapped around to another row.
  private mutating func clearSides(_ reach: Int) {
    for y in 0..<height {
      for x in 0..<reach {
        vertical[y * width + x] = 0
        vertical[y * width + width - 1 - x] = 0
      }
    }
  }
}
