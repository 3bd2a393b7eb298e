/// Conv: cross-correlation of a picture with kernels, in groups of channels, then a bias.
///
/// Weights are out × (in ÷ groups) × kernel height × kernel width; outside the picture is 0.
struct Convolution: Layer {
  let name = "Conv"
  let input: Image
  let outputs: Int
  let groups: Int
  let window: Window
  /// Groups × in of a group × kernel height × kernel width × out of a group: the innermost loop runs over outputs.
  private let weights: [Float]
  let bias: [Float]

  init(input: Image, outputs: Int, groups: Int, window: Window, weights: [Float], bias: [Float]) {
    (self.input, self.outputs, self.groups) = (input, outputs, groups)
    (self.window, self.bias) = (window, bias)
    let taps = input.channels / groups * window.rows.kernel * window.columns.kernel
    precondition(weights.count == taps * outputs && bias.count == outputs)
    let outs = outputs / groups
    var turned = Array(repeating: Float(0), count: weights.count)
    for out in 0..<outputs {
      let start = out / outs * taps * outs + out % outs
      for tap in 0..<taps { turned[start + tap * outs] = weights[out * taps + tap] }
    }
    self.weights = turned
  }

  var output: Image {
    Image(channels: outputs, height: window.rows.output, width: window.columns.output)
  }
  var outputShape: Shape { output.shape }
  var parameters: Int { weights.count + bias.count }
  var multiplyAdds: Int { weights.count * output.plane }

  /// The weights of a convolution of one group, kernel height × kernel width × in × out.
  func turned() -> [Float] {
    precondition(groups == 1)
    let taps = window.rows.kernel * window.columns.kernel
    var turned: [Float] = []
    turned.reserveCapacity(weights.count)
    for tap in 0..<taps {
      for channel in 0..<input.channels {
        turned += weights[((channel * taps + tap) * outputs)..<((channel * taps + tap + 1) * outputs)]
      }
    }
    return turned
  }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let ins = input.channels / groups
    let outs = outputs / groups
    let taps = ins * window.rows.kernel * window.columns.kernel
    withUnsafeTemporaryAllocation(of: Float.self, capacity: outs * output.width) { row in
      weights.withUnsafeBufferPointer { weights in
        guard let sums = row.baseAddress, let weights = weights.baseAddress else { return }
        for picture in 0..<batch {
          for group in 0..<groups {
            let source = sources[0] + (picture * input.channels + group * ins) * input.plane
            let result = target + (picture * outputs + group * outs) * output.plane
            for y in 0..<output.height {
              for x in 0..<output.width {
                for out in 0..<outs { sums[x * outs + out] = bias[group * outs + out] }
              }
              addRow(y, source, weights + group * taps * outs, sums)
              store(sums, result + y * output.width)
            }
          }
        }
      }
    }
  }

  /// Adds row `y` of a group's output to `sums`, width × out.
  private func addRow(
    _ y: Int, _ source: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
  ) {
    let outs = outputs / groups
    let (rows, columns) = (window.rows, window.columns)
    for channel in 0..<input.channels / groups {
      for (ky, row) in rows.places(y).enumerated() where row >= 0 && row < input.height {
        let line = source + channel * input.plane + row * input.width
        for kx in 0..<columns.kernel {
          let tap = weights + ((channel * rows.kernel + ky) * columns.kernel + kx) * outs
          let shift = kx * columns.dilation - columns.before
          let first = shift >= 0 ? 0 : (-shift + columns.stride - 1) / columns.stride
          let room = input.width - 1 - shift
          guard room >= 0 else { continue }
          let end = min(output.width, room / columns.stride + 1)
          guard first < end else { continue }
          for x in first..<end {
            let value = line[x * columns.stride + shift]
            // Most of a picture of a character is empty.
            if value == 0 { continue }
            let sum = sums + x * outs
            for out in 0..<outs { sum[out] += value * tap[out] }
          }
        }
      }
    }
  }

  /// From width × out to a row of the output, out × height × width.
  private func store(_ sums: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    let outs = outputs / groups
    for out in 0..<outs {
      for x in 0..<output.width { target[out * output.plane + x] = sums[x * outs + out] }
    }
  }
}
