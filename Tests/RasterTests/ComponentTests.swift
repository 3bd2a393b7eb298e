import Raster
import Testing

@Suite struct ComponentTests {
  /// Flood fill, the definition.
  private static func areas(_ mask: [UInt8], _ width: Int, _ height: Int) -> [Int] {
    var left = mask
    var areas: [Int] = []
    for start in mask.indices where left[start] != 0 {
      var stack = [start]
      left[start] = 0
      var area = 0
      while let index = stack.popLast() {
        area += 1
        let (x, y) = (index % width, index / width)
        for ny in max(0, y - 1)...min(height - 1, y + 1) {
          for nx in max(0, x - 1)...min(width - 1, x + 1) where left[ny * width + nx] != 0 {
            left[ny * width + nx] = 0
            stack.append(ny * width + nx)
          }
        }
      }
      areas.append(area)
    }
    return areas
  }

  @Test("All masks of 3 × 4 have the components that flood fill finds")
  func exhaustive() {
    for pattern in 0..<4096 {
      let mask = (0..<12).map { UInt8(pattern >> $0 & 1) }
      let map = ComponentMap(mask: mask, width: 3, height: 4)
      #expect(map.components.map(\.area) == Self.areas(mask, 3, 4), "pattern \(pattern)")
    }
  }

  @Test("Random masks too, with outlines that hold exactly their labels", arguments: 0..<20)
  func random(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let (width, height) = (1 + Int(generator.next() % 40), 1 + Int(generator.next() % 40))
    let mask = (0..<width * height).map { _ in UInt8(generator.next() % 5 < 2 ? 1 : 0) }
    let map = ComponentMap(mask: mask, width: width, height: height)
    #expect(map.components.map(\.area) == Self.areas(mask, width, height), "seed \(seed)")
    let ofRuns = map.runs.flatMap { run in (run.start..<run.end).map { (run.y * width + $0, run.label) } }
    #expect(ofRuns.map(\.0) == map.labels.indices.filter { map.labels[$0] != 0 })
    #expect(ofRuns.allSatisfy { map.labels[$0.0] == $0.1 })
    for (index, component) in map.components.enumerated() {
      let places = map.labels.indices.filter { map.labels[$0] == Int32(index + 1) }
      #expect(places.count == component.area)
      #expect(places.map { $0 % width }.min() == component.minX)
      #expect(places.map { $0 % width }.max() == component.maxX)
      #expect(places.map { $0 / width }.min() == component.minY)
      #expect(places.map { $0 / width }.max() == component.maxY)
    }
  }
}
