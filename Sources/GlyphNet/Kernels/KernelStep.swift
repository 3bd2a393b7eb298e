import CKernels

/// One step of a `KernelChain` over a picture.
struct KernelStep: Sendable {
  enum Work: Sendable {
    /// A convolution with the weights as the kernels want them.
    case convolve(KernelWeights, hasRelu: Bool)
    /// The greatest of each window.
    case greatest
  }

  let work: Work
  let window: Window
  var input: KernelPicture
  var output: KernelPicture

  var isConvolution: Bool { if case .convolve = work { true } else { false } }

  /// The same with a Relu at the end of its convolution.
  var withRelu: KernelStep {
    guard case .convolve(let weights, _) = work else { return self }
    return KernelStep(work: .convolve(weights, hasRelu: true), window: window, input: input, output: output)
  }

  /// Computes the picture at `target` from that at `source`, margins left alone.
  func run(_ level: KernelLevel, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    switch work {
    case .convolve(let weights, let hasRelu): convolve(level, source, target, weights, hasRelu)
    case .greatest: pool(level, source, target)
    }
  }

  private func convolve(
    _ level: KernelLevel, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>,
    _ weights: KernelWeights, _ hasRelu: Bool
  ) {
    let (rows, columns) = (window.rows, window.columns)
    var all = ckernels_rows(
      count: Int32(columns.output), lines: Int32(rows.output), vectors: Int32(output.channels / level.lanes),
      rows: Int32(rows.kernel), columns: Int32(columns.kernel), channels: Int32(input.image.channels),
      relu: hasRelu ? 1 : 0, row: rows.dilation * input.row, column: columns.dilation * input.channels,
      in_step: columns.stride * input.channels, in_line: rows.stride * input.row, out_step: output.channels,
      out_line: output.row)
    let corner = source + input.start - rows.before * input.row - columns.before * input.channels
    weights.withPointers { weights, bias in
      ckernels_run(Int32(level.rawValue), &all, corner, weights, bias, target + output.start)
    }
  }

  private func pool(
    _ level: KernelLevel, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
  ) {
    let (rows, columns) = (window.rows, window.columns)
    for y in 0..<rows.output {
      let down = rows.inside(y)
      for x in 0..<columns.output {
        let across = columns.inside(x)
        let corner = source + input.start + down.lowerBound * input.row + across.lowerBound * input.channels
        ckernels_greatest(
          Int32(level.rawValue), corner, Int32(down.count), Int32(across.count), input.row, input.channels,
          Int32(input.channels / level.lanes), target + output.start + y * output.row + x * output.channels)
      }
    }
  }
}

extension Window.Side {
  /// The places of the picture under the kernel at `place` of the output; dilation 1.
  fileprivate func inside(_ place: Int) -> Range<Int> {
    let start = place * stride - before
    return max(0, start)..<max(0, min(input, start + kernel))
  }
}

/// Weights and biases in the order that kernels read them: pair of vectors after pair (a last single one by itself),
/// taps × the pair's lanes.
struct KernelWeights: Sendable {
  private let weights: [Float]
  private let bias: [Float]

  /// - Parameter weights: taps × outputs.
  init(_ weights: [Float], bias: [Float], level: KernelLevel) {
    let outputs = bias.count
    let (taps, padded) = (weights.count / outputs, level.padded(outputs))
    var packed = Array(repeating: Float(0), count: taps * padded)
    var place = 0
    for first in stride(from: 0, to: padded, by: 2 * level.lanes) {
      let lanes = min(2 * level.lanes, padded - first)
      for tap in 0..<taps {
        for lane in 0..<lanes where first + lane < outputs {
          packed[place + lane] = weights[tap * outputs + first + lane]
        }
        place += lanes
      }
    }
    self.weights = packed
    self.bias = bias + Array(repeating: 0, count: padded - outputs)
  }

  func withPointers(_ body: (_ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>) -> Void) {
    weights.withUnsafeBufferPointer { weights in
      bias.withUnsafeBufferPointer { bias in
        if let weights = weights.baseAddress, let bias = bias.baseAddress { body(weights, bias) }
      }
    }
  }
}
