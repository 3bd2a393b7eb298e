import Foundation
import SwiftProtobuf

extension Network.Plan {
  /// Most elements of a value between layers: memory is asked for only below it.
  static let mostElements = 1 << 22
  /// Multiplications for one picture beyond which a file is no small classifier.
  static let mostMultiplyAdds = 1 << 34
  /// Versions of the operators that are known.
  private static let versions = 7...30

  /// The network in the bytes of an ONNX file, from one input to one output.
  ///
  /// - Throws: `ONNXError`, before memory is taken for the network.
  init(onnx bytes: [UInt8]) throws(ONNXError) {
    let model: Onnx_ModelProto
    do {
      model = try Onnx_ModelProto(serializedBytes: bytes, options: BinaryDecodingOptions())
    } catch {
      throw ONNXError("not an ONNX file, or a truncated one")
    }
    let version = Int(model.opsetImport.first { $0.domain.isEmpty || $0.domain == "ai.onnx" }?.version ?? 0)
    guard Self.versions.contains(version) else {
      throw ONNXError("operators of version \(version) are not among \(Self.versions)")
    }
    var builder = Builder(version: version)
    for tensor in model.graph.initializer { builder.constants[tensor.name] = try Weights(tensor) }
    let inputs = model.graph.input.filter { builder.constants[$0.name] == nil }
    guard inputs.count == 1, let input = inputs.first, model.graph.output.count == 1,
      let output = model.graph.output.first
    else {
      throw ONNXError(
        "one input and one output are needed, not \(inputs.count) and \(model.graph.output.count)")
    }
    let shape = try Self.shape(of: input)
    builder.add(input.name, shape)
    for node in model.graph.node { try builder.add(node) }
    guard let result = builder.values[output.name] else {
      throw ONNXError("no node makes the output \(output.name)", node: output.name)
    }
    self.init(inputShape: shape, nodes: builder.nodes, output: result.index)
    guard floats <= Network.mostFloats, multiplyAdds <= Self.mostMultiplyAdds else {
      throw ONNXError("it is too large: \(floats) numbers at once, \(multiplyAdds) multiplications")
    }
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

/// Makes nodes of a graph's, in the order they stand in: each takes only what is known before it.
private struct Builder {
  let version: Int
  var constants: [String: Weights] = [:]
  private(set) var values: [String: (index: Int, shape: Shape)] = [:]
  private(set) var nodes: [Network.Node] = []

  init(version: Int) {
    self.version = version
  }

  mutating func add(_ input: String, _ shape: Shape) { values[input] = (0, shape) }

  mutating func add(_ proto: Onnx_NodeProto) throws(ONNXError) {
    if proto.opType == "Constant" { return try addConstant(proto) }
    var operands: [Operand] = []
    var taken: [Int] = []
    for name in proto.input {
      if name.isEmpty {
        operands.append(.absent)
      } else if let value = values[name] {
        operands.append(.value(value.shape))
        taken.append(value.index)
      } else if let constant = constants[name] {
        operands.append(.constant(constant))
      } else {
        throw ONNXNode(proto: proto, inputs: [], version: version).error(
          "its input \(name) is not known before it: missing, or a cycle")
      }
    }
    let node = ONNXNode(proto: proto, inputs: operands, version: version)
    guard let output = proto.output.first, values[output] == nil, constants[output] == nil else {
      throw node.error("it makes nothing, or what is there already")
    }
    if let constant = try node.folded() {
      constants[output] = constant
      return
    }
    let layer = try node.layer()
    try node.limit(layer.outputShape)
    nodes.append(Network.Node(layer: layer, inputs: taken))
    values[output] = (nodes.count, layer.outputShape)
  }

  private mutating func addConstant(_ proto: Onnx_NodeProto) throws(ONNXError) {
    let node = ONNXNode(proto: proto, inputs: [], version: version)
    guard let output = proto.output.first, let attribute = proto.attribute.first, proto.attribute.count == 1
    else {
      throw node.error("a constant needs one value")
    }
    switch attribute.name {
    case "value": constants[output] = try Weights(attribute.t)
    case "value_float": constants[output] = Weights(dimensions: [], values: [attribute.f])
    case "value_int": constants[output] = Weights(dimensions: [], values: [Float(attribute.i)])
    case "value_floats":
      constants[output] = Weights(dimensions: [attribute.floats.count], values: attribute.floats)
    case "value_ints":
      constants[output] = Weights(
        dimensions: [attribute.ints.count], values: attribute.ints.map { Float($0) })
    case let other: throw node.error("the attribute \(other) is not supported")
    }
  }
}
