import CZlib
import Drawing
import Raster
import Testing

/// A PNG taken apart again, by the standard's text and not by the encoder's code.
private struct DecodedPNG {
  var width = 0
  var height = 0
  var channels = 0
  var pixels: [UInt8] = []

  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: [137, 80, 78, 71, 13, 10, 26, 10]) else { return nil }
    var at = 8
    var data: [UInt8] = []
    func number(_ index: Int) -> Int { bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) } }
    while at + 12 <= bytes.count {
      let length = number(at)
      let body = Array(bytes[at + 4..<at + 8 + length])
      guard czlib_crc32(0, body, body.count) == UInt32(number(at + 8 + length)) else { return nil }
      switch String(decoding: body.prefix(4), as: UTF8.self) {
      case "IHDR":
        (width, height) = (number(at + 8), number(at + 12))
        channels = body[13] == 0 ? 1 : 3
      case "IDAT": data += body.dropFirst(4)
      default: break
      }
      at += 12 + length
    }
    guard at == bytes.count else { return nil }
    var raw = [UInt8](repeating: 0, count: height * (width * channels + 1))
    guard czlib_inflate(data, data.count, &raw, raw.count) == raw.count else { return nil }
    unfilter(raw)
  }

  private mutating func unfilter(_ raw: [UInt8]) {
    let stride = width * channels
    pixels = Array(repeating: 0, count: height * stride)
    for y in 0..<height {
      let filter = raw[y * (stride + 1)]
      for x in 0..<stride {
        let left = x >= channels ? pixels[y * stride + x - channels] : 0
        let above = y > 0 ? pixels[(y - 1) * stride + x] : 0
        let predicted = filter == 1 ? left : filter == 2 ? above : 0
        pixels[y * stride + x] = raw[y * (stride + 1) + 1 + x] &+ predicted
      }
    }
  }
}

@Suite struct PNGTests {
  @Test(arguments: [(1, 1), (3, 2), (17, 5), (64, 64), (200, 31)])
  func `pixels survive, grey and colour`(size: (Int, Int)) throws {
    let (width, height) = size
    var random = SeededGenerator(seed: UInt64(width * 1000 + height))
    let smooth = (0..<width * height).map {
      UInt8(($0 % width + $0 / width * 3 + Int(random.next() % 3)) & 255)
    }
    let grey = GreyImage(width: width, height: height, pixels: smooth)
    let decoded = try #require(DecodedPNG(PNG.encode(grey)))
    #expect((decoded.width, decoded.height, decoded.channels) == (width, height, 1))
    #expect(decoded.pixels == smooth)
    let noise = (0..<width * height * 3).map { _ in UInt8(random.next() & 255) }
    let color = ColorImage(width: width, height: height, pixels: noise)
    let other = try #require(DecodedPNG(PNG.encode(color)))
    #expect(other.channels == 3)
    #expect(other.pixels == noise)
  }

  @Test func `the same image gives the same bytes`() {
    let image = GreyImage(width: 40, height: 40, fill: 7)
    #expect(PNG.encode(image) == PNG.encode(image))
  }

  @Test func `smooth images shrink`() {
    let ramp = GreyImage(width: 256, height: 256, pixels: (0..<65536).map { UInt8($0 % 256) })
    #expect(PNG.encode(ramp).count < 2000)
  }
}
