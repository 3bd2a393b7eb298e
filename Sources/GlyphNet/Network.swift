/// A network ready to run: its layers in order, with buffers allocated once.
///
/// Not shared: one belongs to one worker at a time.
final class Network: CustomStringConvertible {
  /// A layer and the values it takes: 0 is the network's input, k + 1 what node k makes.
  struct Node: Sendable {
    var layer: any Layer
    var inputs: [Int]
  }

  /// What is computed, and where it is kept meanwhile; costs no memory yet.
  struct Plan: Sendable {
    let inputShape: Shape
    let nodes: [Node]
    /// The value that is the result.
    let output: Int
    /// The buffer of each value.
    let buffers: [Int]
    /// Floats of one picture in each buffer.
    let sizes: [Int]
  }

  /// Pictures computed at once; larger batches are cut.
  static let mostPictures = 64
  /// Floats in all buffers together, at most.
  static let mostFloats = 1 << 26

  let plan: Plan
  let largestBatch: Int
  private let memory: [UnsafeMutablePointer<Float>]
  /// The buffers that each node reads.
  private let sources: [[UnsafePointer<Float>]]

  init(_ plan: Plan) {
    self.plan = plan
    let batch = max(1, min(Self.mostPictures, Self.mostFloats / max(1, plan.floats)))
    largestBatch = batch
    memory = plan.sizes.map { size in
      let start = UnsafeMutablePointer<Float>.allocate(capacity: max(1, size * batch))
      start.initialize(repeating: 0, count: max(1, size * batch))
      return start
    }
    sources = plan.nodes.map { [memory] node in node.inputs.map { UnsafePointer(memory[plan.buffers[$0]]) } }
  }

  deinit { for start in memory { start.deallocate() } }

  /// Runs the layers over `batch` pictures, at most `largestBatch`.
  ///
  /// `fill` writes them, batch × input shape; `take` reads the result, batch × output shape.
  func run<Result>(
    batch: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void,
    take: (UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    precondition(batch <= largestBatch)
    fill(UnsafeMutableBufferPointer(start: memory[plan.buffers[0]], count: batch * plan.inputShape.count))
    for (index, node) in plan.nodes.enumerated() {
      node.layer.run(sources[index], memory[plan.buffers[index + 1]], batch: batch)
    }
    return take(
      UnsafeBufferPointer(start: memory[plan.buffers[plan.output]], count: batch * plan.outputShape.count))
  }

  /// What every layer makes of one picture, in order.
  func trace(_ input: [Float]) -> [(name: String, shape: Shape, values: [Float])] {
    precondition(input.count == plan.inputShape.count)
    var values = [input]
    var result = [(name: "input", shape: plan.inputShape, values: input)]
    for node in plan.nodes {
      let taken = node.inputs.map { values[$0] }
      let made = Self.run(node.layer, on: taken)
      values.append(made)
      result.append((node.layer.name, node.layer.outputShape, made))
    }
    return result
  }

  /// What `layer` makes of one picture's values.
  static func run(_ layer: any Layer, on values: [[Float]]) -> [Float] {
    let copies = values.map { value in
      let start = UnsafeMutablePointer<Float>.allocate(capacity: max(1, value.count))
      start.initialize(from: value, count: value.count)
      return start
    }
    defer { for start in copies { start.deallocate() } }
    return [Float](unsafeUninitializedCapacity: layer.outputShape.count) { target, count in
      if let start = target.baseAddress { layer.run(copies.map { UnsafePointer($0) }, start, batch: 1) }
      count = layer.outputShape.count
    }
  }

  /// A table: layer, shape after it, parameters, multiply-adds.
  var description: String { plan.description }
}

extension Network.Plan: CustomStringConvertible {
  /// Finds a buffer for every value: one that is free again may be taken by a later one.
  init(inputShape: Shape, nodes: [Network.Node], output: Int) {
    self.inputShape = inputShape
    self.nodes = nodes
    self.output = output
    var lastUse = Array(repeating: 0, count: nodes.count + 1)
    for (index, node) in nodes.enumerated() {
      lastUse[index + 1] = index
      for input in node.inputs { lastUse[input] = index }
    }
    lastUse[output] = nodes.count
    var sizes = [inputShape.count]
    var buffers = [0]
    var free: [Int] = []
    for (index, node) in nodes.enumerated() {
      let size = node.layer.outputShape.count
      // The smallest free one that is large enough, else the largest, made larger, else a new one.
      let fitting = free.filter { sizes[$0] >= size }.min { sizes[$0] < sizes[$1] }
      let chosen = fitting ?? free.max { sizes[$0] < sizes[$1] } ?? sizes.count
      if chosen == sizes.count { sizes.append(0) }
      sizes[chosen] = max(sizes[chosen], size)
      free.removeAll { $0 == chosen }
      buffers.append(chosen)
      for value in 0...index + 1 where lastUse[value] == index && !free.contains(buffers[value]) {
        free.append(buffers[value])
      }
    }
    self.buffers = buffers
    self.sizes = sizes
  }

  func shape(of value: Int) -> Shape { value == 0 ? inputShape : nodes[value - 1].layer.outputShape }
  var outputShape: Shape { shape(of: output) }
  /// In all buffers, for one picture.
  var floats: Int { sizes.reduce(0, +) }
  var parameters: Int { nodes.reduce(0) { $0 + $1.layer.parameters } }
  /// Of one picture.
  var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.layer.multiplyAdds } }

  /// The same without a softmax at its end: logits come out.
  var withoutSoftmax: Network.Plan {
    guard output > 0, let softmax = nodes[output - 1].layer as? Softmax, softmax.isWhole,
      output == nodes.count
    else { return self }
    return Network.Plan(
      inputShape: inputShape, nodes: Array(nodes.dropLast()), output: nodes[output - 1].inputs[0])
  }

  var description: String {
    let rows =
      [["layer", "shape", "parameters", "multiply-adds"], ["input", "\(inputShape)", "0", "0"]]
      + nodes.map(\.layer).map { [$0.name, "\($0.outputShape)", "\($0.parameters)", "\($0.multiplyAdds)"] }
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
