import Raster

extension GlyphField {
  /// Where the ink is, in samples; nil without ink.
  var bounds: Rect<SampleSpace>? {
    var (left, right, top, bottom) = (Int.max, Int.min, Int.max, Int.min)
    for y in 0..<height {
      for x in 0..<width where distance[y * width + x] > 0 {
        left = min(left, x)
        right = max(right, x)
        top = min(top, y)
        bottom = max(bottom, y)
      }
    }
    guard left <= right else { return nil }
    // The outline lies about half a sample outside of the outermost sample inside.
    return Rect(
      x: Double(left) - 0.5, y: Double(top) - 0.5, width: Double(right - left + 1),
      height: Double(bottom - top + 1))
  }

  /// Half the width of the pen that wrote the glyph, in samples: the median distance along the middle of its strokes.
  var penRadius: Double {
    let radii = middle().map { distance[$0] }.sorted()
    return radii.isEmpty ? 1 : Double(radii[radii.count / 2]) + 0.2
  }

  /// The samples in the middle of strokes: inside, and no neighbour is farther from the outline.
  private func middle() -> [Int] {
    var found: [Int] = []
    for y in 1..<height - 1 {
      for x in 1..<width - 1 {
        let index = y * width + x
        let here = distance[index]
        guard here > 0.5 else { continue }
        let near =
          max(
            max(
              max(distance[index - 1], distance[index + 1]),
              max(distance[index - width], distance[index + width])),
            max(
              max(distance[index - width - 1], distance[index - width + 1]),
              max(distance[index + width - 1], distance[index + width + 1])))
        if here >= near { found.append(index) }
      }
    }
    return found
  }

  /// Samples that a pen's half width is never taken for more than: thicker ink is a blob, and stays one.
  private static let thickest = 10.0

  /// The glyph as if written with a pen of `radius` samples to each side of the stroke.
  ///
  /// A thicker pen moves the outline out. A thinner one moves it in, but not farther than to a line of its own width
  /// along the middle of each stroke, so that no stroke breaks; what was thicker than the rest stays so.
  mutating func write(penRadius radius: Double) {
    let change = Float(radius - min(penRadius, GlyphField.thickest))
    let middle = change < 0 ? distanceToSkeleton() : []
    for index in distance.indices { distance[index] += change }
    guard change < 0 else { return }
    // The skeleton's steps widen a line drawn around it.
    let line = Float(radius) - 0.3
    for index in distance.indices {
      distance[index] = max(distance[index], min(line - middle[index], distance[index] - change + 1))
    }
    smooth()
  }

  /// The mean of each sample and its neighbours: a skeleton of samples is jagged.
  private mutating func smooth() {
    for step in [1, width] {
      let old = distance
      for index in step..<distance.count - step {
        distance[index] = (old[index - step] + 2 * old[index] + old[index + step]) / 4
      }
    }
  }
}
