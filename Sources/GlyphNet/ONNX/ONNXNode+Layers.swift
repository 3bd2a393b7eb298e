extension ONNXNode {
  /// The layer that this node is, its input having `shape`.
  ///
  /// - Throws: `ONNXError` for an operator that is not supported and for shapes that do not fit.
  func layer(after shape: Shape) throws(ONNXError) -> any Layer {
    guard proto.domain.isEmpty || proto.domain == "ai.onnx" else {
      throw error("operators of the domain \(proto.domain) are not supported")
    }
    switch proto.opType {
    case "Conv": return try convolution(after: shape)
    case "MaxPool": return try maxPool(after: shape)
    case "Gemm": return try dense(after: shape)
    case "Relu": return Relu(outputShape: shape)
    case "Identity", "Dropout": return Reshape(name: proto.opType, outputShape: shape)
    case "Flatten": return try flatten(after: shape)
    case "Reshape": return try reshape(after: shape)
    case "Softmax":
      guard shape.dimensions.count == 1, [1, -1].contains(integer("axis", default: -1)) else {
        throw error("softmax is supported over the last axis of features alone")
      }
      return Softmax(outputShape: shape)
    default: throw error("the operator \(proto.opType) is not supported")
    }
  }

  private struct Window {
    var kernel: (height: Int, width: Int)
    var stride: (y: Int, x: Int)
    /// Top, left, bottom, right.
    var pads: [Int]
    var output: (height: Int, width: Int)
  }

  /// How a kernel passes over height × width.
  private func window(
    _ kernel: [Int], height: Int, width: Int, roundsUp: Bool
  ) throws(ONNXError) -> Window {
    let strides = try integers("strides", count: 2, default: [1, 1])
    let dilations = try integers("dilations", count: 2, default: [1, 1])
    guard dilations == [1, 1] else { throw error("dilations are not supported") }
    guard kernel.count == 2, kernel.allSatisfy({ $0 > 0 }), strides.allSatisfy({ $0 > 0 }) else {
      throw error("kernel and strides must be two numbers above 0")
    }
    let pads = try pads(kernel, strides, [height, width])
    var sizes: [Int] = []
    for (axis, size) in [height, width].enumerated() {
      let room = size + pads[axis] + pads[axis + 2] - kernel[axis]
      guard room >= 0 else { throw error("the kernel is larger than its input of \(height) × \(width)") }
      sizes.append((room + (roundsUp ? strides[axis] - 1 : 0)) / strides[axis] + 1)
    }
    return Window(
      kernel: (kernel[0], kernel[1]), stride: (strides[0], strides[1]), pads: pads,
      output: (sizes[0], sizes[1]))
  }

  private func pads(_ kernel: [Int], _ strides: [Int], _ sizes: [Int]) throws(ONNXError) -> [Int] {
    switch text("auto_pad") {
    case nil, "NOTSET": return try integers("pads", count: 4, default: [0, 0, 0, 0])
    case "VALID": return [0, 0, 0, 0]
    case "SAME_UPPER", "SAME_LOWER":
      let needed = (0..<2).map { axis in
        let outputs = (sizes[axis] + strides[axis] - 1) / strides[axis]
        return max(0, (outputs - 1) * strides[axis] + kernel[axis] - sizes[axis])
      }
      let extra = text("auto_pad") == "SAME_LOWER" ? 1 : 0
      let before = needed.map { ($0 + extra) / 2 }
      return before + zip(needed, before).map { $0 - $1 }
    case let other: throw error("auto_pad \(other ?? "") is not supported")
    }
  }

  private func convolution(after shape: Shape) throws(ONNXError) -> any Layer {
    try refuseOthers(than: ["kernel_shape", "strides", "pads", "dilations", "group", "auto_pad"])
    guard let input = shape.image, let weights = constants.first, weights.dimensions.count == 4 else {
      throw error("Conv needs a picture and constant weights of four dimensions")
    }
    guard integer("group", default: 1) == 1 else { throw error("groups are not supported") }
    let outs = weights.dimensions[0]
    let kernel = try integers("kernel_shape", count: 2, default: Array(weights.dimensions[2...]))
    guard weights.dimensions[1] == input.channels, Array(weights.dimensions[2...]) == kernel, outs > 0 else {
      throw error("weights of \(weights.dimensions) do not fit \(shape) and a kernel of \(kernel)")
    }
    let bias = constants.count > 1 ? constants[1].values : Array(repeating: 0, count: outs)
    guard bias.count == outs else { throw error("the bias has \(bias.count) numbers for \(outs) outputs") }
    let window = try window(kernel, height: input.height, width: input.width, roundsUp: false)
    return Convolution(
      input: input, output: (outs, window.output.height, window.output.width), kernel: window.kernel,
      stride: window.stride, padding: (window.pads[0], window.pads[1]), weights: weights.values, bias: bias)
  }

  private func maxPool(after shape: Shape) throws(ONNXError) -> any Layer {
    try refuseOthers(
      than: ["kernel_shape", "strides", "pads", "dilations", "auto_pad", "ceil_mode", "storage_order"])
    guard let input = shape.image else { throw error("MaxPool needs a picture, not \(shape)") }
    let kernel = try integers("kernel_shape", count: 2, default: [])
    let window = try window(
      kernel, height: input.height, width: input.width, roundsUp: integer("ceil_mode", default: 0) == 1)
    return MaxPool(
      input: input, output: (input.channels, window.output.height, window.output.width),
      kernel: window.kernel,
      stride: window.stride, padding: (window.pads[0], window.pads[1]))
  }

  private func dense(after shape: Shape) throws(ONNXError) -> any Layer {
    try refuseOthers(than: ["alpha", "beta", "transA", "transB"])
    guard let weights = constants.first, weights.dimensions.count == 2, shape.dimensions.count == 1 else {
      throw error("Gemm needs features and constant weights of two dimensions, not \(shape)")
    }
    guard integer("transA", default: 0) == 0 else { throw error("transA is not supported") }
    let isTurned = integer("transB", default: 0) == 1
    let (ins, outs) = (weights.dimensions[isTurned ? 1 : 0], weights.dimensions[isTurned ? 0 : 1])
    guard ins == shape.count, outs > 0 else {
      throw error("weights of \(weights.dimensions) do not fit \(shape)")
    }
    let alpha = float("alpha", default: 1)
    let beta = float("beta", default: 1)
    let bias = constants.count > 1 ? constants[1].values.map { $0 * beta } : Array(repeating: 0, count: outs)
    guard bias.count == outs else { throw error("the bias has \(bias.count) numbers for \(outs) outputs") }
    var turned = weights.values
    if isTurned {
      for row in 0..<ins {
        for column in 0..<outs { turned[row * outs + column] = weights.values[column * ins + row] }
      }
    }
    return Dense(inputs: ins, weights: turned.map { $0 * alpha }, bias: bias)
  }

  private func flatten(after shape: Shape) throws(ONNXError) -> any Layer {
    guard integer("axis", default: 1) == 1 else { throw error("Flatten is supported after the batch alone") }
    return Reshape(name: "Flatten", outputShape: Shape(dimensions: [shape.count]))
  }

  private func reshape(after shape: Shape) throws(ONNXError) -> any Layer {
    guard let wanted = constants.first, wanted.dimensions.count == 1, wanted.values.count > 1 else {
      throw error("Reshape needs a constant shape")
    }
    var dimensions = wanted.values.dropFirst().map { Int($0) }
    let known = dimensions.filter { $0 > 0 }.reduce(1, *)
    for index in dimensions.indices where dimensions[index] == -1 {
      dimensions[index] = shape.count / max(1, known)
    }
    let result = Shape(dimensions: dimensions)
    guard dimensions.allSatisfy({ $0 > 0 }), result.count == shape.count else {
      throw error("\(shape) cannot become \(wanted.values.map { Int($0) })")
    }
    return Reshape(name: "Reshape", outputShape: result)
  }
}
