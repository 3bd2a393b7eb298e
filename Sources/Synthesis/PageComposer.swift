import Raster

/// Makes the scan of a sheet: light from paper, print and pen, the scanner's noise, its depth.
struct PageComposer {
  let sheet: Sheet
  let setting: PageSetting
  /// Columns and rows of a dark edge at the right and at the bottom.
  var darkEdge = 0

  func compose(_ random: inout SeededGenerator) -> PageImage {
    let noiseSeed = random.next()
    switch setting.coding {
    case .lzw(let color), .jpeg(_, let color):
      if color { return .color(colorImage(noiseSeed)) }
      return .grey(greyImage(noiseSeed))
    case .g4(let look):
      var bits = bitImage(noiseSeed)
      if case .copied(let times) = look {
        let radius = max(1, Int((setting.pixelsPerMillimetre * 0.07).rounded()))
        for _ in 0..<times { bits = PhotoCopier(radius: radius, &random).copy(bits) }
      }
      return .bits(bits)
    }
  }

  private func greyImage(_ seed: UInt64) -> GreyImage {
    var image = GreyImage(width: setting.width, height: setting.height)
    let light = RowLight(setting, channels: 1, channel: 0)
    var noise = NoiseSource(sigma: setting.ranges.noise, seed: seed)
    image.pixels.withUnsafeMutableBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for y in 0..<setting.height {
        let row = base + y * setting.width
        fill(row, y, light)
        noise.add(to: row, count: setting.width)
      }
    }
    return image
  }

  private func colorImage(_ seed: UInt64) -> ColorImage {
    var image = ColorImage(width: setting.width, height: setting.height)
    let lights = (0..<3).map { RowLight(setting, channels: 3, channel: $0) }
    var noise = NoiseSource(sigma: setting.ranges.noise, seed: seed)
    var row = [UInt8](repeating: 0, count: setting.width)
    image.pixels.withUnsafeMutableBufferPointer { pixels in
      row.withUnsafeMutableBufferPointer { row in
        guard let base = pixels.baseAddress, let one = row.baseAddress else { return }
        for y in 0..<setting.height {
          let line = base + y * setting.width * 3
          for channel in 0..<3 {
            fill(one, y, lights[channel])
            for x in 0..<setting.width { line[3 * x + channel] = one[x] }
          }
          noise.add(to: line, count: setting.width * 3)
        }
      }
    }
    return image
  }

  private func bitImage(_ seed: UInt64) -> BitImage {
    var image = BitImage(width: setting.width, height: setting.height)
    let light = RowLight(setting, channels: 1, channel: 0)
    var noise = NoiseSource(sigma: setting.ranges.noise, seed: seed)
    let threshold = UInt8(min(max(setting.look.threshold, 1), 254))
    var row = [UInt8](repeating: 0, count: setting.width)
    row.withUnsafeMutableBufferPointer { row in
      guard let one = row.baseAddress else { return }
      for y in 0..<setting.height {
        fill(one, y, light)
        noise.add(to: one, count: setting.width)
        image.setRow(y, darkerThan: threshold, UnsafePointer(one))
      }
    }
    return image
  }

  /// The light of row `y` before noise.
  private func fill(_ row: UnsafeMutablePointer<UInt8>, _ y: Int, _ light: RowLight) {
    light.paper(row, y)
    light.cover(row, sheet.boxes, y, light.boxes)
    light.cover(row, sheet.print, y, light.print)
    light.cover(row, sheet.pen, y, light.pen)
    guard darkEdge > 0 else { return }
    let from = y >= setting.height - darkEdge ? 0 : max(0, setting.width - darkEdge)
    for x in from..<setting.width { row[x] = 30 }
  }
}

/// What one channel of the scanner sees.
private struct RowLight {
  let boxes: [UInt16]
  let print: [UInt16]
  let pen: [UInt16]
  private let ramp: [Int16]
  private let down: Double
  private let height: Double

  init(_ setting: PageSetting, channels: Int, channel: Int) {
    let look = setting.look
    boxes = RowLight.table(look.boxes.channels(channels)[channel])
    print = RowLight.table(look.print.channels(channels)[channel])
    pen = RowLight.table(look.pen.channels(channels)[channel])
    let paper = look.paper.channels(channels)[channel] * 255
    let width = Double(setting.width)
    ramp = (0..<setting.width).map { Int16((paper + look.shade.x * (Double($0) / width - 0.5)).rounded()) }
    down = look.shade.y
    height = Double(setting.height)
  }

  /// Of 256: what is left of the light under each coverage.
  private static func table(_ reflectance: Double) -> [UInt16] {
    (0..<256).map { UInt16((256 * (1 - Double($0) / 255 * (1 - reflectance))).rounded()) }
  }

  func paper(_ row: UnsafeMutablePointer<UInt8>, _ y: Int) {
    let offset = Int16((down * (Double(y) / height - 0.5)).rounded())
    ramp.withUnsafeBufferPointer { ramp in
      for x in 0..<ramp.count { row[x] = UInt8(truncatingIfNeeded: min(max(ramp[x] &+ offset, 0), 255)) }
    }
  }

  func cover(_ row: UnsafeMutablePointer<UInt8>, _ plane: InkPlane, _ y: Int, _ table: [UInt16]) {
    let columns = plane.inked[y]
    guard !columns.isEmpty else { return }
    let start = y * plane.width
    plane.coverage.withUnsafeBufferPointer { coverage in
      table.withUnsafeBufferPointer { table in
        for x in columns {
          row[x] = UInt8(truncatingIfNeeded: (UInt16(row[x]) &* table[Int(coverage[start + x])]) >> 8)
        }
      }
    }
  }
}

extension BitImage {
  /// Sets row `y` to ink where `values`, one for each column, are below `threshold`.
  mutating func setRow(_ y: Int, darkerThan threshold: UInt8, _ values: UnsafePointer<UInt8>) {
    for index in 0..<wordsPerRow {
      let first = index * 64
      let count = min(64, width - first)
      var word: UInt64 = 0
      for x in 0..<count { word = word << 1 | (values[first + x] < threshold ? 1 : 0) }
      words[y * wordsPerRow + index] = word << UInt64(64 - count)
    }
  }
}
