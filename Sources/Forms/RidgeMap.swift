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

  /// - Parameter length: over so many pixels along a line the image is averaged, so that lines show which are as faint as
  ///   noise, or dotted; odd.
  init(_ work: WorkImage, averagedOver length: Int = 1) {
    width = work.image.width
    height = work.image.height
    horizontal = [UInt8](repeating: 0, count: width * height)
    vertical = horizontal
    let least = max(Self.leastContrast, Self.leastSigmas * work.noise) / Double(length).squareRoot()
    let contrast = UInt8(min(255, least.rounded(.down)))
    let reach = Self.reaches.max() ?? 0
    guard width > 2 * reach, height > 2 * reach else { return }
    let inner = reach * width + reach..<(height - reach) * width - reach
    for isVertical in [false, true] {
      let averaged = length > 1 ? work.image.averaged(over: length, isVertical: isVertical) : work.image
      averaged.pixels.withUnsafeBufferPointer { grey in
        if isVertical {
          vertical.withUnsafeMutableBufferPointer { Self.mark(grey, inner, step: 1, contrast, $0) }
        } else {
          horizontal.withUnsafeMutableBufferPointer { Self.mark(grey, inner, step: width, contrast, $0) }
        }
      }
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

extension GreyImage {
  /// The mean of `length` pixels in a row or, `isVertical`, in a column, around each; fewer near the sides.
  fileprivate func averaged(over length: Int, isVertical: Bool) -> GreyImage {
    var result = self
    let (count, size, step, next) = isVertical ? (width, height, width, 1) : (height, width, 1, width)
    let reach = length / 2
    for line in 0..<count {
      let start = line * next
      var sum = 0
      var seen = 0
      for place in 0..<size + reach {
        if place < size { (sum, seen) = (sum + Int(pixels[start + place * step]), seen + 1) }
        if place >= length { (sum, seen) = (sum - Int(pixels[start + (place - length) * step]), seen - 1) }
        if place >= reach { result.pixels[start + (place - reach) * step] = UInt8(sum / seen) }
      }
    }
    return result
  }
}
