import Raster

extension SeededGenerator {
  /// A generator of its own for item `index` under `seed`, so that items can be made in any order.
  init(seed: UInt64, item index: UInt64) {
    var mixer = SeededGenerator(seed: seed ^ 0x6369_6A66_6572_2020)
    let base = mixer.next()
    mixer = SeededGenerator(seed: base &+ index &* 0xD1B5_4A32_D192_ED03)
    self.init(seed: mixer.next())
  }

  /// True with probability `share`.
  mutating func chance(_ share: Double) -> Bool {
    unit() < share
  }

  /// A number of [0, count), count > 0.
  mutating func index(_ count: Int) -> Int {
    precondition(count > 0)
    return min(Int(unit() * Double(count)), count - 1)
  }

  /// An element of `items`, which is not empty.
  mutating func pick<T>(_ items: [T]) -> T {
    items[index(items.count)]
  }

  /// A standard normal number: twelve uniform ones added, which needs no logarithm and so is the same everywhere.
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += unit() }
    return sum
  }

  /// A number between −`reach` and `reach`, small ones likelier: the mean of two uniform ones.
  mutating func around(_ reach: Double) -> Double {
    (unit() + unit() - 1) * reach
  }
}
