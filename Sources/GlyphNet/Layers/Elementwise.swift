import Glibc

/// Relu: what is below 0 becomes 0.
struct Relu: Layer {
  let name = "Relu"
  let outputShape: Shape

  func run(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, batch: Int) {
    for index in 0..<batch * outputShape.count { target[index] = max(0, source[index]) }
  }
}

/// Flatten, Reshape, Identity, Dropout when reading: the same numbers under another shape.
struct Reshape: Layer {
  let name: String
  let outputShape: Shape

  func run(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, batch: Int) {
    target.update(from: source, count: batch * outputShape.count)
  }
}

/// Softmax over all features: finite for any finite logits.
struct Softmax: Layer {
  let name = "Softmax"
  let outputShape: Shape

  func run(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, batch: Int) {
    for picture in 0..<batch {
      let start = picture * outputShape.count
      Self.softmax(
        UnsafeBufferPointer(start: source + start, count: outputShape.count), temperature: 1,
        into: target + start)
    }
  }

  /// exp(logit / temperature) over their sum.
  static func softmax(
    _ logits: UnsafeBufferPointer<Float>, temperature: Double, into target: UnsafeMutablePointer<Float>
  ) {
    let most = logits.max() ?? 0
    var sum = 0.0
    for logit in logits { sum += exp(Double(logit - most) / temperature) }
    for (index, logit) in logits.enumerated() {
      target[index] = Float(exp(Double(logit - most) / temperature) / sum)
    }
  }
}
