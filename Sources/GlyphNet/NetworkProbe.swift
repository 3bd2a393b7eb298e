/// Any network, without a card: for looking at what layers do, and for tests of them.
package struct NetworkProbe {
  private let network: Network

  /// - Parameter kernels: what computes it; nil for the layers as they are defined.
  /// - Throws: `ModelError` without a path.
  package init(onnx bytes: [UInt8], kernels: KernelLevel? = nil) throws(ModelError) {
    do {
      let plan = try Network.Plan(onnx: bytes)
      network = Network(kernels.map(plan.withKernels) ?? plan)
    } catch {
      throw ModelError(path: "", node: error.node, reason: error.reason)
    }
  }

  /// The shape of what comes out, without the batch.
  package var outputShape: [Int] { network.plan.outputShape.dimensions }

  /// Layers, or chains of them that kernels compute at once.
  package var layerCount: Int { network.plan.nodes.count }

  /// The layers as a table: shape after each, parameters, multiply-adds.
  package var summary: String { network.description }

  /// What comes out for each of `pictures`, row-major.
  package func run(_ pictures: [[Float]]) -> [[Float]] {
    let count = network.plan.inputShape.count
    precondition(pictures.count <= network.largestBatch && pictures.allSatisfy { $0.count == count })
    return network.run(batch: pictures.count) { input in
      for (index, value) in pictures.joined().enumerated() { input[index] = value }
    } take: { output in
      let size = output.count / pictures.count
      return pictures.indices.map { Array(output[$0 * size..<($0 + 1) * size]) }
    }
  }

  /// What every layer makes of one picture, the input first.
  package func trace(_ picture: [Float]) -> [[Float]] { network.trace(picture).map(\.values) }
}
