import CKernels

/// Layers that follow one another, computed by kernels: convolutions and poolings of a picture, then dense layers.
///
/// The same numbers as the layers that it stands for, but for rounding: they add in another order, with fused
/// multiply-adds.
struct KernelChain: Layer {
  /// A dense layer over the whole batch.
  struct DenseStep: Sendable {
    let weights: KernelWeights
    let inputs: Int
    /// Rounded up to whole vectors.
    let outputs: Int
    let hasRelu: Bool
  }

  let name: String
  let outputShape: Shape
  let parameters: Int
  let multiplyAdds: Int
  let level: KernelLevel
  /// The picture that comes in, channels innermost; nil where features do.
  let input: KernelPicture?
  let steps: [KernelStep]
  let dense: [DenseStep]
  /// Features that come in where no picture does.
  let features: Int

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    guard let input else {
      runDense(sources[0], step: features, target, batch: batch)
      return
    }
    let last = steps.last?.output ?? input
    guard !dense.isEmpty else {
      withPictures { pictures in
        for picture in 0..<batch {
          let made = runPicture(sources[0] + picture * input.image.shape.count, pictures)
          store(made, last, target + picture * last.image.shape.count)
        }
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: batch * last.count) { flat in
      guard let start = flat.baseAddress else { return }
      withPictures { pictures in
        for picture in 0..<batch {
          let made = runPicture(sources[0] + picture * input.image.shape.count, pictures)
          (start + picture * last.count).update(from: made, count: last.count)
        }
      }
      runDense(start, step: last.count, target, batch: batch)
    }
  }

  /// Memory for the input and what each step makes, one picture of each, zeros.
  private func withPictures(_ body: ([UnsafeMutablePointer<Float>]) -> Void) {
    guard let input else { return }
    let counts = [input.count] + steps.map(\.output.count)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: counts.reduce(0, +)) { memory in
      memory.initialize(repeating: 0)
      guard var start = memory.baseAddress else { return }
      body(
        counts.map { count in
          defer { start += count }
          return start
        })
    }
  }

  /// The last picture made of the one at `source`, channels × height × width.
  private func runPicture(
    _ source: UnsafePointer<Float>, _ pictures: [UnsafeMutablePointer<Float>]
  ) -> UnsafeMutablePointer<Float> {
    guard let input else { return pictures[0] }
    for channel in 0..<input.image.channels {
      for y in 0..<input.image.height {
        let row = source + (channel * input.image.height + y) * input.image.width
        let place = pictures[0] + input.start + y * input.row + channel
        for x in 0..<input.image.width { place[x * input.channels] = row[x] }
      }
    }
    for (index, step) in steps.enumerated() { step.run(level, pictures[index], pictures[index + 1]) }
    return pictures[steps.count]
  }

  /// Copies a picture to channels × height × width.
  private func store(
    _ source: UnsafePointer<Float>, _ picture: KernelPicture, _ target: UnsafeMutablePointer<Float>
  ) {
    let image = picture.image
    for y in 0..<image.height {
      for x in 0..<image.width {
        let pixel = source + picture.start + y * picture.row + x * picture.channels
        for channel in 0..<image.channels {
          target[(channel * image.height + y) * image.width + x] = pixel[channel]
        }
      }
    }
  }

  /// The dense layers, over a batch of features that lie `step` floats apart.
  private func runDense(
    _ source: UnsafePointer<Float>, step: Int, _ target: UnsafeMutablePointer<Float>, batch: Int
  ) {
    let widest = dense.map(\.outputs).max() ?? 0
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * batch * widest) { memory in
      guard let start = memory.baseAddress else { return }
      var (from, apart) = (source, step)
      for (index, layer) in dense.enumerated() {
        let to = start + index % 2 * batch * widest
        var all = ckernels_rows(
          count: Int32(batch), lines: 1, vectors: Int32(layer.outputs / level.lanes), rows: 1, columns: 1,
          channels: Int32(layer.inputs), relu: layer.hasRelu ? 1 : 0, row: 0, column: 0, in_step: apart,
          in_line: 0, out_step: layer.outputs, out_line: 0)
        layer.weights.withPointers { ckernels_run(Int32(level.rawValue), &all, from, $0, $1, to) }
        (from, apart) = (UnsafePointer(to), layer.outputs)
      }
      for picture in 0..<batch {
        (target + picture * outputShape.count).update(from: from + picture * apart, count: outputShape.count)
      }
    }
  }
}
