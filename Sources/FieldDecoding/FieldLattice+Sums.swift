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

/// The most that any way from a state to acceptance scores; what the search for the best strings is led by.
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
  /// All sums, and the best ways on, in one pass.
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

  /// The sums over all strings of the products of `factors` (one a look), and the best ways on by the first of them.
  private func pass<Sum: SIMD<Double>>(_ factors: [Sum]) -> (Sum, LatticeBests) {
    var sums = Array(repeating: Sum(repeating: 1), count: stateCount)
    var bests = Array(repeating: 1.0, count: stateCount)
    sums.withUnsafeMutableBufferPointer { sums in
      bests.withUnsafeMutableBufferPointer { bests in
        factors.withUnsafeBufferPointer { factors in
          steps.withUnsafeBufferPointer { steps in
            starts.withUnsafeBufferPointer { starts in
              for from in (0..<offsets[boxes]).reversed() {
                // Two at a time: neither waits for the other's addition.
                var (sum, other) = (Sum.zero, Sum.zero)
                var (best, second) = (0.0, 0.0)
                var index = Int(starts[from])
                let end = Int(starts[from + 1])
                while index + 1 < end {
                  let (one, two) = (steps[index], steps[index + 1])
                  let (factor, next) = (factors[Int(one.look)], factors[Int(two.look)])
                  sum += sums[Int(one.to)] * factor
                  other += sums[Int(two.to)] * next
                  best = max(best, bests[Int(one.to)] * factor[0])
                  second = max(second, bests[Int(two.to)] * next[0])
                  index += 2
                }
                if index < end {
                  let factor = factors[Int(steps[index].look)]
                  sum += sums[Int(steps[index].to)] * factor
                  best = max(best, bests[Int(steps[index].to)] * factor[0])
                }
                sums[from] = sum + other
                bests[from] = max(best, second)
              }
            }
          }
        }
      }
    }
    return (sums[0], LatticeBests(values: bests))
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
    for from in 0..<offsets[boxes] {
      for step in steps[Int(starts[from])..<Int(starts[from + 1])] {
        forward[Int(step.to)] += forward[from] * factors[Int(step.look)]
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
