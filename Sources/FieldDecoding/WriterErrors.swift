import NumberFormats

/// What people write that fails the format.
///
/// Nine in ten times a value whose structure holds, while its checksum or list does not; else anything, box by box.
/// Of a format that is nothing but structure, anything.
struct WriterErrors: Sendable {
  /// The share of invalid values that do not even have the format's structure.
  static let unstructuredShare = 0.1
  /// The share of boxes of an unstructured value that are empty: somebody stopped early or left a gap.
  static let blankShare = 0.02
  /// The share of boxes of an unstructured value that hold no character: crossed out, a dash, dirt.
  static let junkShare = 0.01

  /// The relaxed format's lattice; nil where there is none.
  let relaxed: FieldLattice?
  /// Per box what an unstructured value has there; each box sums to 1.
  let background: [[Double]]
  /// What a relaxed and a background weight count in the distribution of invalid strings.
  let relaxedPrior: Double
  let backgroundPrior: Double
  private let lattice: FieldLattice

  /// - Parameter lattice: of the format itself.
  init(_ format: any FieldFormat, boxes: Int, lattice: FieldLattice) {
    self.lattice = lattice
    background = (0..<boxes).map { Self.background(format.alphabet(at: $0, of: boxes)) }
    relaxed = format.relaxed.map { FieldLattice($0, boxes: boxes) }
    let even = Array(repeating: Array(repeating: 1.0, count: Symbol.count), count: boxes)
    let structured = (relaxed?.total(even, .format) ?? 0) - lattice.total(even, .relaxed)
    let share = structured > 0 ? 1 - Self.unstructuredShare : 0
    relaxedPrior = structured > 0 ? share / structured : 0
    let free = 1 - lattice.total(background, .none)
    backgroundPrior = (1 - share) / max(free, .leastNonzeroMagnitude)
  }

  private static func background(_ alphabet: [Symbol]) -> [Double] {
    var weights = Array(repeating: 0.0, count: Symbol.count)
    for symbol in alphabet {
      weights[Int(symbol.rawValue)] = (1 - blankShare - junkShare) / Double(alphabet.count)
    }
    weights[Int(Symbol.blank.rawValue)] = blankShare
    weights[Int(Symbol.junk.rawValue)] = junkShare
    return weights
  }

  /// The boxes' scores times the background.
  func weighted(_ scores: [[Double]]) -> [[Double]] {
    zip(scores, background).map { box, weights in zip(box, weights).map { $0 * $1 } }
  }

  /// The mass of all invalid strings.
  func total(_ scores: [[Double]]) -> Double {
    let weighted = weighted(scores)
    let free = weighted.reduce(1.0) { $0 * $1.reduce(0, +) } - lattice.total(weighted, .none)
    let structured = (relaxed?.total(scores, .format) ?? 0) - lattice.total(scores, .relaxed)
    return backgroundPrior * max(0, free) + relaxedPrior * max(0, structured)
  }

  /// Per box and symbol the mass of all invalid strings that have the symbol there.
  func marginals(_ scores: [[Double]]) -> [[Double]] {
    let weighted = weighted(scores)
    let sums = weighted.map { $0.reduce(0, +) }
    let valid = lattice.marginals(weighted, .none)
    let structured = relaxed?.marginals(scores, .format)
    let validStructured = lattice.marginals(scores, .relaxed)
    return scores.indices.map { box in
      let others = sums.indices.reduce(1.0) { $1 == box ? $0 : $0 * sums[$1] }
      return (0..<Symbol.count).map { symbol in
        let free = max(0, weighted[box][symbol] * others - valid[box][symbol])
        let kept = max(0, (structured?[box][symbol] ?? 0) - validStructured[box][symbol])
        return backgroundPrior * free + relaxedPrior * kept
      }
    }
  }

  /// The most probable invalid strings, at most `count`, with their mass, best first.
  func best(_ count: Int, _ scores: [[Double]], mostTried: Int) -> [ScoredString] {
    var strings = Set(ProductStrings(weighted(scores)).invalid(count, lattice, mostTried))
    if let relaxed { strings.formUnion(BestStrings(relaxed, scores).invalid(count, lattice, mostTried)) }
    let scored = strings.map { ScoredString(symbols: $0, score: mass(of: $0, scores)) }
    let sorted = scored.sorted {
      $0.score != $1.score ? $0.score > $1.score : $0.symbols.lexicographicallyPrecedes($1.symbols)
    }
    return Array(sorted.prefix(count))
  }

  private func mass(of symbols: [Symbol], _ scores: [[Double]]) -> Double {
    var free = backgroundPrior
    for (box, symbol) in symbols.enumerated() {
      free *= background[box][Int(symbol.rawValue)] * scores[box][Int(symbol.rawValue)]
    }
    return free + relaxedPrior * (relaxed?.score(of: symbols, scores) ?? 0)
  }
}

extension Sequence<ScoredString> {
  /// The first `count` strings that the lattice does not accept, of at most `mostTried`.
  fileprivate func invalid(_ count: Int, _ lattice: FieldLattice, _ mostTried: Int) -> [[Symbol]] {
    var found: [[Symbol]] = []
    for string in prefix(mostTried) where lattice.weight(of: string.symbols) == nil {
      found.append(string.symbols)
      if found.count == count { break }
    }
    return found
  }
}
