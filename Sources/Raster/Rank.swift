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
