import NumberFormats

/// What a step counts for.
enum StepWeight {
  /// The format's own prior.
  case format
  /// The relaxed format's prior.
  case relaxed
  /// Nothing: what counts is in the scores.
  case none

  fileprivate func of(_ edge: FieldLattice.Edge) -> Double {
    switch self {
    case .format: edge.weight
    case .relaxed: edge.relaxedWeight
    case .none: 1
    }
  }
}

extension FieldLattice {
  /// For every layer the sum over all ways from the start to each state; boxes + 1 lists.
  ///
  /// `scores` has, per box (in box order), what every symbol counts for beside the step's weight.
  /// - Complexity: the lattice's edges.
  func forward(_ scores: [[Double]], _ weight: StepWeight) -> [[Double]] {
    var sums = stateCounts.map { Array(repeating: 0.0, count: $0) }
    guard stateCounts[0] > 0 else { return sums }
    sums[0][0] = 1
    for (layer, position) in order.enumerated() {
      let here = sums[layer]
      let symbols = scores[position]
      var next = sums[layer + 1]
      for edge in layers[layer] {
        next[Int(edge.to)] += here[Int(edge.from)] * symbols[Int(edge.symbol)] * weight.of(edge)
      }
      sums[layer + 1] = next
    }
    return sums
  }

  /// The sum over all ways.
  func total(_ scores: [[Double]], _ weight: StepWeight) -> Double {
    forward(scores, weight)[order.count].reduce(0, +)
  }

  /// For every layer the sum over all ways from each state to acceptance; boxes + 1 lists.
  func backward(_ scores: [[Double]], _ weight: StepWeight) -> [[Double]] {
    var sums = stateCounts.map { Array(repeating: 0.0, count: $0) }
    sums[order.count] = Array(repeating: 1, count: stateCounts[order.count])
    for (layer, position) in order.enumerated().reversed() {
      let next = sums[layer + 1]
      let symbols = scores[position]
      var here = sums[layer]
      for edge in layers[layer] {
        here[Int(edge.from)] += next[Int(edge.to)] * symbols[Int(edge.symbol)] * weight.of(edge)
      }
      sums[layer] = here
    }
    return sums
  }

  /// Per box (in box order) and symbol, the sum over all ways that have the symbol there.
  func marginals(_ scores: [[Double]], _ weight: StepWeight) -> [[Double]] {
    let forward = forward(scores, weight)
    let backward = backward(scores, weight)
    var sums = Array(repeating: Array(repeating: 0.0, count: Symbol.count), count: order.count)
    for (layer, position) in order.enumerated() {
      for edge in layers[layer] {
        let symbol = Int(edge.symbol)
        sums[position][symbol] +=
          forward[layer][Int(edge.from)] * scores[position][symbol] * weight.of(edge)
          * backward[layer + 1][Int(edge.to)]
      }
    }
    return sums
  }
}
