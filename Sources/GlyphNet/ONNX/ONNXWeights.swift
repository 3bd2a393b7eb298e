import Foundation

/// A constant of a graph: its shape and its numbers.
struct Weights: Hashable, Sendable {
  var dimensions: [Int]
  var values: [Float]
}

extension Weights {
  /// Most elements of one constant: far beyond any network for 28 × 28 pictures.
  static let most = 1 << 26

  /// - Throws: `ONNXError` for sizes that overflow, other types, or data that do not fit the shape.
  init(_ tensor: Onnx_TensorProto) throws(ONNXError) {
    let name = tensor.name
    guard tensor.dataLocation == 0 else {
      throw ONNXError("the data of \(name) stand in another file", node: name)
    }
    var count = 1
    for dimension in tensor.dims {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(dimension))
      guard dimension >= 0, !overflow, product <= Self.most else {
        throw ONNXError("the shape of \(name) is too large or negative", node: name)
      }
      count = product
    }
    values = try Self.values(tensor, count: count)
    dimensions = tensor.dims.map(Int.init)
  }

  private static func values(_ tensor: Onnx_TensorProto, count: Int) throws(ONNXError) -> [Float] {
    let values: [Float]
    switch tensor.dataType {
    case 1:
      values =
        tensor.floatData.isEmpty ? words(tensor.rawData).map { Float(bitPattern: $0) } : tensor.floatData
    case 6:
      values =
        tensor.int32Data.isEmpty
        ? words(tensor.rawData).map { Float(Int32(bitPattern: $0)) } : tensor.int32Data.map { Float($0) }
    case 7:
      values = (tensor.int64Data.isEmpty ? integers(tensor.rawData) : tensor.int64Data).map { Float($0) }
    default:
      throw ONNXError(
        "the type \(tensor.dataType) of \(tensor.name) is not float, int32 or int64", node: tensor.name)
    }
    guard values.count == count else {
      throw ONNXError(
        "\(tensor.name) has \(values.count) numbers, its shape asks for \(count)", node: tensor.name)
    }
    guard values.allSatisfy(\.isFinite) else {
      throw ONNXError("\(tensor.name) holds numbers that are not finite", node: tensor.name)
    }
    return values
  }

  private static func words(_ data: Data) -> [UInt32] {
    guard data.count % 4 == 0 else { return [] }
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { index in
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
      }
    }
  }

  private static func integers(_ data: Data) -> [Int64] {
    guard data.count % 8 == 0 else { return [] }
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { index in
        Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self))
      }
    }
  }
}
