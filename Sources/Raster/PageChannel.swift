/// How a colour pixel becomes one value; bits and grey pages have only one.
package enum PageChannel: Hashable, Sendable {
  /// ITU-R BT.601 luma.
  case luminance
  /// The darkest of the three channels, in which ink of any colour shows.
  case darkest
  /// One channel alone.
  case single(ColorChannel)
}

/// Reads one grey value (0 black, 255 white) of a page without a closure per pixel; a type for each depth, so that
/// the loops over it are compiled for each.
protocol PixelSource {
  var width: Int { get }
  var height: Int { get }
  /// The value at column `x` of [0, width), row `y` of [0, height).
  func value(_ x: Int, _ y: Int) -> Int32
  /// The values at columns `x` and `x + 1`, both within the page.
  func pair(_ x: Int, _ y: Int) -> (Int32, Int32)
}

extension PixelSource {
  @inline(__always)
  func pair(_ x: Int, _ y: Int) -> (Int32, Int32) { (value(x, y), value(x &+ 1, y)) }
}

struct BitSource: PixelSource {
  let width: Int
  let height: Int
  let wordsPerRow: Int
  let words: UnsafeBufferPointer<UInt64>

  @inline(__always)
  func value(_ x: Int, _ y: Int) -> Int32 {
    let bit = words[y &* wordsPerRow &+ x &>> 6] &>> UInt64(63 &- x & 63) & 1
    return 255 &- 255 &* Int32(truncatingIfNeeded: bit)
  }

  @inline(__always)
  func pair(_ x: Int, _ y: Int) -> (Int32, Int32) {
    let place = x & 63
    guard place < 63 else { return (value(x, y), value(x &+ 1, y)) }
    let bits = words[y &* wordsPerRow &+ x &>> 6] &>> UInt64(62 &- place)
    return (
      255 &- 255 &* Int32(truncatingIfNeeded: bits &>> 1 & 1),
      255 &- 255 &* Int32(truncatingIfNeeded: bits & 1)
    )
  }
}

struct GreySource: PixelSource {
  let width: Int
  let height: Int
  let pixels: UnsafeBufferPointer<UInt8>

  @inline(__always)
  func value(_ x: Int, _ y: Int) -> Int32 { Int32(pixels[y &* width &+ x]) }
}

struct LuminanceSource: PixelSource {
  let width: Int
  let height: Int
  let pixels: UnsafeBufferPointer<UInt8>

  @inline(__always)
  func value(_ x: Int, _ y: Int) -> Int32 {
    let start = (y &* width &+ x) &* 3
    let (red, green, blue) = (Int32(pixels[start]), Int32(pixels[start + 1]), Int32(pixels[start + 2]))
    return (19595 &* red &+ 38470 &* green &+ 7471 &* blue &+ 32768) &>> 16
  }
}

struct DarkestSource: PixelSource {
  let width: Int
  let height: Int
  let pixels: UnsafeBufferPointer<UInt8>

  @inline(__always)
  func value(_ x: Int, _ y: Int) -> Int32 {
    let start = (y &* width &+ x) &* 3
    return Int32(min(pixels[start], pixels[start + 1], pixels[start + 2]))
  }
}

struct ChannelSource: PixelSource {
  let width: Int
  let height: Int
  let channel: Int
  let pixels: UnsafeBufferPointer<UInt8>

  @inline(__always)
  func value(_ x: Int, _ y: Int) -> Int32 { Int32(pixels[(y &* width &+ x) &* 3 &+ channel]) }
}

/// Work that is done on any depth of page.
protocol PixelWork {
  associatedtype Output
  func callAsFunction(_ source: some PixelSource) -> Output
}

extension PageImage {
  /// Runs `work` on the page's own pixels; no pointer leaves it.
  func run<Work: PixelWork>(_ work: Work, channel: PageChannel) -> Work.Output {
    switch self {
    case .bits(let image):
      return image.words.withUnsafeBufferPointer {
        work(BitSource(width: image.width, height: image.height, wordsPerRow: image.wordsPerRow, words: $0))
      }
    case .grey(let image):
      return image.pixels.withUnsafeBufferPointer {
        work(GreySource(width: image.width, height: image.height, pixels: $0))
      }
    case .color(let image):
      return image.pixels.withUnsafeBufferPointer { pixels in
        switch channel {
        case .luminance:
          work(LuminanceSource(width: image.width, height: image.height, pixels: pixels))
        case .darkest:
          work(DarkestSource(width: image.width, height: image.height, pixels: pixels))
        case .single(let one):
          work(ChannelSource(width: image.width, height: image.height, channel: one.rawValue, pixels: pixels))
        }
      }
    }
  }
}
