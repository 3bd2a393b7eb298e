/// One step of a network: from values of known shapes to another, element type Float, batches of any size.
///
/// Buffers are row-major, batch × the shape. These are the readable truth: each layer is written as its definition
/// reads, and whatever is faster must agree with it.
protocol Layer: Sendable {
  /// What the operator is called in the file.
  var name: String { get }
  var outputShape: Shape { get }
  /// Weights and biases.
  var parameters: Int { get }
  /// Multiplications with their additions, of one picture.
  var multiplyAdds: Int { get }

  /// Computes `target` (batch × outputShape) from `sources` (each batch × its shape), which it does not overlap.
  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int)
}

extension Layer {
  var parameters: Int { 0 }
  var multiplyAdds: Int { 0 }
}

/// How a kernel passes over the rows and columns of a picture.
struct Window: Hashable, Sendable {
  /// Along one side of the picture.
  struct Side: Hashable, Sendable {
    var kernel: Int
    var stride: Int
    var dilation: Int
    /// Places before and after the picture.
    var before: Int
    var after: Int
    /// Of the picture, and of what comes out.
    var input: Int
    var output: Int

    /// Places of the picture under the kernel at `place` of the output, those outside it among them.
    func places(_ place: Int) -> StrideTo<Int> {
      let start = place * stride - before
      return Swift.stride(from: start, to: start + kernel * dilation, by: dilation)
    }
  }

  var rows: Side
  var columns: Side
}
