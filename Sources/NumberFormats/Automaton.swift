/// A format's automaton over a fixed number of boxes, its states numbered layer by layer: what can be reached from the
/// start, whether or not it ends well.
package struct Automaton: Sendable {
  package struct Step: Sendable {
    /// Index of the state in its layer, and of the next in the layer after.
    package var from: Int32
    package var to: Int32
    package var symbol: UInt8
    package var weight: Double
  }

  /// The box that each layer takes; a permutation of [0, boxes).
  package var order: [Int]
  /// One list a layer, sorted by `from`, then by symbol.
  package var layers: [[Step]]
  /// States before each layer, and after the last: boxes + 1 counts.
  package var stateCounts: [Int]
  /// Of the states after the last layer, whether a string may end there.
  package var accepting: [Bool]

  /// Expands `format`, state by state.
  init(_ format: some FieldFormat, boxes: Int) {
    order = format.order(boxes: boxes)
    layers = []
    var states = [format.start(boxes: boxes)]
    stateCounts = [1]
    for position in order {
      var steps: [Step] = []
      var next = Numbering(likes: states)
      for (from, state) in states.enumerated() {
        for raw in 0..<UInt8(Symbol.count) {
          let symbol = Symbol(rawValue: raw)
          guard let step = format.step(state, at: position, of: boxes, symbol) else { continue }
          let to = next.number(step.state)
          steps.append(Step(from: Int32(from), to: to, symbol: raw, weight: step.weight))
        }
      }
      layers.append(steps)
      states = next.items
      stateCounts.append(states.count)
    }
    accepting = states.map { format.accepts($0, boxes: boxes) }
  }

  init(order: [Int], layers: [[Step]], stateCounts: [Int], accepting: [Bool]) {
    (self.order, self.layers, self.stateCounts, self.accepting) = (order, layers, stateCounts, accepting)
  }
}

/// Numbers things as they come.
private struct Numbering<Item: Hashable> {
  private(set) var items: [Item] = []
  private var numbers: [Item: Int32] = [:]

  /// - Parameter likes: only tell the type.
  init(likes: [Item]) {}

  mutating func number(_ item: Item) -> Int32 {
    if let known = numbers[item] { return known }
    let number = Int32(items.count)
    numbers[item] = number
    items.append(item)
    return number
  }
}
