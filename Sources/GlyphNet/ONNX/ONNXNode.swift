/// An input of a node.
enum Operand: Sendable {
  /// What another node makes, or the network's input.
  case value(Shape)
  case constant(Weights)
  /// An optional input that is left out.
  case absent
}

/// A node with what it takes, its attributes by name.
struct ONNXNode {
  let proto: Onnx_NodeProto
  let inputs: [Operand]
  /// The version of the operators that the file is written for.
  let version: Int

  /// The node's name, or its operator where it has none.
  var name: String { proto.name.isEmpty ? proto.opType : proto.name }

  func error(_ reason: String) -> ONNXError { ONNXError(reason, node: name) }

  // MARK: Inputs

  /// The shape of input `index`, which must be a value.
  func value(_ index: Int = 0) throws(ONNXError) -> Shape {
    guard index < inputs.count, case .value(let shape) = inputs[index] else {
      throw error("input \(index + 1) must be a value, not a constant")
    }
    return shape
  }

  func image() throws(ONNXError) -> Image {
    let shape = try value()
    guard let image = shape.image else { throw error("needs channels × height × width, not \(shape)") }
    return image
  }

  /// The constant at input `index`; nil where it is left out.
  func constant(_ index: Int) throws(ONNXError) -> Weights? {
    guard index < inputs.count else { return nil }
    switch inputs[index] {
    case .constant(let weights): return weights
    case .absent: return nil
    case .value: throw error("input \(index + 1) must be a constant")
    }
  }

  /// The whole numbers of the constant at input `index`, or of the attribute that older files have in its place.
  func numbers(_ index: Int, or attribute: String) throws(ONNXError) -> [Int]? {
    if let constant = try constant(index) {
      guard constant.values.allSatisfy({ abs($0) < 1e6 && $0 == $0.rounded() }) else {
        throw error("input \(index + 1) is not of small whole numbers")
      }
      return constant.values.map { Int($0) }
    }
    guard let values = self.attribute(attribute)?.ints else { return nil }
    guard values.allSatisfy({ abs($0) < 1_000_000 }) else {
      throw error("the attribute \(attribute) is too large")
    }
    return values.map(Int.init)
  }

  // MARK: Attributes

  private func attribute(_ name: String) -> Onnx_AttributeProto? { proto.attribute.first { $0.name == name } }

  func integer(_ name: String, default value: Int) -> Int { attribute(name).map { Int($0.i) } ?? value }

  func float(_ name: String) -> Float? { attribute(name)?.f }

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

  /// `axis` of a value's shape, counted with the batch, as an index of `Shape.dimensions`.
  func dimension(_ axis: Int, of shape: Shape) throws(ONNXError) -> Int {
    let rank = shape.dimensions.count + 1
    let index = axis < 0 ? axis + rank : axis
    guard index > 0, index < rank else {
      throw error(
        index == 0 ? "the batch cannot be its axis" : "there is no axis \(axis) in a batch of \(shape)")
    }
    return index - 1
  }
}
