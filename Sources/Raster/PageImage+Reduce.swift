extension PageImage {
  /// The page made smaller by a whole factor, each pixel the mean of `factor`² of the page's; what is left over at the
  /// right and the bottom is dropped.
  package func reduced(by factor: Int, channel: PageChannel = .luminance) -> GreyImage {
    precondition(factor >= 1 && factor <= 128)
    if case .bits(let image) = self { return image.reduced(by: factor) }
    return run(BlockMeans(factor: factor), channel: channel)
  }
}

private struct BlockMeans: PixelWork {
  let factor: Int

  func callAsFunction(_ source: some PixelSource) -> GreyImage {
    let width = source.width / factor
    let height = source.height / factor
    let area = factor * factor
    // Division by the area as a product: exact for the sums of any factor up to 128.
    let share = (UInt64(1) << 48) / UInt64(area) + 1
    var columns = [UInt16](repeating: 0, count: width * factor)
    var result = GreyImage(width: width, height: height)
    result.pixels.withUnsafeMutableBufferPointer { pixels in
      columns.withUnsafeMutableBufferPointer { columns in
        for y in 0..<height {
          for x in 0..<columns.count { columns[x] = 0 }
          for row in y * factor..<(y + 1) * factor {
            for x in 0..<columns.count {
              columns[x] &+= UInt16(truncatingIfNeeded: source.value(x, row))
            }
          }
          for x in 0..<width {
            var sum = area / 2
            for column in x &* factor..<(x &+ 1) &* factor { sum &+= Int(columns[column]) }
            pixels[y &* width &+ x] = UInt8(
              truncatingIfNeeded: (UInt64(truncatingIfNeeded: sum) &* share) &>> 48)
          }
        }
      }
    }
    return result
  }
}

extension BitImage {
  /// Grey means of `factor`² bits each; only words with ink are looked at, since paper is most of a page.
  fileprivate func reduced(by factor: Int) -> GreyImage {
    let width = self.width / factor
    let height = self.height / factor
    let area = factor * factor
    let cells = (0..<wordsPerRow * 64).map { UInt16(min($0 / factor, width)) }
    let greys = (0...area).map { UInt8(255 - (255 * $0 + area / 2) / area) }
    var counts = [UInt16](repeating: 0, count: width + 1)
    var result = GreyImage(width: width, height: height)
    result.pixels.withUnsafeMutableBufferPointer { pixels in
      counts.withUnsafeMutableBufferPointer { counts in
        for y in 0..<height {
          for row in y * factor..<(y + 1) * factor { count(row, cells, into: counts) }
          for x in 0..<width where counts[x] != 0 { pixels[y &* width &+ x] = greys[Int(counts[x])] }
          for x in 0...width { counts[x] = 0 }
        }
      }
    }
    return result
  }

  private func count(_ row: Int, _ cells: [UInt16], into counts: UnsafeMutableBufferPointer<UInt16>) {
    words.withUnsafeBufferPointer { words in
      cells.withUnsafeBufferPointer { cells in
        for index in 0..<wordsPerRow {
          var word = words[row &* wordsPerRow &+ index]
          while word != 0 {
            let lead = word.leadingZeroBitCount
            counts[Int(cells[index &* 64 &+ lead])] &+= 1
            word &= ~(0x8000_0000_0000_0000 &>> UInt64(truncatingIfNeeded: lead))
          }
        }
      }
    }
  }
}
