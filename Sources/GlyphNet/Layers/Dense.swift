/// Gemm, MatMul: rows of features times weights, plus a bias; fully connected.
struct Dense: Layer {
  let name: String
  let outputShape: Shape
  /// In × out.
  let weights: [Float]
  let bias: [Float]
  private let inputs: Int
  /// Rows of one picture, 1 for plain features.
  private let rows: Int

  /// - Parameter weights: in × out, `alpha` multiplied in.
  init(name: String, input: Shape, weights: [Float], bias: [Float]) {
    let inputs = input.dimensions.last ?? 1
    precondition(weights.count == inputs * bias.count)
    self.name = name
    self.inputs = inputs
    self.weights = weights
    self.bias = bias
    rows = input.count / inputs
    outputShape = Shape(dimensions: input.dimensions.dropLast() + [bias.count])
  }

  var parameters: Int { weights.count + bias.count }
  var multiplyAdds: Int { weights.count * rows }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let outs = bias.count
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for row in 0..<batch * rows {
        let input = sources[0] + row * inputs
        let output = target + row * outs
        for out in 0..<outs { output[out] = bias[out] }
        for feature in 0..<inputs where input[feature] != 0 {
          let value = input[feature]
          let tap = weights + feature * outs
          for out in 0..<outs { output[out] += value * tap[out] }
        }
      }
    }
  }
}
