import Raster

/// Copies a bilevel page as a photocopier and a second scan do: blurred, noisy, and cut at another threshold.
struct PhotoCopier {
  /// Pixels that the copier's lens blurs to each side.
  let radius: Int
  private let threshold: Double
  private let sigma: Double
  private let seed: UInt64

  init(radius: Int, _ random: inout SeededGenerator) {
    self.radius = radius
    // From lines that get thinner to lines that grow together.
    threshold = random.uniform(0.3...0.62)
    sigma = random.uniform(10...22)
    seed = random.next()
  }

  func copy(_ page: BitImage) -> BitImage {
    let side = 2 * radius + 1
    let area = side * side
    let levels = (0...area).map { UInt8(255 - 255 * $0 / area) }
    let cut = UInt8(255 * (1 - threshold))
    var out = BitImage(width: page.width, height: page.height)
    var noise = NoiseSource(sigma: sigma, seed: seed)
    // Ink in the last `side` rows of each column.
    var columns = [UInt8](repeating: 0, count: page.width + 2 * radius)
    var light = [UInt8](repeating: 0, count: page.width)
    for y in 0..<page.height + radius {
      if y < page.height { page.addRow(y, to: &columns, offset: radius, 1) }
      if y >= side { page.addRow(y - side, to: &columns, offset: radius, 255) }
      guard y >= radius else { continue }
      var sum = columns[0..<side - 1].reduce(0) { $0 + Int($1) }
      for x in 0..<page.width {
        sum += Int(columns[x + side - 1])
        light[x] = levels[sum]
        sum -= Int(columns[x])
      }
      light.withUnsafeMutableBufferPointer { light in
        guard let base = light.baseAddress else { return }
        noise.add(to: base, count: page.width)
        out.setRow(y - radius, darkerThan: cut, UnsafePointer(base))
      }
    }
    return out
  }
}

extension BitImage {
  /// Adds `value`, modulo 256, to `columns` from `offset` on wherever row `y` has ink.
  fileprivate func addRow(_ y: Int, to columns: inout [UInt8], offset: Int, _ value: UInt8) {
    for index in 0..<wordsPerRow {
      var word = words[y * wordsPerRow + index]
      while word != 0 {
        let lead = word.leadingZeroBitCount
        word &= ~(UInt64(1) << UInt64(63 - lead))
        columns[offset + index * 64 + lead] &+= value
      }
    }
  }
}
