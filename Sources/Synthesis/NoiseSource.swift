import Raster

/// Fast normal noise for millions of pixels: numbers of a small table, in an order drawn anew for every page.
struct NoiseSource: Sendable {
  private static let entries = 4096
  private let table: [Int16]
  private var state: UInt64

  /// Noise of standard deviation `sigma`.
  init(sigma: Double, seed: UInt64) {
    var random = SeededGenerator(seed: 0x6E6F_6973)
    table = (0..<NoiseSource.entries).map { _ in Int16((random.normal() * sigma).rounded()) }
    state = seed | 1
  }

  /// Adds noise to `values`, cut to 0...255.
  @inline(__always)
  mutating func add(to values: UnsafeMutablePointer<UInt8>, count: Int) {
    var state = self.state
    table.withUnsafeBufferPointer { table in
      var index = 0
      while index < count {
        // xorshift64* (Vigna 2016); its high bits are the good ones.
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        var bits = state &* 0x2545_F491_4F6C_DD1D
        let end = min(index + 5, count)
        while index < end {
          let noisy = Int16(values[index]) &+ table[Int(bits >> 52)]
          bits <<= 12
          values[index] = UInt8(truncatingIfNeeded: min(max(noisy, 0), 255))
          index += 1
        }
      }
    }
    self.state = state
  }
}
