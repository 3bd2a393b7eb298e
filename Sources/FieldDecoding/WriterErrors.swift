import NumberFormats

/// What people write that fails the format.
///
/// Nine in ten times a value whose structure holds, while its checksum or list does not; else anything, box by box.
/// Of a format that is nothing but structure, anything.
package struct WriterErrors: Sendable {
  /// The share of invalid values that do not even have the format's structure.
  package static let unstructuredShare = 0.1
  /// The share of boxes of an unstructured value that are empty: somebody stopped early or left a gap.
  static let blankShare = 0.02
  /// The share of boxes of an unstructured value that hold no character: crossed out, a dash, dirt.
  static let junkShare = 0.01

  /// How many times more strings the widest search tries.
  private static let wide = 40
  /// How many times as many as asked for are looked for among structured strings, and among all.
  private static let further = 2

  /// The relaxed format's lattice; nil where there is none.
  let relaxed: FieldLattice?
  /// Per box what an unstructured value has there; each box sums to 1.
  let background: Background
  /// What a relaxed and a background weight count in the distribution of invalid strings.
  let relaxedPrior: Double
  let backgroundPrior: Double
  private let lattice: FieldLattice

  /// - Parameter lattice: of the format itself.
  init(_ format: any FieldFormat, boxes: Int, lattice: FieldLattice, unstructuredShare: Double) {
    self.lattice = lattice
    background = Background(Self.background(format, boxes: boxes), over: lattice)
    relaxed = format.relaxed.map { FieldLattice($0, boxes: boxes) }
    let valid = lattice.sums(BoxScores(repeating: 1, boxes: boxes), background).0
    let structured = (relaxed?.weight ?? 0) - valid.relaxed
    let share = structured > 0 ? 1 - unstructuredShare : 0
    relaxedPrior = structured > 0 ? share / structured : 0
    backgroundPrior = (1 - share) / max(1 - valid.background, .leastNonzeroMagnitude)
  }

  private static func background(_ format: any FieldFormat, boxes: Int) -> BoxScores {
    var background = BoxScores(repeating: 0, boxes: boxes)
    for box in 0..<boxes {
      let alphabet = format.alphabet(at: box, of: boxes)
      for symbol in alphabet {
        background[box, Int(symbol.rawValue)] = (1 - blankShare - junkShare) / Double(alphabet.count)
      }
      background[box, Int(Symbol.blank.rawValue)] = blankShare
      background[box, Int(Symbol.junk.rawValue)] = junkShare
    }
    return background
  }

  /// What `Evidence` has of one field, worked out once.
  struct Evidence {
    var scores: BoxScores
    /// The scores times the background.
    var weighted: BoxScores
    /// Of the format's own lattice.
    var valid: LatticeSums
    /// Of the relaxed format's: the sum of all it accepts, and what its search is led by.
    var structured: (sum: Double, bests: LatticeBests)
  }

  func evidence(_ scores: BoxScores, valid: LatticeSums) -> Evidence {
    let structured = relaxed?.sums(scores, background)
    return Evidence(
      scores: scores, weighted: scores.times(background.weights), valid: valid,
      structured: (structured?.0.format ?? 0, structured?.1 ?? LatticeBests(values: [])))
  }

  /// The mass of all invalid strings.
  func total(_ evidence: Evidence) -> Double {
    let free = evidence.weighted.total - evidence.valid.background
    let structured = evidence.structured.sum - evidence.valid.relaxed
    return backgroundPrior * max(0, free) + relaxedPrior * max(0, structured)
  }

  /// Per box and symbol the mass of all invalid strings that have the symbol there.
  func marginals(_ scores: BoxScores) -> BoxScores {
    let weighted = scores.times(background.weights)
    let sums = (0..<scores.boxes).map(weighted.sum)
    let valid = lattice.marginals(weighted) { _ in 1 }
    let structured = relaxed?.marginals(scores, \.weight)
    let validStructured = lattice.marginals(scores, \.relaxedWeight)
    var marginals = BoxScores(repeating: 0, boxes: scores.boxes)
    for box in 0..<scores.boxes {
      let others = sums.indices.reduce(1.0) { $1 == box ? $0 : $0 * sums[$1] }
      for symbol in 0..<Symbol.count {
        let free = max(0, weighted[box, symbol] * others - valid[box, symbol])
        let kept = max(0, (structured?[box, symbol] ?? 0) - validStructured[box, symbol])
        marginals[box, symbol] = backgroundPrior * free + relaxedPrior * kept
      }
    }
    return marginals
  }

  /// The most probable invalid strings, at most `count`, with their mass, best first.
  ///
  /// - Parameters:
  ///   - floor: the mass of which strings are asked for; there may be fewer than `count`.
  ///   - most: strings that are tried to find them.
  ///   - least: the least mass for which more are tried, so that of a format that accepts nearly everything the few
  ///     strings that fail it are found too.
  func best(
    _ count: Int, _ evidence: Evidence, floor: Double, most: Int, least: Double
  ) -> [ScoredString] {
    // Of strings that have something of both, those best in neither are found by looking further, and one of the two
    // is half of their mass.
    let isSingle = relaxed == nil
    let wanted = isSingle ? count : Self.further * count
    let floor = isSingle ? floor : floor / 2
    var strings = invalid(wanted, most, floor / backgroundPrior, least / backgroundPrior) {
      ProductStrings(evidence.weighted, limit: $0, least: $1)
    }
    if let relaxed {
      let structured = invalid(wanted, most, floor / relaxedPrior, least / relaxedPrior) {
        BestStrings(relaxed, evidence.scores, evidence.structured.bests, limit: $0, least: $1)
      }
      strings += structured.filter { !strings.contains($0) }
    }
    let scored = strings.map { ScoredString(symbols: $0, score: mass(of: $0, evidence.scores)) }
    let sorted = scored.sorted {
      $0.score != $1.score ? $0.score > $1.score : $0.symbols.lexicographicallyPrecedes($1.symbols)
    }
    return Array(sorted.prefix(count))
  }

  /// The first `count` strings of a search that the lattice does not accept: a narrow search first, then one of `most`,
  /// then a wide one for as long as strings score `least`; none for longer than they score `floor`.
  private func invalid<Strings: Sequence<ScoredString>>(
    _ count: Int, _ most: Int, _ floor: Double, _ least: Double,
    _ search: (_ limit: Int, _ least: Double) -> Strings
  ) -> [[Symbol]] {
    var found: [[Symbol]] = []
    for (limit, least) in [(2 * count, floor), (most, floor), (Self.wide * most, max(floor, least))] {
      found.removeAll(keepingCapacity: true)
      var tried = 0
      for string in search(limit, least).prefix(limit) {
        tried += 1
        if lattice.weight(of: string.symbols) == nil { found.append(string.symbols) }
        if found.count == count { break }
      }
      if found.count == count || tried < limit { break }
    }
    return found
  }

  private func mass(of symbols: [Symbol], _ scores: BoxScores) -> Double {
    var free = backgroundPrior
    for (box, symbol) in symbols.enumerated() {
      free *= background.weights[box, Int(symbol.rawValue)] * scores[box, Int(symbol.rawValue)]
    }
    return free + relaxedPrior * (relaxed?.score(of: symbols, scores) ?? 0)
  }
}
