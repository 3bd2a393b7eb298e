package import Foundation

/// Numbers as bytes: UInt8 as they are, Float32 little-endian.
package enum Bytes {
  package static func data(_ bytes: [UInt8]) -> Data { Data(bytes) }

  package static func data(_ floats: [Float]) -> Data {
    floats.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
  }

  package static func floats(_ data: Data) -> [Float] {
    data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { index in
        Float(
          bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
      }
    }
  }
}
