import Glibc

/// Softmax along some dimensions: finite for any finite logits.
struct Softmax: Layer {
  let name = "Softmax"
  let outputShape: Shape
  /// Elements along the dimensions, and from one to the next.
  private let length: Int
  private let stride: Int

  /// - Parameter axes: neighbours; the last one alone, or all from one on as older files have it.
  init(shape: Shape, axes: ClosedRange<Int>) {
    outputShape = shape
    length = shape.dimensions[axes].reduce(1, *)
    stride = shape.dimensions[(axes.upperBound + 1)...].reduce(1, *)
  }

  /// Whether it makes one distribution of all there is.
  var isWhole: Bool { length == outputShape.count }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let source = sources[0]
    for start in 0..<batch * outputShape.count where start / stride % length == 0 {
      let places = Swift.stride(from: start, to: start + length * stride, by: stride)
      let most = places.map { source[$0] }.max() ?? 0
      var sum = 0.0
      for place in places { sum += exp(Double(source[place] - most)) }
      for place in places { target[place] = Float(exp(Double(source[place] - most)) / sum) }
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

/// MeanVarianceNormalization: to mean 0 and deviation 1 over some dimensions of one picture; a constant gives zeros.
struct MeanVarianceNormalization: Layer {
  /// Added to the deviation, by the operator's definition.
  private static let leastDeviation = 1e-9

  let name = "MeanVarianceNormalization"
  let outputShape: Shape
  /// The group that each element is normalised with.
  private let groups: [Int32]
  private let groupCount: Int

  /// - Parameter axes: that are normalised over, without the batch's.
  init(shape: Shape, axes: Set<Int>) {
    outputShape = shape
    let others = shape.dimensions.indices.filter { !axes.contains($0) }
    groupCount = others.reduce(1) { $0 * shape.dimensions[$1] }
    groups = Indices(shape).map { index in
      Int32(others.reduce(0) { $0 * shape.dimensions[$1] + index[$1] })
    }
  }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let size = Double(groups.count / groupCount)
    for picture in 0..<batch {
      let (source, result) = (sources[0] + picture * groups.count, target + picture * groups.count)
      var means = Array(repeating: 0.0, count: groupCount)
      var squares = means
      for (index, group) in groups.enumerated() { means[Int(group)] += Double(source[index]) / size }
      for (index, group) in groups.enumerated() {
        let distance = Double(source[index]) - means[Int(group)]
        squares[Int(group)] += distance * distance / size
      }
      for (index, group) in groups.enumerated() {
        let deviation = squares[Int(group)].squareRoot() + Self.leastDeviation
        result[index] = Float((Double(source[index]) - means[Int(group)]) / deviation)
      }
    }
  }
}
