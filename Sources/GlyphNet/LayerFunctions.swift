/// The layers as functions of plain arrays, row-major: what they do to one picture, for the classroom and for tests.
///
/// They run the same layers as a network does.
public enum LayerFunctions {
  /// Arrays whose sizes do not fit.
  public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What does not fit, in words.
    public let description: String
  }

  /// Cross-correlation of a picture, height × width, with each of `kernels`, all of one size.
  ///
  /// The picture's edge is repeated outwards so that each result, one a kernel, has the picture's size; of an even
  /// kernel the larger half lies after the middle.
  public static func convolution(_ image: [[Float]], kernels: [[[Float]]]) throws(ShapeError) -> [[[Float]]] {
    try convolution([image], kernels: kernels.map { [$0] })
  }

  /// The same of a picture of several channels, channels × height × width, with kernels as deep as it.
  public static func convolution(
    _ image: [[[Float]]], kernels: [[[[Float]]]]
  ) throws(ShapeError) -> [[[Float]]] {
    let (pixels, shape) = try flat(image, "the picture")
    guard let first = kernels.first else { throw ShapeError(description: "there are no kernels") }
    let size = try flat(first, "kernel 0").shape
    var weights: [Float] = []
    for (index, kernel) in kernels.enumerated() {
      let (values, other) = try flat(kernel, "kernel \(index)")
      guard other == size else {
        throw ShapeError(description: "kernel \(index) is \(other.shape), kernel 0 is \(size.shape)")
      }
      weights += values
    }
    guard size.channels == shape.channels else {
      throw ShapeError(
        description: "kernels of \(size.channels) channels do not fit a picture of \(shape.channels)")
    }
    let before = [0, (size.height - 1) / 2, (size.width - 1) / 2]
    let after = [0, size.height / 2, size.width / 2]
    let padding = Padding(input: shape.shape, before: before, after: after, filling: .edge)
    let padded = Image(
      channels: shape.channels, height: shape.height + size.height - 1, width: shape.width + size.width - 1)
    let layer = Convolution(
      input: padded, outputs: kernels.count, groups: 1,
      window: Window(
        rows: .plain(kernel: size.height, stride: 1, input: padded.height),
        columns: .plain(kernel: size.width, stride: 1, input: padded.width)),
      weights: weights, bias: Array(repeating: 0, count: kernels.count))
    return nested(Network.run(layer, on: [Network.run(padding, on: [pixels])]), layer.outputShape)
  }

  /// What is below 0 becomes 0.
  public static func relu(_ values: [Float]) -> [Float] {
    Network.run(
      Pointwise(name: "Relu", outputShape: Shape(dimensions: [values.count]), function: .relu), on: [values])
  }

  /// The greatest of each `height` × `width` window of a picture, windows side by side.
  ///
  /// Where a side does not divide, the picture's last row or column is repeated as far as needed.
  public static func maxPooling(_ image: [[Float]], height: Int, width: Int) throws(ShapeError) -> [[Float]] {
    let (pixels, shape) = try flat([image], "the picture")
    guard height > 0, width > 0 else { throw ShapeError(description: "a window of \(height) × \(width)") }
    let missing = [(height - shape.height % height) % height, (width - shape.width % width) % width]
    let padding = Padding(input: shape.shape, before: [0, 0, 0], after: [0] + missing, filling: .edge)
    let padded = Image(channels: 1, height: shape.height + missing[0], width: shape.width + missing[1])
    let layer = Pooling(
      kind: .greatest, input: padded,
      window: Window(
        rows: .plain(kernel: height, stride: height, input: padded.height),
        columns: .plain(kernel: width, stride: width, input: padded.width)))
    return nested(Network.run(layer, on: [Network.run(padding, on: [pixels])]), layer.outputShape)[0]
  }

  /// The picture with mean 0 and standard deviation 1; a constant one gives zeros.
  public static func normalisation(_ image: [[Float]]) throws(ShapeError) -> [[Float]] {
    let (pixels, shape) = try flat([image], "the picture")
    let layer = MeanVarianceNormalization(shape: shape.shape, axes: [0, 1, 2])
    return nested(Network.run(layer, on: [pixels]), shape.shape)[0]
  }

  /// Each output the sum of `features`, each times its weight, plus the output's bias.
  ///
  /// - Parameters:
  ///   - weights: outputs × features.
  ///   - bias: one an output; none for zeros.
  public static func fullyConnected(
    _ features: [Float], weights: [[Float]], bias: [Float]? = nil
  ) throws(ShapeError) -> [Float] {
    guard !features.isEmpty, !weights.isEmpty else {
      throw ShapeError(description: "no features or no outputs")
    }
    for (index, row) in weights.enumerated() where row.count != features.count {
      throw ShapeError(
        description: "output \(index) has \(row.count) weights for \(features.count) features")
    }
    let bias = bias ?? Array(repeating: 0, count: weights.count)
    guard bias.count == weights.count else {
      throw ShapeError(description: "\(bias.count) biases for \(weights.count) outputs")
    }
    let turned = features.indices.flatMap { feature in weights.map { $0[feature] } }
    let layer = Dense(
      name: "Gemm", input: Shape(dimensions: [features.count]), weights: turned, bias: bias)
    return Network.run(layer, on: [features])
  }

  /// exp of each logit over the sum of all; finite for any finite logits, empty for none.
  public static func softmax(_ logits: [Float]) -> [Float] {
    guard !logits.isEmpty else { return [] }
    return Network.run(Softmax(shape: Shape(dimensions: [logits.count]), axes: 0...0), on: [logits])
  }

  // MARK: Arrays

  private static func flat(
    _ image: [[[Float]]], _ name: String
  ) throws(ShapeError) -> (values: [Float], shape: Image) {
    let shape = Image(
      channels: image.count, height: image.first?.count ?? 0, width: image.first?.first?.count ?? 0)
    guard shape.shape.count > 0 else { throw ShapeError(description: "\(name) is empty") }
    for channel in image {
      guard channel.count == shape.height, channel.allSatisfy({ $0.count == shape.width }) else {
        throw ShapeError(description: "\(name) has rows or channels of different sizes")
      }
    }
    return (image.flatMap { $0.flatMap(\.self) }, shape)
  }

  private static func nested(_ values: [Float], _ shape: Shape) -> [[[Float]]] {
    let (channels, height, width) = (shape.dimensions[0], shape.dimensions[1], shape.dimensions[2])
    return (0..<channels).map { channel in
      (0..<height).map { row in
        let start = (channel * height + row) * width
        return Array(values[start..<start + width])
      }
    }
  }
}

extension Window.Side {
  /// A kernel that passes over `input` places without padding.
  fileprivate static func plain(kernel: Int, stride: Int, input: Int) -> Window.Side {
    Window.Side(
      kernel: kernel, stride: stride, dilation: 1, before: 0, after: 0, input: input,
      output: (input - kernel) / stride + 1)
  }
}
