import Foundation

/// Numbers as the database's bytes: UInt8 as they are, Float32 little-endian.
enum Bytes {
  static func data(_ bytes: [UInt8]) -> Data { Data(bytes) }

  static func data(_ floats: [Float]) -> Data {
    Data(floats.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) })
  }

  static func floats(_ data: Data) -> [Float] {
    let bytes = Array(data)
    return stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
  }
}
