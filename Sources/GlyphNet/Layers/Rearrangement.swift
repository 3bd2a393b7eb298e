/// Flatten, Reshape, Squeeze, Unsqueeze, Identity, Dropout when reading: the same numbers under another shape.
struct Reshape: Layer {
  let name: String
  let outputShape: Shape

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    target.update(from: sources[0], count: batch * outputShape.count)
  }
}

/// Transpose: the dimensions in another order.
struct Transpose: Layer {
  let name = "Transpose"
  let outputShape: Shape
  /// For each element of the output, the input's.
  private let places: [Int32]

  /// - Parameter order: of the input's dimensions, without the batch's.
  init(input: Shape, order: [Int]) {
    outputShape = Shape(dimensions: order.map { input.dimensions[$0] })
    let strides = input.strides
    places = Indices(outputShape).map { index in
      Int32(zip(order, index).reduce(0) { $0 + strides[$1.0] * $1.1 })
    }
  }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    for picture in 0..<batch {
      let start = picture * places.count
      for (index, place) in places.enumerated() { target[start + index] = sources[0][start + Int(place)] }
    }
  }
}

/// Concat: values one after the other along one dimension.
struct Concatenation: Layer {
  let name = "Concat"
  let outputShape: Shape
  /// Elements before the dimension, and from there on of each input.
  private let outer: Int
  private let chunks: [Int]

  init(inputs: [Shape], axis: Int) {
    var dimensions = inputs[0].dimensions
    dimensions[axis] = inputs.reduce(0) { $0 + $1.dimensions[axis] }
    outputShape = Shape(dimensions: dimensions)
    outer = dimensions[..<axis].reduce(1, *)
    chunks = inputs.map { $0.dimensions[axis...].reduce(1, *) }
  }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    var place = 0
    for row in 0..<batch * outer {
      for (source, chunk) in zip(sources, chunks) {
        (target + place).update(from: source + row * chunk, count: chunk)
        place += chunk
      }
    }
  }
}
