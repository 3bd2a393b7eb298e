import NumberFormats

extension FieldLattice {
  init(_ format: any FieldFormat, boxes: Int) {
    let automaton = format.automaton(boxes: boxes)
    let twin = format.relaxed?.automaton(boxes: boxes)
    let drafts = Self.product(automaton, twin)
    self.init(drafts, order: automaton.order)
  }

  /// A layer that is being built: steps by the state before, then by symbol.
  private struct Draft {
    var steps: [(from: Int32, to: Int32, look: Look)] = []
    /// Of the states after it, whether a string may end there; only of the last layer.
    var accepting: [Bool] = []
  }

  /// A format's automaton walked together with that of its relaxed twin, so that each step has the weights of both.
  private static func product(_ automaton: Automaton, _ twin: Automaton?) -> [Draft] {
    var drafts: [Draft] = []
    var states: [(strict: Int32, relaxed: Int32)] = [(0, 0)]
    for (layer, box) in automaton.order.enumerated() {
      let strict = automaton.layers[layer].ranges(automaton.stateCounts[layer])
      let relaxed = twin.map { $0.layers[layer].ranges($0.stateCounts[layer]) } ?? []
      var draft = Draft()
      var next: [(strict: Int32, relaxed: Int32)] = []
      var numbers: [UInt64: Int32] = [:]
      for (from, state) in states.enumerated() {
        for step in automaton.layers[layer][strict[Int(state.strict)]] {
          var look = Look(box: Int32(box), symbol: step.symbol, weight: step.weight, relaxedWeight: 0)
          var pair = (strict: step.to, relaxed: Int32(0))
          if let twin {
            let others = twin.layers[layer][relaxed[Int(state.relaxed)]]
            guard let other = others.first(where: { $0.symbol == step.symbol }) else { continue }
            look.relaxedWeight = other.weight
            pair.relaxed = other.to
          }
          let key = UInt64(UInt32(bitPattern: pair.strict)) << 32 | UInt64(UInt32(bitPattern: pair.relaxed))
          let to = numbers[key] ?? Int32(next.count)
          if Int(to) == next.count {
            numbers[key] = to
            next.append(pair)
          }
          draft.steps.append((Int32(from), to, look))
        }
      }
      drafts.append(draft)
      states = next
    }
    if !drafts.isEmpty {
      drafts[drafts.count - 1].accepting = states.map { automaton.accepting[Int($0.strict)] }
    }
    return drafts
  }

  /// Drops what does not end in acceptance, makes one state of those with the same future, and numbers all through.
  private init(_ drafts: [Draft], order: [Int]) {
    // Of every state after the layer at hand its new number; -1 for one that is dropped.
    var numbers: [Int32] = drafts.last?.accepting.map { $0 ? 0 : -1 } ?? []
    var counts = [numbers.contains(0) ? 1 : 0]
    var layers: [MergedLayer] = []
    for draft in drafts.reversed() {
      var merged = MergedLayer()
      var renumbered = Array(repeating: Int32(-1), count: Int(draft.steps.last?.from ?? -1) + 1)
      var next = 0
      while next < draft.steps.count {
        let from = draft.steps[next].from
        var own: [Step] = []
        while next < draft.steps.count, draft.steps[next].from == from {
          let to =
            numbers.indices.contains(Int(draft.steps[next].to)) ? numbers[Int(draft.steps[next].to)] : -1
          if to >= 0 { own.append(merged.step(to, draft.steps[next].look)) }
          next += 1
        }
        if !own.isEmpty { renumbered[Int(from)] = merged.state(own) }
      }
      layers.append(merged)
      numbers = renumbered
      counts.append(merged.count)
    }
    self.init(layers.reversed(), counts: counts.reversed(), order: order)
  }

  private init(_ layers: [MergedLayer], counts: [Int], order: [Int]) {
    guard counts.first == 1 else {
      (self.order, offsets, looks, steps, starts) = (order, [], [], [], [])
      (arrivals, ends, relaxedRatio) = ([], [], nil)
      return
    }
    let offsets = counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    var looks: [Look] = []
    var steps: [Step] = []
    var starts: [Int32] = []
    for (index, layer) in layers.enumerated() {
      let (firstStep, firstLook) = (Int32(steps.count), Int32(looks.count))
      starts += layer.starts.dropLast().map { $0 + firstStep }
      steps += layer.steps.map { Step(to: $0.to + Int32(offsets[index + 1]), look: $0.look + firstLook) }
      looks += layer.sortedLooks
    }
    // The states after the last layer lead nowhere.
    starts += Array(repeating: Int32(steps.count), count: (counts.last ?? 0) + 1)
    let (arrivals, ends) = Self.arrivals(steps, starts)
    (self.order, self.offsets, self.looks, self.steps, self.starts) = (order, offsets, looks, steps, starts)
    (self.arrivals, self.ends) = (arrivals, ends)
    relaxedRatio = Self.relaxedRatio(looks, boxes: order.count)
  }

  private static func arrivals(_ steps: [Step], _ starts: [Int32]) -> ([Arrival], [Int32]) {
    var ends = Array(repeating: Int32(0), count: starts.count)
    for step in steps { ends[Int(step.to) + 1] += 1 }
    for state in 1..<ends.count { ends[state] += ends[state - 1] }
    var free = ends
    var arrivals = Array(repeating: Arrival(from: 0, look: 0), count: steps.count)
    for from in 0..<starts.count - 1 {
      for step in steps[Int(starts[from])..<Int(starts[from + 1])] {
        arrivals[Int(free[Int(step.to)])] = Arrival(from: Int32(from), look: step.look)
        free[Int(step.to)] += 1
      }
    }
    return (arrivals, ends)
  }

  /// The product over the boxes of relaxed against own weights, where all looks of a box have the same.
  private static func relaxedRatio(_ looks: [Look], boxes: Int) -> Double? {
    var ratios = Array(repeating: Double?.none, count: boxes)
    for look in looks {
      let ratio = look.relaxedWeight / look.weight
      if let known = ratios[Int(look.box)], abs(known - ratio) > 1e-12 * known { return nil }
      ratios[Int(look.box)] = ratio
    }
    return ratios.reduce(1) { $0 * ($1 ?? 1) }
  }
}

/// A layer whose states are numbered as they come, those with the same steps together.
private struct MergedLayer {
  private var looks: [FieldLattice.Look: Int32] = [:]
  private var states: [[FieldLattice.Step]: Int32] = [:]
  private(set) var starts: [Int32] = [0]
  private(set) var steps: [FieldLattice.Step] = []

  var count: Int { starts.count - 1 }

  var sortedLooks: [FieldLattice.Look] { looks.sorted { $0.value < $1.value }.map(\.key) }

  mutating func step(_ to: Int32, _ look: FieldLattice.Look) -> FieldLattice.Step {
    let number = looks[look] ?? Int32(looks.count)
    looks[look] = number
    return FieldLattice.Step(to: to, look: number)
  }

  /// The number of the state that has `own` steps.
  mutating func state(_ own: [FieldLattice.Step]) -> Int32 {
    if let known = states[own] { return known }
    let number = Int32(count)
    states[own] = number
    steps += own
    starts.append(Int32(steps.count))
    return number
  }
}

extension [Automaton.Step] {
  /// Of each of `count` states before the layer, which of its steps are that state's.
  fileprivate func ranges(_ count: Int) -> [Range<Int>] {
    var ranges = Array<Range<Int>>(repeating: 0..<0, count: count)
    var next = 0
    while next < self.count {
      let start = next
      let from = self[start].from
      while next < self.count, self[next].from == from { next += 1 }
      ranges[Int(from)] = start..<next
    }
    return ranges
  }
}
