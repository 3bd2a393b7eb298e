extension ONNXNode {
  /// The size of the batch in a shape that the graph computes: it stays as it is, whatever it is.
  private static let batch: Float = -1

  /// What this node makes of constants alone: exporters write a reshape's target as arithmetic on shapes.
  ///
  /// Nil for a node that a layer must do.
  func folded() throws(ONNXError) -> Weights? {
    if proto.opType == "Shape" { return try shapeOfInput() }
    guard case .constant(let first) = inputs.first,
      inputs.allSatisfy({ if case .value = $0 { false } else { true } })
    else { return nil }
    switch proto.opType {
    case "Identity": return first
    case "Cast": return try cast(first)
    case "Squeeze", "Unsqueeze": return try regrouped(first)
    case "Gather": return try gathered(first)
    case "Slice": return try sliced(first)
    case "Concat": return try joined()
    case "Transpose": return try transposed(first)
    case "Reshape": return try reshaped(first)
    case "ConstantOfShape": return try filled(first)
    default: return nil
    }
  }

  private func shapeOfInput() throws(ONNXError) -> Weights {
    try refuseOthers(than: [])
    let shape = try value()
    return list([Self.batch] + shape.dimensions.map { Float($0) })
  }

  private func cast(_ constant: Weights) throws(ONNXError) -> Weights {
    // To int32, int64; to float only what no batch is in.
    let target = integer("to", default: 0)
    guard [6, 7].contains(target) || (target == 1 && !constant.values.contains(Self.batch)) else {
      throw error("a constant cannot be cast to the type \(target)")
    }
    let values = target == 1 ? constant.values : constant.values.map { $0.rounded(.towardZero) }
    return Weights(dimensions: constant.dimensions, values: values)
  }

  /// Of a number or a list of numbers, all that computing shapes needs.
  private func regrouped(_ constant: Weights) throws(ONNXError) -> Weights {
    let axes = try numbers(1, or: "axes") ?? [0]
    guard axes == [0] || axes == [-1], constant.dimensions.count <= 1 else {
      throw error("of constants only numbers and lists are supported")
    }
    if proto.opType == "Unsqueeze", constant.dimensions.isEmpty { return list(constant.values) }
    guard proto.opType == "Squeeze", constant.dimensions == [1] else {
      throw error("a constant of \(constant.dimensions) does not fit")
    }
    return Weights(dimensions: [], values: constant.values)
  }

  private func gathered(_ constant: Weights) throws(ONNXError) -> Weights {
    let count = constant.values.count
    guard constant.dimensions.count == 1, let indices = try self.constant(1),
      let places = try numbers(1, or: "indices")?.map({ $0 < 0 ? $0 + count : $0 }),
      places.allSatisfy((0..<count).contains), [0, -1].contains(integer("axis", default: 0))
    else { throw error("of constants only items of lists can be taken") }
    return Weights(dimensions: indices.dimensions, values: places.map { constant.values[$0] })
  }

  /// Rows of a list or a table, forwards or backwards.
  private func sliced(_ constant: Weights) throws(ONNXError) -> Weights {
    let step = try self.constant(4)?.values.first ?? 1
    guard let count = constant.dimensions.first, try numbers(3, or: "axes") ?? [0] == [0], abs(step) == 1
    else { throw error("of constants only stretches of rows can be taken") }
    func bound(_ index: Int, _ name: String) throws(ONNXError) -> Int {
      let older = proto.attribute.first { $0.name == name }?.ints.first.map { Float($0) }
      guard let given = try self.constant(index)?.values.first ?? older else {
        throw error("Slice needs \(name)")
      }
      let place = given < 0 ? max(given + Float(count), -1) : min(given, Float(count))
      return Int(step < 0 ? min(place, Float(count - 1)) : max(place, 0))
    }
    let (start, end) = (try bound(1, "starts"), try bound(2, "ends"))
    let rows = Array(stride(from: start, to: end, by: Int(step)))
    let size = constant.values.count / max(1, count)
    return Weights(
      dimensions: [rows.count] + constant.dimensions.dropFirst(),
      values: rows.flatMap { constant.values[$0 * size..<($0 + 1) * size] })
  }

  private func joined() throws(ONNXError) -> Weights {
    var values: [Float] = []
    for index in inputs.indices {
      guard let part = try constant(index), part.dimensions.count == 1,
        values.count + part.values.count <= Shape.mostDimensions
      else { throw error("of constants only short lists can be joined") }
      values += part.values
    }
    return list(values)
  }

  private func transposed(_ constant: Weights) throws(ONNXError) -> Weights {
    guard constant.dimensions.count == 2, try integers("perm", count: 2, default: [1, 0]) == [1, 0] else {
      throw error("of constants only tables can be turned")
    }
    let (rows, columns) = (constant.dimensions[0], constant.dimensions[1])
    return Weights(
      dimensions: [columns, rows],
      values: (0..<columns).flatMap { column in
        (0..<rows).map { constant.values[$0 * columns + column] }
      })
  }

  private func reshaped(_ constant: Weights) throws(ONNXError) -> Weights {
    guard var dimensions = try numbers(1, or: "shape"), dimensions.count <= Shape.mostDimensions,
      dimensions.allSatisfy({ $0 > 0 || $0 == -1 })
    else { throw error("a constant needs a constant shape") }
    let known = dimensions.reduce(1) { $1 < 0 || $0 > constant.values.count ? $0 : $0 * $1 }
    if let open = dimensions.firstIndex(of: -1) { dimensions[open] = constant.values.count / known }
    guard dimensions.reduce(1, { $0 > constant.values.count ? $0 : $0 * $1 }) == constant.values.count else {
      throw error("\(constant.dimensions) cannot become \(dimensions)")
    }
    return Weights(dimensions: dimensions, values: constant.values)
  }

  private func filled(_ shape: Weights) throws(ONNXError) -> Weights {
    guard let count = try numbers(0, or: "")?.first, shape.values.count == 1,
      (0...Shape.mostDimensions).contains(count)
    else { throw error("only short lists can be filled") }
    let value = try proto.attribute.first { $0.name == "value" }.map { attribute throws(ONNXError) in
      try Weights(attribute.t)
    }
    return list(Array(repeating: value?.values.first ?? 0, count: count))
  }

  private func list(_ values: [Float]) -> Weights { Weights(dimensions: [values.count], values: values) }
}
