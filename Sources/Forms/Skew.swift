/// How far a page's printed lines are turned.
struct Skew: Hashable, Sendable {
  /// Radians, clockwise on the page, of [−12°, 12°].
  var angle: Double
  /// How much sharper lines line up at this angle than at the others: 1 for no line at all.
  var confidence: Double
}

extension Skew {
  /// The largest skew looked for, degrees: 10° and the search's own step beyond.
  private static let largest = 12.0
  /// Steps of the search, degrees; the last turns a line of 200 mm by a tenth of a millimetre at its end.
  private static let steps = [0.4, 0.1, 0.025]
  /// Points looked at in each direction: enough for the peak, few enough for a millisecond.
  private static let points = [6000, 12000, 24000]

  /// The angle at which the line pixels' projections are most uneven (Postl 1986), over both directions together.
  init(_ ridges: RidgeMap) {
    let horizontal = RidgePoints(ridges, vertical: false)
    let vertical = RidgePoints(ridges, vertical: true)
    var center = 0.0
    var reach = Self.largest
    var confidence = 1.0
    for (step, points) in zip(Self.steps, Self.points) {
      let flat = horizontal.thinned(to: points)
      let upright = vertical.thinned(to: points)
      let count = Int((reach / step).rounded())
      var energies: [(angle: Double, energy: Double)] = []
      for index in -count...count {
        let degrees = center + Double(index) * step
        let angle = degrees * .pi / 180
        let energy = flat.energy(alongX: false, angle: angle) + upright.energy(alongX: true, angle: angle)
        energies.append((degrees, energy))
      }
      guard let best = energies.max(by: { $0.energy < $1.energy }), best.energy > 0 else { break }
      if step == Self.steps[0] {
        let sorted = energies.map(\.energy).sorted()
        confidence = best.energy / max(sorted[sorted.count / 2], 1)
      }
      center = best.angle
      reach = step
    }
    self.init(angle: center * .pi / 180, confidence: confidence)
  }
}

/// Pixels of a ridge map that continue along their line.
private struct RidgePoints {
  var xs: [Int32] = []
  var ys: [Int32] = []
  let width: Int
  let height: Int

  private init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init(_ ridges: RidgeMap, vertical: Bool) {
    self.init(width: ridges.width, height: ridges.height)
    let marks = vertical ? ridges.vertical : ridges.horizontal
    let (along, across) = vertical ? (width, 1) : (1, width)
    guard width > 12, height > 12 else { return }
    marks.withUnsafeBufferPointer { marks in
      let bytes = UnsafeRawBufferPointer(marks)
      for y in 6..<height - 6 {
        var x = 5
        while x < width - 7 {
          x &+= 1
          let index = y &* width &+ x
          // Eight pixels at once: paper is most of a page.
          if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) == 0 {
            x &+= 7
            continue
          }
          if marks[index] == 0 { continue }
          var neighbours: UInt8 = 0
          for reach in [-5, -3, 3, 5] {
            let there = index &+ reach &* along
            neighbours &+= marks[there] | marks[there &- across] | marks[there &+ across]
          }
          if neighbours >= 3 {
            xs.append(Int32(x))
            ys.append(Int32(y))
          }
        }
      }
    }
  }

  /// About `count` of the points, evenly from all.
  func thinned(to count: Int) -> RidgePoints {
    guard xs.count > count else { return self }
    var result = RidgePoints(width: width, height: height)
    // A step that shares no factor with the width's rhythm: every point index is hit by a fraction.
    let step = Double(xs.count) / Double(count)
    for index in 0..<count {
      let source = Int(Double(index) * step)
      result.xs.append(xs[source])
      result.ys.append(ys[source])
    }
    return result
  }

  /// The sum of squares of the projection onto an axis of a frame turned by `angle`.
  func energy(alongX: Bool, angle: Double) -> Double {
    // With 32 binary places: no conversion a point.
    let one = 4_294_967_296.0
    let (cosine, sine) = (Int(one * Math.cosine(angle)), Int(one * Math.sine(angle)))
    // u = x·cos + y·sin, v = −x·sin + y·cos; shifted so that it is never negative.
    let (fx, fy) = alongX ? (cosine, sine) : (-sine, cosine)
    let shift = max(width, height) * abs(sine) + 2 << 32
    var bins = [Int32](repeating: 0, count: 2 * (width + height) + 8)
    bins.withUnsafeMutableBufferPointer { bins in
      xs.withUnsafeBufferPointer { xs in
        ys.withUnsafeBufferPointer { ys in
          for index in 0..<xs.count {
            bins[(fx &* Int(xs[index]) &+ fy &* Int(ys[index]) &+ shift) &>> 32] &+= 1
          }
        }
      }
    }
    return Double(bins.reduce(0) { $0 &+ Int($1) &* Int($1) })
  }
}
