import NumberFormats

/// Sums over all strings that a lattice accepts.
struct LatticeSums {
  /// Times the format's own weight, the relaxed format's, the background, and nothing.
  var format: Double
  var relaxed: Double
  var background: Double
  var plain: Double

  static let nothing = LatticeSums(format: 0, relaxed: 0, background: 0, plain: 0)
}

/// The most that any beginning scores, by state; what the search for the best strings is led by.
struct LatticeBests {
  var values: [Double]
}

/// Another weight of every symbol in every box.
struct Background: Sendable {
  var weights: BoxScores
  /// What it is for every string of a lattice; nil where that differs from string to string.
  var common: Double?

  init(_ weights: BoxScores, over lattice: FieldLattice) {
    self.weights = weights
    var factors = Array(repeating: Double?.none, count: lattice.boxes)
    for look in lattice.looks {
      let weight = weights[Int(look.box), Int(look.symbol)]
      if let known = factors[Int(look.box)], known != weight { return }
      factors[Int(look.box)] = weight
    }
    common = factors.reduce(1) { $0 * ($1 ?? 1) }
  }
}

extension FieldLattice {
  /// All sums, and the best beginnings, in one pass.
  ///
  /// - Complexity: the lattice's steps; three allocations.
  func sums(_ scores: BoxScores, _ background: Background) -> (LatticeSums, LatticeBests) {
    guard isPossible else { return (.nothing, LatticeBests(values: [])) }
    if let ratio = relaxedRatio, let common = background.common {
      let (sums, bests) = pass(looks.map { scores[Int($0.box), Int($0.symbol)] * SIMD2($0.weight, 1) })
      return (
        LatticeSums(
          format: sums[0], relaxed: ratio * sums[0], background: common * sums[1], plain: sums[1]), bests
      )
    }
    let (sums, bests) = pass(
      looks.map { look in
        let other = background.weights[Int(look.box), Int(look.symbol)]
        return scores[Int(look.box), Int(look.symbol)]
          * SIMD4(look.weight, look.relaxedWeight, other, 1)
      })
    return (
      LatticeSums(format: sums[0], relaxed: sums[1], background: sums[2], plain: sums[3]), bests
    )
  }

  /// The sums over all strings of the products of `factors` (one a look), and the best beginnings by the first of them.
  private func pass<Sum: SIMD<Double>>(_ factors: [Sum]) -> (Sum, LatticeBests) {
    var sums = Array(repeating: Sum.zero, count: stateCount)
    var bests = Array(repeating: 0.0, count: stateCount)
    sums[0] = Sum(repeating: 1)
    bests[0] = 1
    sums.withUnsafeMutableBufferPointer { sums in
      bests.withUnsafeMutableBufferPointer { bests in
        factors.withUnsafeBufferPointer { factors in
          arrivals.withUnsafeBufferPointer { arrivals in
            ends.withUnsafeBufferPointer { ends in
              for to in 1..<sums.count {
                // Two at a time: neither waits for the other's addition.
                var (sum, other) = (Sum.zero, Sum.zero)
                var (best, second) = (0.0, 0.0)
                var index = Int(ends[to])
                let end = Int(ends[to + 1])
                while index + 1 < end {
                  let (one, two) = (arrivals[index], arrivals[index + 1])
                  let (factor, next) = (factors[Int(one.look)], factors[Int(two.look)])
                  sum += sums[Int(one.from)] * factor
                  other += sums[Int(two.from)] * next
                  best = max(best, bests[Int(one.from)] * factor[0])
                  second = max(second, bests[Int(two.from)] * next[0])
                  index += 2
                }
                if index < end {
                  let factor = factors[Int(arrivals[index].look)]
                  sum += sums[Int(arrivals[index].from)] * factor
                  best = max(best, bests[Int(arrivals[index].from)] * factor[0])
                }
                sums[to] = sum + other
                bests[to] = max(best, second)
              }
            }
          }
        }
      }
    }
    return (sums[offsets[boxes]...].reduce(Sum.zero) { $0 + $1 }, LatticeBests(values: bests))
  }

  /// The sum of the format's own weights of all strings.
  var weight: Double {
    guard isPossible else { return 0 }
    return pass(looks.map { SIMD2($0.weight, 1) }).0[0]
  }

  /// Per box (in box order) and symbol, the sum over all accepted strings that have the symbol there of what
  /// `weight` makes of their steps times `scores`.
  func marginals(_ scores: BoxScores, _ weight: (Look) -> Double) -> BoxScores {
    var marginals = BoxScores(repeating: 0, boxes: boxes)
    guard isPossible else { return marginals }
    let factors = looks.map { weight($0) * scores[Int($0.box), Int($0.symbol)] }
    var forward = Array(repeating: 0.0, count: stateCount)
    forward[0] = 1
    for to in 1..<stateCount {
      for arrival in arrivals[Int(ends[to])..<Int(ends[to + 1])] {
        forward[to] += forward[Int(arrival.from)] * factors[Int(arrival.look)]
      }
    }
    var backward = Array(repeating: 0.0, count: stateCount)
    for last in offsets[boxes]..<stateCount { backward[last] = 1 }
    for from in (0..<offsets[boxes]).reversed() {
      for step in steps[Int(starts[from])..<Int(starts[from + 1])] {
        let onward = factors[Int(step.look)] * backward[Int(step.to)]
        backward[from] += onward
        let look = looks[Int(step.look)]
        marginals[Int(look.box), Int(look.symbol)] += forward[from] * onward
      }
    }
    return marginals
  }
}
