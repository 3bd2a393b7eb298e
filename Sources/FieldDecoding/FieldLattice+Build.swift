import NumberFormats

extension FieldLattice {
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
    let order = format.order(boxes: boxes)
    var drafts: [[Draft]] = []
    var states = [State(strict: format.start(boxes: boxes), relaxed: relaxed.start(boxes: boxes))]
    var counts = [1]
    for position in order {
      let (steps, next) = Self.expand(states) { state, symbol in
        guard let step = format.step(state.strict, at: position, of: boxes, symbol),
          let twin = relaxed.step(state.relaxed, at: position, of: boxes, symbol)
        else { return nil }
        return (State(strict: step.state, relaxed: twin.state), step.weight, twin.weight * relaxedCounts)
      }
      drafts.append(steps)
      states = next
      counts.append(next.count)
    }
    let accepting = states.map { format.accepts($0.strict, boxes: boxes) }
    self.init(drafts, counts, accepting: accepting, order: order)
  }

  /// A step of a lattice that is being built.
  private struct Draft {
    var from: Int32
    var to: Int32
    var look: Look
  }

  private static func expand<State: Hashable>(
    _ states: [State], step: (State, Symbol) -> (state: State, weight: Double, relaxedWeight: Double)?
  ) -> (steps: [Draft], next: [State]) {
    var steps: [Draft] = []
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
        let look = Look(symbol: raw, weight: step.weight, relaxedWeight: step.relaxedWeight)
        steps.append(Draft(from: Int32(from), to: to, look: look))
      }
    }
    return (steps, next)
  }

  /// Drops what does not end in acceptance, makes one state of those with the same future, and numbers the rest anew.
  private init(_ drafts: [[Draft]], _ counts: [Int], accepting: [Bool], order: [Int]) {
    // Of every state after the layer at hand its new number; nil for one that is dropped.
    var numbers: [Int32?] = accepting.map { $0 ? 0 : nil }
    var count = accepting.contains(true) ? 1 : 0
    var stateCounts = [count]
    var layers: [Layer] = []
    for (steps, (position, before)) in zip(drafts, zip(order, counts)).reversed() {
      var merged = MergedLayer()
      var renumbered = Array(repeating: Int32?.none, count: before)
      var next = 0
      while next < steps.count {
        let from = steps[next].from
        var own: [Step] = []
        while next < steps.count, steps[next].from == from {
          if let to = numbers[Int(steps[next].to)] { own.append(merged.step(to, steps[next].look)) }
          next += 1
        }
        if !own.isEmpty { renumbered[Int(from)] = merged.state(own) }
      }
      layers.append(merged.layer(position: position, statesAfter: count))
      numbers = renumbered
      count = merged.count
      stateCounts.append(count)
    }
    self.init(layers: layers.reversed(), stateCounts: stateCounts.reversed())
  }
}

/// A layer whose states are numbered as they come, those with the same steps together.
private struct MergedLayer {
  private var looks: [FieldLattice.Look: Int32] = [:]
  private var states: [[UInt64]: Int32] = [:]
  private var starts: [Int32] = [0]
  private var steps: [FieldLattice.Step] = []

  var count: Int { starts.count - 1 }

  mutating func step(_ to: Int32, _ look: FieldLattice.Look) -> FieldLattice.Step {
    let number = looks[look] ?? Int32(looks.count)
    looks[look] = number
    return FieldLattice.Step(to: to, look: number)
  }

  /// The number of the state that has `own` steps.
  mutating func state(_ own: [FieldLattice.Step]) -> Int32 {
    let key = own.map { UInt64(UInt32(bitPattern: $0.to)) << 32 | UInt64(UInt32(bitPattern: $0.look)) }
    if let known = states[key] { return known }
    let number = Int32(count)
    states[key] = number
    steps += own
    starts.append(Int32(steps.count))
    return number
  }

  func layer(position: Int, statesAfter: Int) -> FieldLattice.Layer {
    var ends = Array(repeating: Int32(0), count: statesAfter + 1)
    for step in steps { ends[Int(step.to) + 1] += 1 }
    for state in 0..<statesAfter { ends[state + 1] += ends[state] }
    var free = ends
    var arrivals = Array(repeating: FieldLattice.Arrival(from: 0, look: 0), count: steps.count)
    for from in 0..<count {
      for step in steps[Int(starts[from])..<Int(starts[from + 1])] {
        arrivals[Int(free[Int(step.to)])] = FieldLattice.Arrival(from: Int32(from), look: step.look)
        free[Int(step.to)] += 1
      }
    }
    return FieldLattice.Layer(
      position: position, looks: looks.sorted { $0.value < $1.value }.map(\.key), steps: steps,
      starts: starts, arrivals: arrivals, ends: ends)
  }
}

/// A state of a format and of its relaxed twin.
private struct ProductState<Strict: Hashable, Relaxed: Hashable>: Hashable {
  var strict: Strict
  var relaxed: Relaxed
}
