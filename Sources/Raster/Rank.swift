extension [UInt8] {
  /// The value that would stand at `rank` of 0 ..< count if these were sorted.
  ///
  /// - Complexity: O(count), no sorting.
  package func value(atRank rank: Int) -> UInt8 {
    precondition(indices.contains(rank))
    var counts = Array<Int>(repeating: 0, count: 256)
    for value in self { counts[Int(value)] += 1 }
    var below = 0
    for (value, count) in counts.enumerated() {
      below += count
      if below > rank { return UInt8(value) }
    }
    return .max
  }
}
