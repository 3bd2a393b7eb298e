extension [UInt8] {
  /// The value that would stand at `rank` of 0 ..< count if these were sorted.
  ///
  /// - Complexity: O(count), eight passes, each of vectors: a table of counts takes longer.
  package func value(atRank rank: Int) -> UInt8 {
    precondition(indices.contains(rank))
    return withUnsafeBufferPointer { bytes in
      // Of a page's samples most are paper.
      if Self.count(of: bytes, upTo: UInt8.max - 1) <= rank { return .max }
      var (low, high) = (UInt8.min, UInt8.max - 1)
      while low < high {
        let middle = low + (high - low) / 2
        if Self.count(of: bytes, upTo: middle) > rank { high = middle } else { low = middle + 1 }
      }
      return low
    }
  }

  /// The least of the highest tenth, its size rounded up; nil of none.
  ///
  /// Of darkness: how dark writing itself is.
  package var leastOfHighestTenth: UInt8? {
    isEmpty ? nil : value(atRank: count - (count + 9) / 10)
  }

  /// How many of `bytes` are no more than `most`.
  private static func count(of bytes: UnsafeBufferPointer<UInt8>, upTo most: UInt8) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    let limit = SIMD16(repeating: most)
    let whole = bytes.count / 16 * 16
    var (total, start) = (0, 0)
    while start < whole {
      // So many steps do not overflow a lane.
      let end = Swift.min(whole, start + 16 * Int(UInt8.max))
      var sums = SIMD16<UInt8>.zero
      for place in stride(from: start, to: end, by: 16) {
        let isCounted = raw.loadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self) .<= limit
        sums.replace(with: sums &+ 1, where: isCounted)
      }
      total += Int(SIMD16<UInt16>(truncatingIfNeeded: sums).wrappedSum())
      start = end
    }
    for index in whole..<bytes.count where bytes[index] <= most { total += 1 }
    return total
  }
}

extension [Int] {
  /// The value that would stand at `rank` of 0 ..< count if these were sorted.
  ///
  /// - Complexity: O(count) as a rule (Hoare 1961, *Find*).
  package func value(atRank rank: Int) -> Int {
    precondition(indices.contains(rank))
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: count) { values in
      _ = values.initialize(from: self)
      return Self.find(rank, in: values)
    }
  }

  private static func find(_ rank: Int, in values: UnsafeMutableBufferPointer<Int>) -> Int {
    var (first, last) = (0, values.count - 1)
    while first < last {
      let pivot = values[(first + last) / 2]
      var (low, high) = (first, last)
      while low <= high {
        while values[low] < pivot { low += 1 }
        while values[high] > pivot { high -= 1 }
        guard low <= high else { break }
        values.swapAt(low, high)
        low += 1
        high -= 1
      }
      if rank > high, rank < low { break }
      if rank <= high { last = high } else { first = low }
    }
    return values[rank]
  }
}
