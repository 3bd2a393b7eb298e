/// One step of a network: from a value of a known shape to another, element type Float, batches of any size.
///
/// Buffers are row-major, batch × the shape.
protocol Layer: Sendable {
  /// What the operator is called in the file.
  var name: String { get }
  var outputShape: Shape { get }
  /// Weights and biases.
  var parameters: Int { get }
  /// Multiplications with their additions, of one picture.
  var multiplyAdds: Int { get }

  /// Computes `output` (batch × outputShape) from `input` (batch × the input's shape).
  func run(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, batch: Int)
}

extension Layer {
  var parameters: Int { 0 }
  var multiplyAdds: Int { 0 }
}
