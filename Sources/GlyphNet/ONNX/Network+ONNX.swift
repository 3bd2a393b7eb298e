import Foundation
import SwiftProtobuf

extension Network {
  /// Most elements of a value between layers: memory is asked for only below it.
  private static let mostElements = 1 << 22

  /// The network in the bytes of an ONNX file: one chain of nodes from one input to one output.
  ///
  /// - Throws: `ONNXError`, before memory is taken for the network.
  convenience init(onnx bytes: [UInt8]) throws(ONNXError) {
    let model: Onnx_ModelProto
    do {
      model = try Onnx_ModelProto(serializedBytes: bytes, options: BinaryDecodingOptions())
    } catch {
      throw ONNXError("not an ONNX file, or a truncated one")
    }
    let graph = model.graph
    var constants: [String: Weights] = [:]
    for tensor in graph.initializer { constants[tensor.name] = try Weights(tensor) }
    let inputs = graph.input.filter { constants[$0.name] == nil }
    guard inputs.count == 1, let input = inputs.first, graph.output.count == 1,
      let output = graph.output.first
    else {
      throw ONNXError("one input and one output are needed, not \(inputs.count) and \(graph.output.count)")
    }
    let shape = try Self.shape(of: input)
    var layers: [any Layer] = []
    var value = input.name
    var here = shape
    // Nodes stand in the order they run in; in a chain, each takes what the one before made.
    for proto in graph.node {
      let layer = try Self.layer(proto, value, here, constants)
      guard layer.outputShape.count <= Self.mostElements else {
        throw ONNXError("its output of \(layer.outputShape) is too large", node: proto.name)
      }
      layers.append(layer)
      here = layer.outputShape
      value = proto.output.first ?? ""
    }
    guard !layers.isEmpty, value == output.name else {
      throw ONNXError("the graph does not lead from \(input.name) to \(output.name)")
    }
    self.init(inputShape: shape, layers: layers)
  }

  private static func layer(
    _ proto: Onnx_NodeProto, _ value: String, _ shape: Shape, _ constants: [String: Weights]
  ) throws(ONNXError) -> any Layer {
    var own: [Weights] = []
    for name in proto.input.dropFirst() where !name.isEmpty {
      guard let weights = constants[name] else {
        throw ONNXNode(proto: proto, constants: []).error("its input \(name) is no constant")
      }
      own.append(weights)
    }
    let node = ONNXNode(proto: proto, constants: own)
    guard proto.input.first == value else { throw node.error("it does not follow on \(value): not a chain") }
    return try node.layer(after: shape)
  }

  /// The shape of a value of the graph, its batch dimension left out.
  private static func shape(of value: Onnx_ValueInfoProto) throws(ONNXError) -> Shape {
    let dimensions = value.type.tensorType.shape.dim.dropFirst().map { Int($0.dimValue) }
    guard !dimensions.isEmpty, dimensions.allSatisfy({ (1...4096).contains($0) }),
      dimensions.reduce(1, { $0 > mostElements ? $0 : $0 * $1 }) <= mostElements
    else {
      throw ONNXError("the input \(value.name) has no usable shape", node: value.name)
    }
    return Shape(dimensions: dimensions)
  }
}
