import NumberFormats

/// A format's automaton laid out over the boxes of a field, layer after layer: layer l reads the l-th box taken.
///
/// Only states that lead from the start to acceptance are kept, and of states with the same future one: a list's tree
/// becomes a graph that shares its endings. All states are numbered through, the layers in order.
struct FieldLattice: Sendable {
  /// What a step reads and counts for; a layer has few different ones.
  struct Look: Hashable, Sendable {
    var box: Int32
    var symbol: UInt8
    /// The format's own weight.
    var weight: Double
    /// The weight in the relaxed format; 0 where there is none.
    var relaxedWeight: Double
  }

  /// A step from one state.
  struct Step: Hashable, Sendable {
    var to: Int32
    /// Index of its `Look`.
    var look: Int32
  }

  /// The box that each layer reads.
  let order: [Int]
  /// Where each layer's states begin, and where the last ones after it end; boxes + 2 entries, or none.
  let offsets: [Int]
  let looks: [Look]
  /// By the state before, then by symbol; those of state s are `starts[s]..<starts[s + 1]`.
  let steps: [Step]
  let starts: [Int32]
  /// What a string's weight in the relaxed format is, against its own; nil where that differs from string to string.
  let relaxedRatio: Double?

  var boxes: Int { order.count }
  var stateCount: Int { offsets.last ?? 0 }
  /// Whether any string is accepted.
  var isPossible: Bool { stateCount > 0 }

  /// The product of the format's weights and of `scores` along `symbols`; 0 for no way.
  func score(of symbols: [Symbol], _ scores: BoxScores) -> Double {
    guard var score = weight(of: symbols) else { return 0 }
    for (box, symbol) in symbols.enumerated() { score *= scores[box, Int(symbol.rawValue)] }
    return score
  }

  /// The product of the format's weights along `symbols`; nil for no way.
  func weight(of symbols: [Symbol]) -> Double? {
    guard isPossible else { return nil }
    var state = 0
    var weight = 1.0
    for box in order {
      guard let step = step(from: state, symbols[box].rawValue) else { return nil }
      weight *= looks[Int(step.look)].weight
      state = Int(step.to)
    }
    return weight
  }

  private func step(from state: Int, _ symbol: UInt8) -> Step? {
    let first = Int(starts[state])
    let end = Int(starts[state + 1])
    guard first < end else { return nil }
    let lowest = looks[Int(steps[first].look)].symbol
    guard lowest <= symbol else { return nil }
    // Symbols ascend, so it stands no further on; where none is missing before it, just here.
    var index = min(end - 1, first + Int(symbol - lowest))
    while index >= first {
      let found = looks[Int(steps[index].look)].symbol
      if found == symbol { return steps[index] }
      if found < symbol { return nil }
      index -= 1
    }
    return nil
  }
}
