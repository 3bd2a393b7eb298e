/// A network ready to run: its layers in order, and two buffers, allocated once, that they take turns with.
///
/// Not shared: one belongs to one worker at a time.
final class Network: CustomStringConvertible {
  /// Pictures computed at once; larger batches are cut.
  static let largestBatch = 64

  let inputShape: Shape
  let layers: [any Layer]
  private let buffers: (UnsafeMutableBufferPointer<Float>, UnsafeMutableBufferPointer<Float>)

  init(inputShape: Shape, layers: [any Layer]) {
    self.inputShape = inputShape
    self.layers = layers
    let largest = ([inputShape] + layers.map(\.outputShape)).map(\.count).max() ?? 0
    let capacity = largest * Self.largestBatch
    buffers = (.allocate(capacity: capacity), .allocate(capacity: capacity))
    buffers.0.initialize(repeating: 0)
    buffers.1.initialize(repeating: 0)
  }

  deinit {
    buffers.0.deallocate()
    buffers.1.deallocate()
  }

  var outputShape: Shape { layers.last?.outputShape ?? inputShape }

  /// Runs the layers over `batch` pictures; `fill` writes them, batch × input shape, `take` reads the result,
  /// batch × output shape.
  func run<Result>(
    batch: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void,
    take: (UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    precondition(batch <= Self.largestBatch)
    fill(UnsafeMutableBufferPointer(rebasing: buffers.0[..<(batch * inputShape.count)]))
    var (here, next) = buffers
    for layer in layers {
      if let source = here.baseAddress, let target = next.baseAddress {
        layer.run(source, target, batch: batch)
      }
      swap(&here, &next)
    }
    return take(UnsafeBufferPointer(rebasing: here[..<(batch * outputShape.count)]))
  }

  /// Parameters and multiply-adds of one picture.
  var parameters: Int { layers.reduce(0) { $0 + $1.parameters } }
  var multiplyAdds: Int { layers.reduce(0) { $0 + $1.multiplyAdds } }

  /// A table: layer, shape after it, parameters, multiply-adds.
  var description: String {
    let rows =
      [["layer", "shape", "parameters", "multiply-adds"], ["input", "\(inputShape)", "0", "0"]]
      + layers.map { [$0.name, "\($0.outputShape)", "\($0.parameters)", "\($0.multiplyAdds)"] }
      + [["total", "", "\(parameters)", "\(multiplyAdds)"]]
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).enumerated().map { index, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return index < 2 ? cell.0 + space : space + cell.0
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
