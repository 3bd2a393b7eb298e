import NumberFormats

/// Sums over all strings that a lattice accepts.
struct LatticeSums {
  /// Times the format's own weight, the relaxed format's, the background, and nothing.
  var format: Double
  var relaxed: Double
  var background: Double
  var plain: Double
}

/// The most that any beginning scores, by state; what the search for the best strings is led by.
struct LatticeBests {
  /// All layers' states, numbered through (`FieldLattice.offsets`).
  var values: [Double]
}

extension FieldLattice {
  /// All sums, and the best beginnings, in one pass.
  ///
  /// - Parameter background: another weight of every symbol in every box.
  /// - Complexity: the lattice's steps; two allocations.
  func sums(_ scores: BoxScores, background: BoxScores) -> (LatticeSums, LatticeBests) {
    guard isPossible, let states = offsets.last else {
      return (LatticeSums(format: 0, relaxed: 0, background: 0, plain: 0), LatticeBests(values: []))
    }
    var sums = Array(repeating: SIMD4<Double>.zero, count: states)
    var bests = Array(repeating: 0.0, count: states)
    sums[0] = SIMD4(repeating: 1)
    bests[0] = 1
    sums.withUnsafeMutableBufferPointer { sums in
      bests.withUnsafeMutableBufferPointer { bests in
        for (index, layer) in layers.enumerated() {
          let factors = layer.factors(scores, background)
          let before = offsets[index]
          let after = offsets[index + 1]
          layer.advance(
            UnsafeMutableBufferPointer(rebasing: sums[before...]),
            UnsafeMutableBufferPointer(rebasing: bests[before...]), after: after - before, factors)
        }
      }
    }
    let total = sums[offsets[boxes]...].reduce(SIMD4.zero) { $0 + $1 }
    return (
      LatticeSums(format: total[0], relaxed: total[1], background: total[2], plain: total[3]),
      LatticeBests(values: bests)
    )
  }

  /// The sum of the weights of all accepted strings: the format's own, and the relaxed format's.
  var weights: LatticeSums {
    let even = BoxScores(repeating: 1, boxes: boxes)
    return sums(even, background: even).0
  }

  /// Per box (in box order) and symbol, the sum over all accepted strings that have the symbol there of what
  /// `weight` makes of their steps times `scores`.
  func marginals(_ scores: BoxScores, _ weight: (Look) -> Double) -> BoxScores {
    var marginals = BoxScores(repeating: 0, boxes: boxes)
    guard isPossible else { return marginals }
    var forward: [[Double]] = [[1]]
    for (index, layer) in layers.enumerated() {
      var next = Array(repeating: 0.0, count: stateCounts[index + 1])
      layer.forEach { from, to, look in
        next[to] += forward[index][from] * weight(look) * scores[layer.position, Int(look.symbol)]
      }
      forward.append(next)
    }
    var backward = Array(repeating: 1.0, count: stateCounts[boxes])
    for (index, layer) in layers.enumerated().reversed() {
      var before = Array(repeating: 0.0, count: stateCounts[index])
      layer.forEach { from, to, look in
        let symbol = Int(look.symbol)
        let onward = weight(look) * scores[layer.position, symbol] * backward[to]
        before[from] += onward
        marginals[layer.position, symbol] += forward[index][from] * onward
      }
      backward = before
    }
    return marginals
  }
}

extension FieldLattice.Layer {
  /// What a step of each look multiplies the four sums by.
  func factors(_ scores: BoxScores, _ background: BoxScores) -> [SIMD4<Double>] {
    looks.map { look in
      let score = scores[position, Int(look.symbol)]
      let other = background[position, Int(look.symbol)]
      return score * SIMD4(look.weight, look.relaxedWeight, other, 1)
    }
  }

  /// The sums and bests of the states after the layer, which begin `after` places behind those before it.
  fileprivate func advance(
    _ sums: UnsafeMutableBufferPointer<SIMD4<Double>>, _ bests: UnsafeMutableBufferPointer<Double>,
    after: Int, _ factors: [SIMD4<Double>]
  ) {
    factors.withUnsafeBufferPointer { factors in
      arrivals.withUnsafeBufferPointer { arrivals in
        ends.withUnsafeBufferPointer { ends in
          for to in 0..<ends.count - 1 {
            var sum = SIMD4<Double>.zero
            var best = 0.0
            for index in Int(ends[to])..<Int(ends[to + 1]) {
              let arrival = arrivals[index]
              let factor = factors[Int(arrival.look)]
              sum += sums[Int(arrival.from)] * factor
              best = max(best, bests[Int(arrival.from)] * factor[0])
            }
            sums[after + to] = sum
            bests[after + to] = best
          }
        }
      }
    }
  }

  fileprivate func forEach(_ body: (_ from: Int, _ to: Int, _ look: FieldLattice.Look) -> Void) {
    for from in 0..<starts.count - 1 {
      for step in steps[Int(starts[from])..<Int(starts[from + 1])] {
        body(from, Int(step.to), looks[Int(step.look)])
      }
    }
  }
}
