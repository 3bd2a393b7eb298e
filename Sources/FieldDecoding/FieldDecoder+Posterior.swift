import NumberFormats

extension FieldDecoder {
  /// Values that are named: the best and five alternatives.
  private static let named = 6
  /// Most strings that are tried to find them.
  private static let mostTried = 512

  /// The posterior of `evidence`, one entry a box.
  ///
  /// - Complexity: the automaton's steps over the boxes (an IBAN about 25,000).
  package func posterior(_ evidence: [BoxEvidence]) -> FieldPosterior {
    precondition(evidence.count == boxes)
    let scores = evidence.map(Self.scores)
    let total = validPrior * lattice.total(scores, .format) + writerError * writerErrors.total(scores)
    let values = values(scores, total)
    let boxwise = scores.map { box in
      Symbol(rawValue: UInt8(box.indices.reduce(0) { box[$1] > box[$0] ? $1 : $0 }))
    }
    let best = values.first ?? unread(boxwise)
    return FieldPosterior(
      best: best, alternatives: Array(values.dropFirst().prefix(5)), boxwise: boxwise,
      validMass: validMass(scores), marginals: marginals(scores, total))
  }

  /// A box's probabilities over their greatest: products of many boxes stay within range.
  private static func scores(_ evidence: BoxEvidence) -> [Double] {
    let most = evidence.probabilities.max() ?? 0
    return evidence.probabilities.map { most > 0 ? Double($0 / most) : 1 }
  }

  /// The most probable values of both kinds, best first.
  private func values(_ scores: [[Double]], _ total: Double) -> [Hypothesis] {
    guard total > 0 else { return [] }
    var values = valid(scores).map { string in
      Hypothesis(
        symbols: string.symbols, value: format.canonical(string.symbols), isValid: true,
        probability: min(1, string.score * validPrior / total))
    }
    values += writerErrors.best(Self.named, scores, mostTried: Self.mostTried).map { string in
      Hypothesis(
        symbols: string.symbols, value: string.symbols.text, isValid: false,
        probability: min(1, string.score * writerError / total))
    }
    // Of equals the valid one first, then by value: the order must not depend on chance.
    return values.sorted {
      ($1.probability, $0.isValid ? 0 : 1, $0.value) < ($0.probability, $1.isValid ? 0 : 1, $1.value)
    }
  }

  /// The most probable valid values: of each its best string, scored by all that spell it.
  private func valid(_ scores: [[Double]]) -> [ScoredString] {
    var seen: Set<String> = []
    var found: [ScoredString] = []
    let spellings = Double(format.mostSpellings(boxes: boxes))
    for string in BestStrings(lattice, scores).prefix(Self.mostTried) {
      // A value not seen yet has no better string than this one, so at most so much in all.
      let most = string.score * spellings
      if found.count >= Self.named, found[Self.named - 1].score >= most { break }
      let value = format.canonical(string.symbols)
      guard seen.insert(value).inserted else { continue }
      let scored = ScoredString(symbols: string.symbols, score: spelled(string, as: value, scores))
      found.insert(scored, at: found.firstIndex { $0.score < scored.score } ?? found.count)
    }
    return Array(found.prefix(Self.named))
  }

  /// The weight of all strings that spell the value of `string`.
  private func spelled(_ string: ScoredString, as value: String, _ scores: [[Double]]) -> Double {
    guard format.mostSpellings(boxes: boxes) > 1 else { return string.score }
    let others = format.spellings(of: value, boxes: boxes).filter { $0 != string.symbols }
    return others.reduce(string.score) { $0 + lattice.score(of: $1, scores) }
  }

  /// Per box the posterior of every symbol.
  private func marginals(_ scores: [[Double]], _ total: Double) -> [[Double]] {
    let valid = lattice.marginals(scores, .format)
    let invalid = writerErrors.marginals(scores)
    return zip(valid, invalid).map { valid, invalid in
      zip(valid, invalid).map { total > 0 ? min(1, (validPrior * $0 + writerError * $1) / total) : 0 }
    }
  }

  /// How much of the boxes' own probability, no prior, satisfies the format.
  private func validMass(_ scores: [[Double]]) -> Double {
    let valid = lattice.total(scores, .none)
    let all = scores.reduce(1.0) { $0 * $1.reduce(0, +) }
    return all > 0 ? min(1, valid / all) : 0
  }

  /// What is said of boxes that no string explains.
  private func unread(_ boxwise: [Symbol]) -> Hypothesis {
    Hypothesis(symbols: boxwise, value: boxwise.text, isValid: false, probability: 0)
  }
}
