import CZlib
package import Raster

/// PNG files in memory (ISO/IEC 15948); same image, same bytes.
package enum PNG {
  /// An 8-bit grey PNG.
  package static func encode(_ image: GreyImage) -> [UInt8] {
    encode(image.pixels, width: image.width, height: image.height, channels: 1)
  }

  /// An 8-bit RGB PNG.
  package static func encode(_ image: ColorImage) -> [UInt8] {
    encode(image.pixels, width: image.width, height: image.height, channels: 3)
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// zlib's default: a page costs a second at 9 and grows by a tenth at 4.
  private static let level: Int32 = 6

  private static func encode(_ pixels: [UInt8], width: Int, height: Int, channels: Int) -> [UInt8] {
    var header = bigEndian(UInt32(width)) + bigEndian(UInt32(height))
    // Depth 8, colour type, and the only methods of compression, filtering and no interlace.
    header += [8, channels == 1 ? 0 : 2, 0, 0, 0]
    let data = deflated(
      PNGFilter.filtered(pixels, rowBytes: width * channels, rows: height, channels: channels))
    return signature + chunk("IHDR", header) + chunk("IDAT", data) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(czlib_crc32(0, body, body.count))
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    let capacity = czlib_deflate_bound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
      guard let base = target.baseAddress else { return }
      count = czlib_deflate(bytes, bytes.count, base, capacity, level)
      precondition(count > 0, "zlib is out of memory")
    }
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
  }
}
