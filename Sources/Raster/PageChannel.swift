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
  /// The value `fx` and `fy` 64ths beyond column `x`, row `y`, between the centres of four pixels that are all on the
  /// page.
  func between(_ x: Int, _ y: Int, _ fx: Int, _ fy: Int) -> UInt8
  /// Where ink is in the columns and rows given; nil of a page on which paper has many values.
  func ink(columns: ClosedRange<Int>, rows: ClosedRange<Int>) -> InkPlaces?
}

extension PixelSource {
  func ink(columns: ClosedRange<Int>, rows: ClosedRange<Int>) -> InkPlaces? { nil }

  @inline(__always)
  func between(_ x: Int, _ y: Int, _ fx: Int, _ fy: Int) -> UInt8 {
    // The upper row's value in the lower half of a word, the lower row's in the upper half.
    let left = UInt64(truncatingIfNeeded: value(x, y)) | UInt64(truncatingIfNeeded: value(x, y &+ 1)) &<< 32
    let right =
      UInt64(truncatingIfNeeded: value(x &+ 1, y)) | UInt64(truncatingIfNeeded: value(x &+ 1, y &+ 1)) &<< 32
    let share = UInt64(truncatingIfNeeded: fx)
    let rows = left &* (64 &- share) &+ right &* share
    let (upper, lower) = (Int(truncatingIfNeeded: rows & 0xFFFF_FFFF), Int(truncatingIfNeeded: rows &>> 32))
    return UInt8(truncatingIfNeeded: (upper &* (64 &- fy) &+ lower &* fy &+ 2048) &>> 12)
  }
}

struct BitSource: PixelSource {
  let width: Int
  let height: Int
  let wordsPerRow: Int
  let words: UnsafeBufferPointer<UInt64>
  /// `BitBlend.table`.
  let blends: UnsafeBufferPointer<UInt8>

  func ink(columns: ClosedRange<Int>, rows: ClosedRange<Int>) -> InkPlaces? {
    InkPlaces(self, columns: columns, rows: rows)
  }

  @inline(__always)
  func value(_ x: Int, _ y: Int) -> Int32 {
    let bit = words[y &* wordsPerRow &+ x &>> 6] &>> UInt64(63 &- x & 63) & 1
    return 255 &- 255 &* Int32(truncatingIfNeeded: bit)
  }

  @inline(__always)
  func between(_ x: Int, _ y: Int, _ fx: Int, _ fy: Int) -> UInt8 {
    let place = x & 63
    let index = y &* wordsPerRow &+ x &>> 6
    var (upper, lower): (UInt64, UInt64)
    if place < 63 {
      let shift = UInt64(truncatingIfNeeded: 62 &- place)
      (upper, lower) = (words[index] &>> shift & 3, words[index &+ wordsPerRow] &>> shift & 3)
    } else {
      upper = words[index] &<< 1 & 2 | words[index &+ 1] &>> 63
      lower = words[index &+ wordsPerRow] &<< 1 & 2 | words[index &+ wordsPerRow &+ 1] &>> 63
    }
    let bits = Int(truncatingIfNeeded: upper &<< 2 | lower)
    return blends[bits &<< 12 | fy &<< 6 | fx]
  }
}

/// What lies between four bits: ink counts 0, paper 255.
private enum BitBlend {
  /// By the upper two bits, the lower two, 64ths downwards and to the right, from the highest bits of the index down.
  static let table: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 1 << 16)
    for bits in 0..<16 {
      let paper = { (place: Int) in bits >> place & 1 == 1 ? 0 : 255 }
      for fy in 0..<64 {
        for fx in 0..<64 {
          let upper = paper(3) * (64 - fx) + paper(2) * fx
          let lower = paper(1) * (64 - fx) + paper(0) * fx
          table[bits << 12 | fy << 6 | fx] = UInt8((upper * (64 - fy) + lower * fy + 2048) >> 12)
        }
      }
    }
    return table
  }()
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
      return image.words.withUnsafeBufferPointer { words in
        BitBlend.table.withUnsafeBufferPointer { blends in
          work(
            BitSource(
              width: image.width, height: image.height, wordsPerRow: image.wordsPerRow, words: words,
              blends: blends))
        }
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
