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
      draft.steps.reserveCapacity(automaton.layers[layer].count)
      var next = StatePairs(count: automaton.stateCounts[layer + 1])
      for (from, state) in states.enumerated() {
        var others = twin.map { $0.layers[layer][relaxed[Int(state.relaxed)]] } ?? []
        for step in automaton.layers[layer][strict[Int(state.strict)]] {
          var look = Look(box: Int32(box), symbol: step.symbol, weight: step.weight, relaxedWeight: 0)
          var relaxedState: Int32 = 0
          if twin != nil {
            // Both are sorted by symbol.
            while let other = others.first, other.symbol < step.symbol { others.removeFirst() }
            guard let other = others.first, other.symbol == step.symbol else { continue }
            look.relaxedWeight = other.weight
            relaxedState = other.to
          }
          draft.steps.append((Int32(from), next.number(step.to, relaxedState), look))
        }
      }
      drafts.append(draft)
      states = next.pairs
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
      (self.order, offsets, looks, steps, starts, relaxedRatio) = (order, [], [], [], [], nil)
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
      looks += layer.looks
    }
    // The states after the last layer lead nowhere.
    starts += Array(repeating: Int32(steps.count), count: (counts.last ?? 0) + 1)
    (self.order, self.offsets, self.looks, self.steps, self.starts) = (order, offsets, looks, steps, starts)
    relaxedRatio = Self.relaxedRatio(looks, boxes: order.count)
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

/// Pairs of a format's state and its twin's, numbered as they come.
private struct StatePairs {
  private(set) var pairs: [(strict: Int32, relaxed: Int32)] = []
  /// Of each state of the format the pair that it was last seen in: nearly always its only one.
  private var last: [Int32]
  private var numbers: [UInt64: Int32] = [:]

  /// - Parameter count: states of the format.
  init(count: Int) { last = Array(repeating: -1, count: count) }

  mutating func number(_ strict: Int32, _ relaxed: Int32) -> Int32 {
    let seen = last[Int(strict)]
    if seen >= 0, pairs[Int(seen)].relaxed == relaxed { return seen }
    let key = UInt64(UInt32(bitPattern: strict)) << 32 | UInt64(UInt32(bitPattern: relaxed))
    let number = numbers[key] ?? Int32(pairs.count)
    if Int(number) == pairs.count {
      numbers[key] = number
      pairs.append((strict, relaxed))
    }
    last[Int(strict)] = number
    return number
  }
}

/// A layer whose states are numbered as they come, those with the same steps together.
private struct MergedLayer {
  private(set) var looks: [FieldLattice.Look] = []
  /// Of each symbol the numbers of its looks: one, or few.
  private var looksOfSymbol = Array(repeating: [Int32](), count: Symbol.count)
  private var states: [Steps: Int32] = [:]
  private(set) var starts: [Int32] = [0]
  private(set) var steps: [FieldLattice.Step] = []

  /// The steps of one state; hashed as a sum of products, for states have dozens and automata thousands of states.
  private struct Steps: Hashable {
    var steps: [FieldLattice.Step]

    func hash(into hasher: inout Hasher) {
      var sum: UInt64 = 0
      for step in steps {
        let bits = UInt64(UInt32(bitPattern: step.to)) << 32 | UInt64(UInt32(bitPattern: step.look))
        sum = (sum ^ bits) &* 0x9E37_79B9_7F4A_7C15
        sum ^= sum >> 32
      }
      hasher.combine(sum)
    }
  }

  var count: Int { starts.count - 1 }

  mutating func step(_ to: Int32, _ look: FieldLattice.Look) -> FieldLattice.Step {
    for number in looksOfSymbol[Int(look.symbol)] where looks[Int(number)] == look {
      return FieldLattice.Step(to: to, look: number)
    }
    let number = Int32(looks.count)
    looks.append(look)
    looksOfSymbol[Int(look.symbol)].append(number)
    return FieldLattice.Step(to: to, look: number)
  }

  /// The number of the state that has `own` steps.
  mutating func state(_ own: [FieldLattice.Step]) -> Int32 {
    if let known = states[Steps(steps: own)] { return known }
    let number = Int32(count)
    states[Steps(steps: own)] = number
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
