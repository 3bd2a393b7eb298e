/// The shape of a tensor without its batch dimension: [channels, height, width], or [features].
struct Shape: Hashable, Sendable, CustomStringConvertible {
  var dimensions: [Int]

  /// Elements in it.
  var count: Int { dimensions.reduce(1, *) }

  var description: String { dimensions.map(String.init).joined(separator: " × ") }

  /// Channels, height, width; nil unless there are three.
  var image: (channels: Int, height: Int, width: Int)? {
    dimensions.count == 3 ? (dimensions[0], dimensions[1], dimensions[2]) : nil
  }
}
