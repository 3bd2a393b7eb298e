/// A node with the constants it uses, its attributes by name.
struct ONNXNode {
  let proto: Onnx_NodeProto
  /// Its inputs from the second on.
  let constants: [Weights]

  /// The node's name, or its operator where it has none.
  var name: String { proto.name.isEmpty ? proto.opType : proto.name }

  func error(_ reason: String) -> ONNXError { ONNXError(reason, node: name) }

  private func attribute(_ name: String) -> Onnx_AttributeProto? { proto.attribute.first { $0.name == name } }

  func integer(_ name: String, default value: Int) -> Int { attribute(name).map { Int($0.i) } ?? value }

  func float(_ name: String, default value: Float) -> Float { attribute(name)?.f ?? value }

  func text(_ name: String) -> String? { attribute(name).map { String(decoding: $0.s, as: UTF8.self) } }

  /// Small integers, `count` of them, each within 0...4096.
  func integers(_ name: String, count: Int, default value: [Int]) throws(ONNXError) -> [Int] {
    guard let values = attribute(name)?.ints else { return value }
    guard values.count == count, values.allSatisfy({ (0...4096).contains($0) }) else {
      throw error("the attribute \(name) is not \(count) numbers of 0 to 4096")
    }
    return values.map(Int.init)
  }

  /// Refuses attributes that this reader would pass over in silence.
  func refuseOthers(than known: Set<String>) throws(ONNXError) {
    if let other = proto.attribute.first(where: { !known.contains($0.name) }) {
      throw error("the attribute \(other.name) is not supported")
    }
  }
}
