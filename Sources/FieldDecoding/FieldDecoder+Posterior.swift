import NumberFormats

extension FieldDecoder {
  /// Values that are named: the best and five alternatives.
  private static let named = 6
  /// Most strings that are tried to find them.
  private static let mostTried = 512
  /// More are tried where one of this posterior may be missed.
  private static let leastNamed = 1e-7

  /// The posterior of `evidence`, one entry a box.
  ///
  /// - Complexity: the automaton's steps over the boxes (a Dutch IBAN about 20,000).
  package func posterior(_ evidence: [BoxEvidence]) -> FieldPosterior {
    weighed(evidence).posterior
  }

  /// The posterior of `evidence`, and its probability under the prior of what is written, up to the boxes' own.
  func weighed(_ evidence: [BoxEvidence]) -> (posterior: FieldPosterior, likelihood: Double) {
    precondition(evidence.count == boxes)
    let scores = BoxScores(evidence)
    let (valid, bests) = lattice.sums(scores, writerErrors.background)
    let invalid = writerErrors.evidence(scores, valid: valid)
    let total = validPrior * valid.format + writerError * writerErrors.total(invalid)
    let values = total > 0 ? values(scores, bests, invalid, total) : []
    let boxwise = scores.boxwise
    let all = scores.total
    let posterior = FieldPosterior(
      best: values.first ?? unread(boxwise), alternatives: Array(values.dropFirst().prefix(5)),
      boxwise: boxwise, validMass: all > 0 ? min(1, valid.plain / all) : 0)
    let scale = evidence.reduce(1.0) { $0 * Double($1.probabilities.max() ?? 0) }
    return (posterior, total * scale)
  }

  /// Per box the posterior of every symbol, given all boxes and the format; boxes × `Symbol.count`.
  package func marginals(_ evidence: [BoxEvidence]) -> [[Double]] {
    let scores = BoxScores(evidence)
    let valid = lattice.marginals(scores, \.weight)
    let invalid = writerErrors.marginals(scores)
    return (0..<boxes).map { box in
      let masses = (0..<Symbol.count).map {
        validPrior * valid[box, $0] + writerError * invalid[box, $0]
      }
      let total = masses.reduce(0, +)
      return masses.map { total > 0 ? $0 / total : 0 }
    }
  }

  /// The most probable values of both kinds, best first.
  private func values(
    _ scores: BoxScores, _ bests: LatticeBests, _ invalid: WriterErrors.Evidence, _ total: Double
  ) -> [Hypothesis] {
    let valid = valid(scores, bests).map { (string: $0, isValid: true, mass: $0.score * validPrior) }
    // An invalid string is named only if it has more than the last of enough valid values.
    let floor = valid.count == Self.named ? valid[Self.named - 1].mass / writerError : 0
    let others = writerErrors.best(
      Self.named, invalid, floor: floor, most: Self.mostTried, least: Self.leastNamed * total / writerError)
    let both = valid + others.map { (string: $0, isValid: false, mass: $0.score * writerError) }
    // Of equals the valid one first, then by symbols: the order must not depend on chance.
    let sorted = both.sorted {
      if $0.mass != $1.mass { return $0.mass > $1.mass }
      if $0.isValid != $1.isValid { return $0.isValid }
      return $0.string.symbols.lexicographicallyPrecedes($1.string.symbols)
    }
    return sorted.prefix(Self.named).map { string, isValid, mass in
      Hypothesis(
        symbols: string.symbols, value: isValid ? format.canonical(string.symbols) : string.symbols.text,
        isValid: isValid, probability: min(1, mass / total))
    }
  }

  /// The most probable valid values: of each its best string, scored by all that spell it.
  private func valid(_ scores: BoxScores, _ bests: LatticeBests) -> [ScoredString] {
    let spellings = Double(format.mostSpellings(boxes: boxes))
    if spellings == 1 {
      return Array(BestStrings(lattice, scores, bests, limit: Self.named).prefix(Self.named))
    }
    var found: [ScoredString] = []
    for limit in [4 * Self.named, Self.mostTried] {
      found.removeAll(keepingCapacity: true)
      var seen: Set<String> = []
      var tried = 0
      for string in BestStrings(lattice, scores, bests, limit: limit).prefix(limit) {
        // A value not seen yet has no better string than this one, so at most so much in all.
        let most = string.score * spellings
        if found.count >= Self.named, found[Self.named - 1].score >= most { break }
        tried += 1
        let value = format.canonical(string.symbols)
        guard seen.insert(value).inserted else { continue }
        let scored = ScoredString(symbols: string.symbols, score: spelled(string, as: value, scores))
        found.insert(scored, at: found.firstIndex { $0.score < scored.score } ?? found.count)
      }
      if tried < limit { break }
    }
    return Array(found.prefix(Self.named))
  }

  /// The weight of all strings that spell the value of `string`.
  private func spelled(_ string: ScoredString, as value: String, _ scores: BoxScores) -> Double {
    let others = format.spellings(of: value, boxes: boxes).filter { $0 != string.symbols }
    return others.reduce(string.score) { $0 + lattice.score(of: $1, scores) }
  }

  /// What is said of boxes that no string explains.
  private func unread(_ boxwise: [Symbol]) -> Hypothesis {
    Hypothesis(symbols: boxwise, value: boxwise.text, isValid: false, probability: 0)
  }
}
