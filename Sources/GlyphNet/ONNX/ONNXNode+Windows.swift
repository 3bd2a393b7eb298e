extension ONNXNode {
  func convolution() throws(ONNXError) -> any Layer {
    try refuseOthers(than: ["kernel_shape", "strides", "pads", "dilations", "group", "auto_pad"])
    let input = try image()
    guard let weights = try constant(1), weights.dimensions.count == 4 else {
      throw error("Conv needs constant weights of four dimensions")
    }
    let outs = weights.dimensions[0]
    let groups = integer("group", default: 1)
    guard groups > 0, input.channels % groups == 0, outs > 0, outs % groups == 0 else {
      throw error("\(input.channels) channels and \(outs) outputs do not make \(groups) groups")
    }
    let kernel = try integers("kernel_shape", count: 2, default: Array(weights.dimensions[2...]))
    guard weights.dimensions[1] == input.channels / groups, Array(weights.dimensions[2...]) == kernel else {
      throw error("weights of \(weights.dimensions) do not fit \(input.shape) in \(groups) groups")
    }
    let bias = try constant(2)?.values ?? Array(repeating: 0, count: outs)
    guard bias.count == outs else { throw error("the bias has \(bias.count) numbers for \(outs) outputs") }
    let window = try window(kernel, over: input, roundsUp: false)
    try limit(Shape(dimensions: [outs, window.rows.output, window.columns.output]))
    return Convolution(
      input: input, outputs: outs, groups: groups, window: window, weights: weights.values, bias: bias)
  }

  func pooling() throws(ONNXError) -> any Layer {
    try refuseOthers(
      than: [
        "kernel_shape", "strides", "pads", "dilations", "auto_pad", "ceil_mode", "storage_order",
        "count_include_pad",
      ])
    let input = try image()
    let kernel = try integers("kernel_shape", count: 2, default: [])
    let window = try window(kernel, over: input, roundsUp: integer("ceil_mode", default: 0) == 1)
    for side in [window.rows, window.columns] where max(side.before, side.after) >= side.reach {
      throw error("padding of \(max(side.before, side.after)) leaves windows without a picture")
    }
    let countsPadding = integer("count_include_pad", default: 0) == 1
    let kind: Pooling.Kind =
      proto.opType == "MaxPool" ? .greatest : countsPadding ? .meanWithPadding : .mean
    return Pooling(kind: kind, input: input, window: window)
  }

  func padding() throws(ONNXError) -> any Layer {
    let shape = try value()
    let rank = shape.dimensions.count + 1
    guard let pads = try numbers(1, or: "pads") else { throw error("Pad needs pads") }
    let axes = try numbers(3, or: "axes") ?? Array(0..<rank)
    guard pads.count == 2 * axes.count, pads.allSatisfy({ (0...4096).contains($0) }) else {
      throw error("pads of \(pads) are not two numbers of 0 to 4096 for each of \(axes.count) dimensions")
    }
    var before = Array(repeating: 0, count: rank)
    var after = before
    for (index, axis) in axes.enumerated() {
      let place = axis < 0 ? axis + rank : axis
      guard (0..<rank).contains(place) else { throw error("there is no axis \(axis)") }
      (before[place], after[place]) = (pads[index], pads[index + axes.count])
    }
    guard before[0] == 0, after[0] == 0 else { throw error("the batch cannot be padded") }
    let filling: Padding.Filling
    switch text("mode") {
    case nil, "constant": filling = .constant(try constant(2)?.values.first ?? float("value") ?? 0)
    case "edge": filling = .edge
    case let other: throw error("the mode \(other ?? "") is not supported")
    }
    try limit(
      Shape(
        dimensions: shape.dimensions.indices.map { before[$0 + 1] + shape.dimensions[$0] + after[$0 + 1] }))
    return Padding(
      input: shape, before: Array(before.dropFirst()), after: Array(after.dropFirst()), filling: filling)
  }

  /// How a kernel passes over a picture.
  private func window(_ kernel: [Int], over input: Image, roundsUp: Bool) throws(ONNXError) -> Window {
    let strides = try integers("strides", count: 2, default: [1, 1])
    let dilations = try integers("dilations", count: 2, default: [1, 1])
    guard kernel.count == 2, (kernel + strides + dilations).allSatisfy({ $0 > 0 }) else {
      throw error("kernel, strides and dilations must be two numbers above 0")
    }
    let sizes = [input.height, input.width]
    let pads = try pads(kernel: zip(kernel, dilations).map { ($0 - 1) * $1 + 1 }, strides, sizes)
    var sides: [Window.Side] = []
    for axis in 0..<2 {
      let reach = (kernel[axis] - 1) * dilations[axis] + 1
      let room = sizes[axis] + pads[axis] + pads[axis + 2] - reach
      guard room >= 0 else { throw error("the kernel is larger than its input of \(input.shape)") }
      var output = (room + (roundsUp ? strides[axis] - 1 : 0)) / strides[axis] + 1
      // A window that would begin beyond the picture is none.
      if roundsUp, (output - 1) * strides[axis] >= sizes[axis] + pads[axis] { output -= 1 }
      sides.append(
        Window.Side(
          kernel: kernel[axis], stride: strides[axis], dilation: dilations[axis], before: pads[axis],
          after: pads[axis + 2], input: sizes[axis], output: output))
    }
    return Window(rows: sides[0], columns: sides[1])
  }

  /// Top, left, bottom, right.
  private func pads(kernel reach: [Int], _ strides: [Int], _ sizes: [Int]) throws(ONNXError) -> [Int] {
    switch text("auto_pad") {
    case nil, "NOTSET": return try integers("pads", count: 4, default: [0, 0, 0, 0])
    case "VALID": return [0, 0, 0, 0]
    case "SAME_UPPER", "SAME_LOWER":
      let needed = (0..<2).map { axis in
        let outputs = (sizes[axis] + strides[axis] - 1) / strides[axis]
        return max(0, (outputs - 1) * strides[axis] + reach[axis] - sizes[axis])
      }
      let extra = text("auto_pad") == "SAME_LOWER" ? 1 : 0
      let before = needed.map { ($0 + extra) / 2 }
      return before + zip(needed, before).map { $0 - $1 }
    case let other: throw error("auto_pad \(other ?? "") is not supported")
    }
  }
}

extension Window.Side {
  /// Places from the kernel's first to its last.
  fileprivate var reach: Int { (kernel - 1) * dilation + 1 }
}
