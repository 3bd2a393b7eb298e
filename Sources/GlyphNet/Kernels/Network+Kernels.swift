extension Network.Plan {
  /// The same network with runs of layers computed by kernels of `level`, wherever they can.
  func withKernels(_ level: KernelLevel) -> Network.Plan {
    var uses = Array(repeating: 0, count: nodes.count + 1)
    for node in nodes { for input in node.inputs { uses[input] += 1 } }
    uses[output] += 1
    var made: [Network.Node] = []
    // Where each of the old values is now.
    var places = [0: 0]
    var index = 0
    while index < nodes.count {
      var builder = KernelChainBuilder(input: shape(of: nodes[index].inputs.first ?? 0), level: level)
      var length = 0
      while index + length < nodes.count, length == 0 || isOnlyFollower(index + length, uses),
        builder.add(nodes[index + length].layer)
      {
        length += 1
      }
      let chain = length > 0 ? builder.chain : nil
      let last = chain == nil ? index : index + length - 1
      made.append(
        Network.Node(
          layer: chain ?? nodes[index].layer, inputs: nodes[index].inputs.compactMap { places[$0] }))
      places[last + 1] = made.count
      index = last + 1
    }
    return Network.Plan(inputShape: inputShape, nodes: made, output: places[output] ?? made.count)
  }

  /// Whether node `index` takes what the node before it makes, which nothing else takes.
  private func isOnlyFollower(_ index: Int, _ uses: [Int]) -> Bool {
    nodes[index].inputs == [index] && uses[index] == 1
  }
}

/// Takes layers as long as kernels can compute them.
struct KernelChainBuilder {
  private let level: KernelLevel
  /// The shape that the layers so far make.
  private var shape: Shape
  private let input: KernelPicture?
  private let features: Int
  private var steps: [KernelStep] = []
  private var dense: [KernelChain.DenseStep] = []
  private var names: [String] = []
  private var parameters = 0
  private var multiplyAdds = 0
  /// Where the picture ends and features begin.
  private var isFlat: Bool
  /// Whether the last layer is one whose outputs a Relu may end.
  private var takesRelu = false

  init(input: Shape, level: KernelLevel) {
    self.level = level
    shape = input
    self.input = input.image.map { KernelPicture($0, level: nil) }
    isFlat = input.dimensions.count == 1
    features = input.count
  }

  /// Takes `layer` if it can.
  mutating func add(_ layer: any Layer) -> Bool {
    let isTaken =
      switch layer {
      case let layer as Convolution: add(layer)
      case let layer as Pooling: add(layer)
      case let layer as Pointwise: add(layer)
      case let layer as Dense: add(layer)
      case let layer as Reshape: add(layer)
      default: false
      }
    guard isTaken else { return false }
    names.append(layer.name)
    parameters += layer.parameters
    multiplyAdds += layer.multiplyAdds
    shape = layer.outputShape
    return true
  }

  /// What was taken, as one layer; nil where that would be no gain.
  var chain: KernelChain? {
    guard multiplyAdds > 0 else { return nil }
    // A chain ends flat only with a dense layer: what reads it next wants channels × height × width.
    guard !isFlat || !dense.isEmpty else { return nil }
    return KernelChain(
      name: names.joined(separator: " "), outputShape: shape, parameters: parameters,
      multiplyAdds: multiplyAdds,
      level: level, input: steps.isEmpty ? nil : surrounded.first?.input, steps: surrounded, dense: dense,
      features: features)
  }

  /// The steps, each making the margins that the next one reads.
  private var surrounded: [KernelStep] {
    var steps = steps
    for index in steps.indices {
      guard case .convolve = steps[index].work else { continue }
      steps[index].input.surround(for: steps[index].window)
      if index > 0 { steps[index - 1].output = steps[index].input }
    }
    return steps
  }

  private var picture: KernelPicture? { steps.last?.output ?? input }

  private mutating func add(_ layer: Convolution) -> Bool {
    guard !isFlat, layer.groups == 1, let picture else { return false }
    steps.append(
      KernelStep(
        work: .convolve(KernelWeights(layer.turned(), bias: layer.bias, level: level), hasRelu: false),
        window: layer.window, input: picture, output: KernelPicture(layer.output, level: level)))
    takesRelu = true
    return true
  }

  private mutating func add(_ layer: Pooling) -> Bool {
    guard !isFlat, layer.kind == .greatest, layer.window.rows.dilation == 1,
      layer.window.columns.dilation == 1,
      let picture, !steps.isEmpty, let output = layer.outputShape.image
    else { return false }
    steps.append(
      KernelStep(
        work: .greatest, window: layer.window, input: picture, output: KernelPicture(output, level: level)))
    return true
  }

  private mutating func add(_ layer: Pointwise) -> Bool {
    guard takesRelu, layer.function == .relu else { return false }
    takesRelu = false
    if let last = dense.popLast() {
      dense.append(
        KernelChain.DenseStep(
          weights: last.weights, inputs: last.inputs, outputs: last.outputs, hasRelu: true))
    } else if let index = steps.lastIndex(where: \.isConvolution) {
      // Poolings may stand between: the greatest of what is not below 0 is the same before and after.
      steps[index] = steps[index].withRelu
    }
    return true
  }

  private mutating func add(_ layer: Reshape) -> Bool {
    guard layer.outputShape == shape || layer.outputShape.dimensions.count == 1 else { return false }
    isFlat = layer.outputShape.dimensions.count == 1
    takesRelu = takesRelu && layer.outputShape == shape
    return !steps.isEmpty || !dense.isEmpty
  }

  private mutating func add(_ layer: Dense) -> Bool {
    guard isFlat, layer.outputShape.dimensions.count == 1 else { return false }
    var weights = layer.weights
    var inputs = shape.count
    if let last = dense.last {
      inputs = last.outputs
      weights += Array(repeating: 0, count: (inputs - shape.count) * layer.bias.count)
    } else if let picture = steps.last?.output {
      (weights, inputs) = (Self.turned(weights, picture), picture.count)
    }
    dense.append(
      KernelChain.DenseStep(
        weights: KernelWeights(weights, bias: layer.bias, level: level), inputs: inputs,
        outputs: level.padded(layer.bias.count), hasRelu: false))
    takesRelu = true
    return true
  }

  /// Weights whose inputs are channels × height × width, for a picture whose channels are innermost.
  private static func turned(_ weights: [Float], _ picture: KernelPicture) -> [Float] {
    let image = picture.image
    let outputs = weights.count / image.shape.count
    var turned = Array(repeating: Float(0), count: picture.count * outputs)
    for channel in 0..<image.channels {
      for place in 0..<image.plane {
        let from = (channel * image.plane + place) * outputs
        let to = (place * picture.channels + channel) * outputs
        for output in 0..<outputs { turned[to + output] = weights[from + output] }
      }
    }
    return turned
  }
}
