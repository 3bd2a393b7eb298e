/// The filters of PNG that differences are taken with; Average and Paeth gain little on scans and overlays.
enum PNGFilter: UInt8, CaseIterable {
  case none = 0
  case sub = 1
  case up = 2

  /// The rows, each behind its filter's byte; each row takes the filter with the least sum of absolute
  /// differences (the heuristic of the PNG specification, 12.8).
  static func filtered(_ pixels: [UInt8], rowBytes: Int, rows: Int, channels: Int) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(rows * (rowBytes + 1))
    var trial = [UInt8](repeating: 0, count: rowBytes)
    var best = trial
    for row in 0..<rows {
      var bestSum = Int.max
      var bestFilter = PNGFilter.none
      for filter in allCases {
        let sum = filter.apply(pixels, start: row * rowBytes, first: row == 0, channels: channels, to: &trial)
        if sum < bestSum {
          (bestSum, bestFilter) = (sum, filter)
          swap(&best, &trial)
        }
      }
      out.append(bestFilter.rawValue)
      out.append(contentsOf: best)
    }
    return out
  }

  /// Filters the row that begins at `start` into `row`; the sum of absolute values, as signed bytes.
  private func apply(
    _ pixels: [UInt8], start: Int, first: Bool, channels: Int, to row: inout [UInt8]
  ) -> Int {
    let count = row.count
    var sum = 0
    pixels.withUnsafeBufferPointer { source in
      for index in 0..<count {
        let value = source[start + index]
        let before: UInt8 =
          switch self {
          case .none: 0
          case .sub: index < channels ? 0 : source[start + index - channels]
          case .up: first ? 0 : source[start + index - count]
          }
        let difference = value &- before
        row[index] = difference
        sum += Int(Int8(bitPattern: difference).magnitude)
      }
    }
    return sum
  }
}
