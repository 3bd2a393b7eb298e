import NumberFormats

/// A format's automaton laid out over the boxes of a field: layer l holds the steps for the l-th box taken.
///
/// Only states that lead from the start to acceptance are kept, and of states with the same future one: a list's tree
/// becomes a graph that shares its endings.
struct FieldLattice: Sendable {
  /// What a step reads and counts for; a layer has few different ones.
  struct Look: Hashable, Sendable {
    var symbol: UInt8
    /// The format's own weight.
    var weight: Double
    /// The weight in the relaxed format; 0 where there is none.
    var relaxedWeight: Double
  }

  /// A step from one state.
  struct Step: Sendable {
    /// Index of the next state in the layer after.
    var to: Int32
    /// Index of its `Look`.
    var look: Int32
  }

  /// A step to one state.
  struct Arrival: Sendable {
    /// Index of the state before.
    var from: Int32
    var look: Int32
  }

  /// The steps that read one box.
  struct Layer: Sendable {
    /// The box.
    var position: Int
    var looks: [Look]
    /// By state before the layer, then by symbol; those of state s are `starts[s]..<starts[s + 1]`.
    var steps: [Step]
    var starts: [Int32]
    /// By state after the layer, in the same way.
    var arrivals: [Arrival]
    var ends: [Int32]
  }

  let layers: [Layer]
  /// States before each layer, and after the last: boxes + 1 counts.
  let stateCounts: [Int]
  /// Where each layer's states begin when all are numbered through; boxes + 2 entries.
  let offsets: [Int]

  init(layers: [Layer], stateCounts: [Int]) {
    self.layers = layers
    self.stateCounts = stateCounts
    offsets = stateCounts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
  }

  var boxes: Int { layers.count }

  /// Whether any string is accepted.
  var isPossible: Bool { stateCounts[0] > 0 }

  /// Whether `symbols`, one a box, are a way through.
  func accepts(_ symbols: [Symbol]) -> Bool { weight(of: symbols) != nil }

  /// The product of the format's weights and of `scores` along `symbols`; 0 for no way.
  func score(of symbols: [Symbol], _ scores: BoxScores) -> Double {
    guard let weight = weight(of: symbols) else { return 0 }
    return symbols.enumerated().reduce(weight) { $0 * scores[$1.offset, Int($1.element.rawValue)] }
  }

  /// The product of the format's weights along `symbols`; nil for no way.
  func weight(of symbols: [Symbol]) -> Double? {
    guard isPossible else { return nil }
    var state = 0
    var weight = 1.0
    for layer in layers {
      let symbol = symbols[layer.position].rawValue
      var next: Int?
      for index in Int(layer.starts[state])..<Int(layer.starts[state + 1]) {
        let step = layer.steps[index]
        let look = layer.looks[Int(step.look)]
        guard look.symbol == symbol else { continue }
        next = Int(step.to)
        weight *= look.weight
        break
      }
      guard let next else { return nil }
      state = next
    }
    return weight
  }
}
