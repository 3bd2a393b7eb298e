import Raster
import Testing

@Suite("Ranks") struct RankTests {
  @Test("are those of the sorted values", arguments: [1, 2, 7, 300, 5000]) func sorted(count: Int) {
    var state: UInt64 = 5
    let values = (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(state >> 59)
    }
    // A page's samples are mostly paper.
    for values in [values, values.map { $0 > 9 ? 255 : $0 }] {
      #expect(values.indices.map { values.value(atRank: $0) } == values.sorted())
    }
    let integers = values.map { 1000 * Int($0) - 9000 }
    #expect(integers.indices.map { integers.value(atRank: $0) } == integers.sorted())
  }
}
