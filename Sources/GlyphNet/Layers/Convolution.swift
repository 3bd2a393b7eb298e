/// Conv: cross-correlation of channels × height × width with out × in × kernel height × kernel width weights, stride 1
/// or more, zero padding, then a bias.
struct Convolution: Layer {
  let name = "Conv"
  let input: (channels: Int, height: Int, width: Int)
  let output: (channels: Int, height: Int, width: Int)
  let kernel: (height: Int, width: Int)
  let stride: (y: Int, x: Int)
  /// Rows above and columns left of the picture.
  let padding: (top: Int, left: Int)
  /// In × kernel height × kernel width × out: the innermost loop runs over the outputs.
  private let weights: [Float]
  private let bias: [Float]

  /// - Parameter weights: out × in × kernel height × kernel width, as ONNX has them.
  init(
    input: (channels: Int, height: Int, width: Int), output: (channels: Int, height: Int, width: Int),
    kernel: (height: Int, width: Int), stride: (y: Int, x: Int), padding: (top: Int, left: Int),
    weights: [Float],
    bias: [Float]
  ) {
    (self.input, self.output, self.kernel) = (input, output, kernel)
    (self.stride, self.padding, self.bias) = (stride, padding, bias)
    let taps = input.channels * kernel.height * kernel.width
    precondition(weights.count == taps * output.channels && bias.count == output.channels)
    var turned = Array(repeating: Float(0), count: weights.count)
    for out in 0..<output.channels {
      for tap in 0..<taps { turned[tap * output.channels + out] = weights[out * taps + tap] }
    }
    self.weights = turned
  }

  var outputShape: Shape { Shape(dimensions: [output.channels, output.height, output.width]) }
  var parameters: Int { weights.count + bias.count }
  var multiplyAdds: Int { weights.count * output.height * output.width }

  func run(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let inputCount = input.channels * input.height * input.width
    let outputCount = output.channels * output.height * output.width
    withUnsafeTemporaryAllocation(of: Float.self, capacity: output.channels * output.width) { row in
      guard let sums = row.baseAddress else { return }
      weights.withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return }
        for picture in 0..<batch {
          for y in 0..<output.height {
            addRow(y, source + picture * inputCount, weights, sums)
            store(sums, target + picture * outputCount + y * output.width)
          }
        }
      }
    }
  }

  /// Sums row `y` of the output into `sums`, width × out.
  private func addRow(
    _ y: Int, _ source: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
  ) {
    let outs = output.channels
    for x in 0..<output.width {
      for out in 0..<outs { sums[x * outs + out] = bias[out] }
    }
    for channel in 0..<input.channels {
      for ky in 0..<kernel.height {
        let row = y * stride.y + ky - padding.top
        guard row >= 0, row < input.height else { continue }
        let line = source + (channel * input.height + row) * input.width
        for kx in 0..<kernel.width {
          let tap = weights + ((channel * kernel.height + ky) * kernel.width + kx) * outs
          let shift = kx - padding.left
          let first = shift >= 0 ? 0 : (-shift + stride.x - 1) / stride.x
          let end = min(output.width, (input.width - 1 - shift) / stride.x + 1)
          guard first < end else { continue }
          for x in first..<end {
            let value = line[x * stride.x + shift]
            // Most of a picture of a character is empty.
            if value == 0 { continue }
            let sum = sums + x * outs
            for out in 0..<outs { sum[out] += value * tap[out] }
          }
        }
      }
    }
  }

  /// From width × out to the output's rows, out × height × width.
  private func store(_ sums: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    let plane = output.height * output.width
    for out in 0..<output.channels {
      for x in 0..<output.width { target[out * plane + x] = sums[x * output.channels + out] }
    }
  }
}
