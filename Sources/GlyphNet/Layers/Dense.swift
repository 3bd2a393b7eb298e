/// Gemm: features times weights, plus a bias; fully connected.
struct Dense: Layer {
  let name = "Gemm"
  /// In × out.
  private let weights: [Float]
  private let bias: [Float]
  private let inputs: Int

  /// - Parameter weights: in × out, `alpha` multiplied in.
  init(inputs: Int, weights: [Float], bias: [Float]) {
    precondition(weights.count == inputs * bias.count)
    self.inputs = inputs
    self.weights = weights
    self.bias = bias
  }

  var outputShape: Shape { Shape(dimensions: [bias.count]) }
  var parameters: Int { weights.count + bias.count }
  var multiplyAdds: Int { weights.count }

  func run(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let outs = bias.count
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for picture in 0..<batch {
        let input = source + picture * inputs
        let output = target + picture * outs
        for out in 0..<outs { output[out] = bias[out] }
        for feature in 0..<inputs where input[feature] != 0 {
          let value = input[feature]
          let row = weights + feature * outs
          for out in 0..<outs { output[out] += value * row[out] }
        }
      }
    }
  }
}
