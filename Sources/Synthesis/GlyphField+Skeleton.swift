extension GlyphField {
  /// Samples to the nearest middle of a stroke, cut at `reach`.
  func distanceToSkeleton() -> [Float] {
    var squared = [Float](repeating: Float(GlyphField.reach * GlyphField.reach), count: distance.count)
    let skeleton = skeleton()
    squared.withUnsafeMutableBufferPointer { squared in
      for index in skeleton {
        GlyphField.spread(Float(index % width), Float(index / width), squared, width, height)
      }
    }
    return squared.map { $0.squareRoot() }
  }

  /// The ink thinned to lines of one sample that hang together as the ink does (Guo and Hall 1989, algorithm A1).
  private func skeleton() -> [Int] {
    var ink = distance.map { $0 > 0 }
    clearEdge(&ink)
    var left = ink.indices.filter { ink[$0] }
    var unchanged = 0
    var pass = 0
    while unchanged < 2 {
      let removed = left.filter { isRemovable(ink, $0, pass) }
      for index in removed { ink[index] = false }
      left.removeAll { !ink[$0] }
      unchanged = removed.isEmpty ? unchanged + 1 : 0
      pass = 1 - pass
    }
    return left
  }

  /// The outermost samples have no neighbours to look at, and no ink in glyphs that keep MNIST's margin.
  private func clearEdge(_ ink: inout [Bool]) {
    for x in 0..<width {
      ink[x] = false
      ink[(height - 1) * width + x] = false
    }
    for y in 0..<height {
      ink[y * width] = false
      ink[y * width + width - 1] = false
    }
  }

  @inline(__always)
  private func isRemovable(_ ink: [Bool], _ index: Int, _ pass: Int) -> Bool {
    let (n, ne, e) = (ink[index - width], ink[index - width + 1], ink[index + 1])
    let (se, s, sw) = (ink[index + width + 1], ink[index + width], ink[index + width - 1])
    let (w, nw) = (ink[index - 1], ink[index - width - 1])
    func count(_ a: Bool, _ b: Bool, _ c: Bool, _ d: Bool) -> Int {
      (a ? 1 : 0) + (b ? 1 : 0) + (c ? 1 : 0) + (d ? 1 : 0)
    }
    let crossings = count(!n && (ne || e), !e && (se || s), !s && (sw || w), !w && (nw || n))
    guard crossings == 1 else { return false }
    let neighbours = min(count(nw || n, ne || e, se || s, sw || w), count(n || ne, e || se, s || sw, w || nw))
    guard neighbours == 2 || neighbours == 3 else { return false }
    return pass == 0 ? !((s || sw || !nw) && w) : !((n || ne || !se) && e)
  }
}
