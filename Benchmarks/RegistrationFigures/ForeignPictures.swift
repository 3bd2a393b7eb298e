import Raster

/// Pictures that have what forms have, and are none.
enum ForeignPictures {
  private static let width = 1654
  private static let height = 2339

  /// Squared or ruled paper, tables and crosswords at 200 dpi: lines at even and uneven steps, some left out.
  static func grid(_ random: inout SeededGenerator) -> GreyImage {
    var image = GreyImage(width: width, height: height, fill: 240)
    let step = (x: random.uniform(30...90), y: random.uniform(30...90))
    let isUneven = random.unit() < 0.5
    let share = random.uniform(0.5...1)
    let thickness = 1 + Int(random.next() % 3)
    let ink = UInt8(random.uniform(0...140))
    var columns: [Int] = []
    var rows: [Int] = []
    var x = random.uniform(60...200)
    while x < Double(width) - 60 {
      columns.append(Int(x))
      x += step.x * (isUneven ? random.uniform(0.6...2.5) : 1)
    }
    var y = random.uniform(60...200)
    while y < Double(height) - 60 {
      rows.append(Int(y))
      y += step.y * (isUneven ? random.uniform(0.6...2.5) : 1)
    }
    for (top, bottom) in zip(rows, rows.dropFirst()) {
      for (left, right) in zip(columns, columns.dropFirst()) where random.unit() < share {
        for t in 0..<thickness {
          for column in left...right {
            image[column, top + t] = ink
            image[column, bottom + t] = ink
          }
          for row in top...bottom {
            image[left + t, row] = ink
            image[right + t, row] = ink
          }
        }
      }
    }
    return image
  }

  /// Something like a photograph: soft light, edges of overlapping shapes, grain.
  static func photograph(_ random: inout SeededGenerator) -> GreyImage {
    var image = GreyImage(width: width, height: height, fill: UInt8(random.uniform(60...230)))
    for _ in 0..<60 {
      let (cx, cy) = (random.uniform(0...Double(width)), random.uniform(0...Double(height)))
      let (rx, ry) = (random.uniform(20...500), random.uniform(20...500))
      let value = Int(random.uniform(0...255))
      let isBox = random.unit() < 0.4
      let rows = max(0, Int(cy - ry))..<min(height, max(1, Int(cy + ry)))
      for y in rows {
        let dy = (Double(y) - cy) / ry
        let half = isBox ? rx : rx * max(0, 1 - dy * dy).squareRoot()
        let (left, right) = (max(0, Int(cx - half)), min(width, Int(cx + half)))
        guard left < right else { continue }
        for x in left..<right {
          image.pixels[y * width + x] = UInt8((Int(image.pixels[y * width + x]) + 2 * value) / 3)
        }
      }
    }
    for index in image.pixels.indices {
      let grain = Int(truncatingIfNeeded: random.next() & 15) - 8
      image.pixels[index] = UInt8(min(255, max(0, Int(image.pixels[index]) + grain)))
    }
    return image
  }
}
