import NumberFormats

/// A format's automaton laid out over the boxes of a field: layer l holds the steps for the l-th box taken; only states
/// that lead from the start to acceptance are kept.
struct FieldLattice: Sendable {
  /// One step of the automaton.
  struct Edge: Sendable {
    /// Index of the state in its layer, and of the next in the layer after.
    var from: Int32
    var to: Int32
    var symbol: UInt8
    /// The format's own weight.
    var weight: Double
    /// The weight in the relaxed format; 0 where there is none.
    var relaxedWeight: Double
  }

  /// The box that each layer takes; a permutation of [0, boxes).
  let order: [Int]
  /// One list a layer, sorted by `from`, then by symbol.
  let layers: [[Edge]]
  /// States before each layer, and after the last: boxes + 1 counts.
  let stateCounts: [Int]

  init(_ format: some FieldFormat, boxes: Int) {
    if let relaxed = format.relaxed {
      self.init(format, relaxed, relaxedCounts: 1, boxes: boxes)
    } else {
      self.init(format, format, relaxedCounts: 0, boxes: boxes)
    }
  }

  /// The product of a format and its relaxed twin, so that each step has the weights of both.
  private init<Format: FieldFormat, Relaxed: FieldFormat>(
    _ format: Format, _ relaxed: Relaxed, relaxedCounts: Double, boxes: Int
  ) {
    typealias State = ProductState<Format.State, Relaxed.State>
    order = format.order(boxes: boxes)
    var layers: [[Edge]] = []
    var states = [State(strict: format.start(boxes: boxes), relaxed: relaxed.start(boxes: boxes))]
    var counts = [1]
    for position in order {
      let (edges, next) = Self.expand(states) { state, symbol in
        guard let step = format.step(state.strict, at: position, of: boxes, symbol),
          let twin = relaxed.step(state.relaxed, at: position, of: boxes, symbol)
        else { return nil }
        return (State(strict: step.state, relaxed: twin.state), step.weight, twin.weight * relaxedCounts)
      }
      layers.append(edges)
      states = next
      counts.append(next.count)
    }
    let accepting = states.map { format.accepts($0.strict, boxes: boxes) }
    (self.layers, stateCounts) = Self.prune(layers, counts, accepting: accepting)
  }

  private static func expand<State: Hashable>(
    _ states: [State], step: (State, Symbol) -> (state: State, weight: Double, relaxedWeight: Double)?
  ) -> (edges: [Edge], next: [State]) {
    var edges: [Edge] = []
    var next: [State] = []
    var index: [State: Int32] = [:]
    for (from, state) in states.enumerated() {
      for raw in 0..<UInt8(Symbol.count) {
        guard let step = step(state, Symbol(rawValue: raw)) else { continue }
        let to = index[step.state] ?? Int32(next.count)
        if Int(to) == next.count {
          index[step.state] = to
          next.append(step.state)
        }
        edges.append(
          Edge(
            from: Int32(from), to: to, symbol: raw, weight: step.weight, relaxedWeight: step.relaxedWeight))
      }
    }
    return (edges, next)
  }

  /// Drops what does not end in acceptance, and numbers the rest anew.
  private static func prune(
    _ layers: [[Edge]], _ counts: [Int], accepting: [Bool]
  ) -> (layers: [[Edge]], counts: [Int]) {
    var layers = layers
    var isAlive = accepting
    var alive = [accepting]
    for layer in layers.indices.reversed() {
      layers[layer].removeAll { !isAlive[Int($0.to)] }
      isAlive = Array(repeating: false, count: counts[layer])
      for edge in layers[layer] { isAlive[Int(edge.from)] = true }
      alive.append(isAlive)
    }
    alive.reverse()
    let numbers = alive.map { flags in
      var next: Int32 = 0
      return flags.map { flag -> Int32 in
        defer { if flag { next += 1 } }
        return next
      }
    }
    for layer in layers.indices {
      for index in layers[layer].indices {
        layers[layer][index].from = numbers[layer][Int(layers[layer][index].from)]
        layers[layer][index].to = numbers[layer + 1][Int(layers[layer][index].to)]
      }
    }
    return (layers, alive.map { $0.count(where: \.self) })
  }

  /// Whether `symbols`, one a box, are a way through.
  func accepts(_ symbols: [Symbol]) -> Bool { weight(of: symbols) != nil }

  /// The product of the format's weights and of `scores` (per box, every symbol) along `symbols`; 0 for no way.
  func score(of symbols: [Symbol], _ scores: [[Double]]) -> Double {
    guard let weight = weight(of: symbols) else { return 0 }
    return symbols.enumerated().reduce(weight) { $0 * scores[$1.offset][Int($1.element.rawValue)] }
  }

  /// The product of the format's weights along `symbols`; nil for no way.
  func weight(of symbols: [Symbol]) -> Double? {
    guard stateCounts[0] > 0 else { return nil }
    var state: Int32 = 0
    var weight = 1.0
    for (layer, position) in order.enumerated() {
      guard let edge = edge(in: layer, from: state, symbol: symbols[position].rawValue) else { return nil }
      state = edge.to
      weight *= edge.weight
    }
    return weight
  }

  private func edge(in layer: Int, from: Int32, symbol: UInt8) -> Edge? {
    let edges = layers[layer]
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if (edges[middle].from, edges[middle].symbol) < (from, symbol) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < edges.count, edges[low].from == from, edges[low].symbol == symbol else { return nil }
    return edges[low]
  }
}

/// A state of a format and of its relaxed twin.
private struct ProductState<Strict: Hashable, Relaxed: Hashable>: Hashable {
  var strict: Strict
  var relaxed: Relaxed
}
