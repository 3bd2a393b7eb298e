extension [UInt8] {
  /// The value that would stand at `rank` of 0 ..< count if these were sorted.
  ///
  /// - Complexity: O(count), no sorting.
  package func value(atRank rank: Int) -> UInt8 {
    precondition(indices.contains(rank))
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      for value in self { counts[Int(value)] &+= 1 }
      var below: UInt32 = 0
      for value in 0..<256 {
        below &+= counts[value]
        if below > rank { return UInt8(value) }
      }
      return .max
    }
  }
}

extension [Int] {
  /// The value that would stand at `rank` of 0 ..< count if these were sorted.
  ///
  /// - Complexity: O(count) as a rule (Hoare 1961, *Find*).
  package func value(atRank rank: Int) -> Int {
    precondition(indices.contains(rank))
    var values = self
    return values.withUnsafeMutableBufferPointer { values in
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
}
