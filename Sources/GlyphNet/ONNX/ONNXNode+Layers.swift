extension ONNXNode {
  /// The layer that this node is.
  ///
  /// - Throws: `ONNXError` for an operator that is not supported and for shapes that do not fit.
  func layer() throws(ONNXError) -> any Layer {
    guard proto.domain.isEmpty || proto.domain == "ai.onnx" else {
      throw error("operators of the domain \(proto.domain) are not supported")
    }
    switch proto.opType {
    case "Conv": return try convolution()
    case "MaxPool", "AveragePool": return try pooling()
    case "GlobalAveragePool", "GlobalMaxPool":
      return GlobalPooling(
        name: proto.opType, input: try image(), isMean: proto.opType == "GlobalAveragePool")
    case "ReduceMean": return try reduceMean()
    case "Pad": return try padding()
    case "BatchNormalization": return try batchNormalization()
    case "Relu": return Pointwise(name: proto.opType, outputShape: try value(), function: .relu)
    case "LeakyRelu":
      let slope = float("alpha") ?? 0.01
      return Pointwise(name: proto.opType, outputShape: try value(), function: .leakyRelu(slope))
    case "Clip": return try clip()
    case "Gemm": return try gemm()
    case "MatMul": return try matMul()
    case "Add", "Sub", "Mul", "Div": return try arithmetic()
    case "Identity", "Dropout": return Reshape(name: proto.opType, outputShape: try value())
    case "Flatten": return try flatten()
    case "Reshape": return try reshape()
    case "Squeeze", "Unsqueeze": return try squeeze()
    case "Transpose": return try transpose()
    case "Concat": return try concatenation()
    case "Softmax": return try softmax()
    case "MeanVarianceNormalization": return try meanVarianceNormalization()
    default: throw error("the operator \(proto.opType) is not supported")
    }
  }

  // MARK: Fully connected

  private func gemm() throws(ONNXError) -> any Layer {
    try refuseOthers(than: ["alpha", "beta", "transA", "transB"])
    let shape = try value()
    guard let weights = try constant(1), weights.dimensions.count == 2, shape.dimensions.count == 1 else {
      throw error("Gemm needs features and constant weights of two dimensions, not \(shape)")
    }
    guard integer("transA", default: 0) == 0 else {
      throw error("transA is not supported: the batch would turn")
    }
    let isTurned = integer("transB", default: 0) == 1
    let (ins, outs) = (weights.dimensions[isTurned ? 1 : 0], weights.dimensions[isTurned ? 0 : 1])
    guard ins == shape.count, outs > 0 else {
      throw error("weights of \(weights.dimensions) do not fit \(shape)")
    }
    let alpha = float("alpha") ?? 1
    let beta = float("beta") ?? 1
    var values = weights.values
    if isTurned {
      for row in 0..<ins {
        for column in 0..<outs { values[row * outs + column] = weights.values[column * ins + row] }
      }
    }
    var bias = Array(repeating: Float(0), count: outs)
    if let given = try constant(2) {
      guard given.values.count == 1 || (given.values.count == outs && given.dimensions.last == outs) else {
        throw error("a bias of \(given.dimensions) does not fit \(outs) outputs")
      }
      for index in bias.indices { bias[index] = beta * given.values[given.values.count == 1 ? 0 : index] }
    }
    return Dense(name: "Gemm", input: shape, weights: values.map { $0 * alpha }, bias: bias)
  }

  private func matMul() throws(ONNXError) -> any Layer {
    let shape = try value()
    guard let weights = try constant(1), weights.dimensions.count == 2 else {
      throw error("MatMul needs constant weights of two dimensions")
    }
    let (ins, outs) = (weights.dimensions[0], weights.dimensions[1])
    guard ins == shape.dimensions.last, outs > 0 else {
      throw error("weights of \(weights.dimensions) do not fit \(shape)")
    }
    return Dense(
      name: "MatMul", input: shape, weights: weights.values, bias: Array(repeating: 0, count: outs))
  }

  // MARK: Elements

  private func clip() throws(ONNXError) -> any Layer {
    let shape = try value()
    func bound(_ index: Int, _ name: String) throws(ONNXError) -> Float? {
      guard let constant = try constant(index) else { return float(name) }
      guard constant.values.count == 1 else { throw error("\(name) is not one number") }
      return constant.values[0]
    }
    let least = try bound(1, "min") ?? -.infinity
    let most = try bound(2, "max") ?? .infinity
    return Pointwise(name: "Clip", outputShape: shape, function: .clip(least: least, most: most))
  }

  private func batchNormalization() throws(ONNXError) -> any Layer {
    guard integer("training_mode", default: 0) == 0 else { throw error("training_mode is not supported") }
    let shape = try value()
    let channels = shape.dimensions[0]
    var numbers: [[Float]] = []
    for index in 1...4 {
      guard let constant = try constant(index), constant.values.count == channels else {
        throw error("input \(index + 1) is not \(channels) constants, one a channel")
      }
      numbers.append(constant.values)
    }
    let epsilon = Double(float("epsilon") ?? 1e-5)
    let factors = (0..<channels).map {
      Double(numbers[0][$0]) / (Double(numbers[3][$0]) + epsilon).squareRoot()
    }
    guard factors.allSatisfy(\.isFinite) else { throw error("a variance is not above 0") }
    let shifts = (0..<channels).map { Float(Double(numbers[1][$0]) - Double(numbers[2][$0]) * factors[$0]) }
    return ChannelAffine(outputShape: shape, factors: factors.map(Float.init), shifts: shifts)
  }

  private func arithmetic() throws(ONNXError) -> any Layer {
    guard inputs.count == 2, let operation = Arithmetic.Operation(rawValue: proto.opType) else {
      throw error("needs two inputs")
    }
    let sides = try inputs.map { operand throws(ONNXError) -> (shape: Shape, constant: [Float]?) in
      switch operand {
      case .value(let shape): return (shape, nil)
      case .constant(let weights): return (try shape(of: weights), weights.values)
      case .absent: throw error("needs two inputs")
      }
    }
    let rank = max(sides[0].shape.dimensions.count, sides[1].shape.dimensions.count)
    guard sides.allSatisfy({ $0.constant != nil || $0.shape.dimensions.count == rank }) else {
      // The batch of the shorter one would meet another dimension of the longer one.
      throw error("\(sides[0].shape) and \(sides[1].shape) have not the same dimensions")
    }
    let full = sides.map {
      Array(repeating: 1, count: rank - $0.shape.dimensions.count) + $0.shape.dimensions
    }
    guard zip(full[0], full[1]).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else {
      throw error("\(sides[0].shape) and \(sides[1].shape) do not fit")
    }
    let output = Shape(dimensions: zip(full[0], full[1]).map { max($0, $1) })
    try limit(output)
    return Arithmetic(
      operation: operation, outputShape: output,
      left: Arithmetic.Operand(sides[0].shape, constant: sides[0].constant, output: output),
      right: Arithmetic.Operand(sides[1].shape, constant: sides[1].constant, output: output))
  }

  /// A constant's shape beside a value of one picture: a batch of one is left out.
  private func shape(of constant: Weights) throws(ONNXError) -> Shape {
    var dimensions = constant.dimensions
    let ranks = inputs.compactMap { if case .value(let shape) = $0 { shape.dimensions.count } else { nil } }
    let rank = ranks.max() ?? 0
    if dimensions.count == rank + 1 {
      guard dimensions.removeFirst() == 1 else {
        throw error("a constant of \(constant.dimensions) has a batch")
      }
    }
    guard dimensions.count <= rank else { throw error("a constant of \(constant.dimensions) does not fit") }
    return Shape(dimensions: dimensions)
  }

  // MARK: Shapes

  private func flatten() throws(ONNXError) -> any Layer {
    let shape = try value()
    guard [1, -shape.dimensions.count].contains(integer("axis", default: 1)) else {
      throw error("Flatten is supported after the batch alone")
    }
    return Reshape(name: "Flatten", outputShape: Shape(dimensions: [shape.count]))
  }

  private func reshape() throws(ONNXError) -> any Layer {
    let shape = try value()
    guard let wanted = try numbers(1, or: "shape"), wanted.count > 1 else {
      throw error("Reshape needs a constant shape of two dimensions or more")
    }
    let keepsZeros = integer("allowzero", default: 0) == 0
    var dimensions = Array(wanted.dropFirst())
    for index in dimensions.indices where dimensions[index] == 0 && keepsZeros {
      guard index < shape.dimensions.count else { throw error("\(shape) cannot become \(wanted)") }
      dimensions[index] = shape.dimensions[index]
    }
    let known = dimensions.filter { $0 > 0 }.reduce(1) { $0 > shape.count ? $0 : $0 * $1 }
    if let open = dimensions.firstIndex(of: -1), known > 0 { dimensions[open] = shape.count / known }
    // The batch stays as it is, however the file writes it.
    guard dimensions.allSatisfy({ $0 > 0 }), [-1, 0, 1].contains(wanted[0]) || wanted[0] > 0,
      dimensions.reduce(1, { $0 > shape.count ? $0 : $0 * $1 }) == shape.count
    else { throw error("\(shape) cannot become \(wanted)") }
    return Reshape(name: "Reshape", outputShape: Shape(dimensions: dimensions))
  }

  private func squeeze() throws(ONNXError) -> any Layer {
    let shape = try value()
    var dimensions = shape.dimensions
    let axes = try numbers(1, or: "axes")
    if proto.opType == "Squeeze" {
      let places = try axes?.map { axis throws(ONNXError) in try dimension(axis, of: shape) }
      let removed = places ?? dimensions.indices.filter { dimensions[$0] == 1 }
      guard removed.allSatisfy({ dimensions[$0] == 1 }) else {
        throw error("\(shape) is not 1 along \(axes ?? [])")
      }
      dimensions = dimensions.indices.filter { !removed.contains($0) }.map { dimensions[$0] }
    } else {
      guard let axes else { throw error("Unsqueeze needs axes") }
      let rank = dimensions.count + 1 + axes.count
      for axis in axes.map({ $0 < 0 ? $0 + rank : $0 }).sorted() {
        guard axis > 0, axis - 1 <= dimensions.count else { throw error("there is no axis \(axis)") }
        dimensions.insert(1, at: axis - 1)
      }
    }
    return Reshape(name: proto.opType, outputShape: Shape(dimensions: dimensions))
  }

  private func transpose() throws(ONNXError) -> any Layer {
    let shape = try value()
    let rank = shape.dimensions.count + 1
    let order = try integers("perm", count: rank, default: Array((0..<rank).reversed()))
    guard order[0] == 0, Set(order) == Set(0..<rank) else { throw error("\(order) moves the batch") }
    return Transpose(input: shape, order: order.dropFirst().map { $0 - 1 })
  }

  private func concatenation() throws(ONNXError) -> any Layer {
    var shapes: [Shape] = []
    for index in inputs.indices { shapes.append(try value(index)) }
    guard let first = shapes.first else { throw error("has no inputs") }
    let axis = try dimension(integer("axis", default: 1), of: first)
    for shape in shapes {
      var alike = shape.dimensions
      guard alike.count == first.dimensions.count else { throw error("\(shape) does not fit \(first)") }
      alike[axis] = first.dimensions[axis]
      guard alike == first.dimensions else { throw error("\(shape) does not fit \(first)") }
    }
    return Concatenation(inputs: shapes, axis: axis)
  }

  // MARK: Normalisation

  private func softmax() throws(ONNXError) -> any Layer {
    let shape = try value()
    let last = shape.dimensions.count - 1
    // Before version 13 all dimensions from the axis on were one.
    let axis = try dimension(integer("axis", default: version < 13 ? 1 : -1), of: shape)
    return Softmax(shape: shape, axes: axis...(version < 13 ? last : axis))
  }

  private func reduceMean() throws(ONNXError) -> any Layer {
    let input = try image()
    let axes = try numbers(1, or: "axes") ?? []
    guard Set(axes.map { $0 < 0 ? $0 + 4 : $0 }) == [2, 3] else {
      throw error("ReduceMean is supported over height and width alone, not \(axes)")
    }
    let keepsSides = integer("keepdims", default: 1) == 1
    return GlobalPooling(name: proto.opType, input: input, isMean: true, keepsSides: keepsSides)
  }

  private func meanVarianceNormalization() throws(ONNXError) -> any Layer {
    let shape = try value()
    let rank = shape.dimensions.count + 1
    let axes = try numbers(1, or: "axes") ?? [0, 2, 3]
    let places = axes.map { $0 < 0 ? $0 + rank : $0 }
    guard places.allSatisfy({ (0..<rank).contains($0) }) else { throw error("there are no axes \(axes)") }
    // Pictures do not know of one another: along the batch there is one.
    return MeanVarianceNormalization(shape: shape, axes: Set(places.filter { $0 > 0 }.map { $0 - 1 }))
  }

  /// Refuses a shape too large to make tables for.
  func limit(_ shape: Shape) throws(ONNXError) {
    if shape.dimensions.reduce(1, { $0 > Network.Plan.mostElements ? $0 : $0 * max(1, $1) })
      > Network.Plan.mostElements
    {
      throw error("its output of \(shape) is too large")
    }
  }
}
