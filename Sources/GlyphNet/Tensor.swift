/// The shape of a tensor without its batch dimension: [channels, height, width], or [features].
struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// More than any picture's tensor has.
  static let mostDimensions = 8

  var dimensions: [Int]

  /// Elements in it.
  var count: Int { dimensions.reduce(1, *) }

  var description: String { dimensions.map(String.init).joined(separator: " × ") }

  /// Channels, height, width; nil unless there are three.
  var image: Image? {
    dimensions.count == 3
      ? Image(channels: dimensions[0], height: dimensions[1], width: dimensions[2]) : nil
  }

  /// Elements from one index of each dimension to the next.
  var strides: [Int] {
    var strides = Array(repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }
}

/// The shape of a picture.
struct Image: Hashable, Sendable {
  var channels: Int
  var height: Int
  var width: Int

  var plane: Int { height * width }
  var shape: Shape { Shape(dimensions: [channels, height, width]) }
}

/// An array of known shape, counted in row-major order, one index of every dimension at a time.
struct Indices: Sequence, IteratorProtocol {
  private let dimensions: [Int]
  private var following: [Int]?

  init(_ shape: Shape) {
    dimensions = shape.dimensions
    following = shape.count > 0 ? Array(repeating: 0, count: dimensions.count) : nil
  }

  mutating func next() -> [Int]? {
    guard let index = following else { return nil }
    var after = index
    var axis = dimensions.count - 1
    while axis >= 0 {
      after[axis] += 1
      if after[axis] < dimensions[axis] { break }
      after[axis] = 0
      axis -= 1
    }
    following = axis >= 0 ? after : nil
    return index
  }
}
