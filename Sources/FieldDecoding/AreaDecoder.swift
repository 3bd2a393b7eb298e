package import NumberFormats

/// What may be one character of an undivided area, with what the image says of it.
package struct SegmentEvidence: Hashable, Sendable {
  /// Pieces of the area's ink, [first, end).
  package var pieces: Range<Int>
  /// How well size and borders fit one character, of (0, 1].
  package var fit: Double
  /// How likely, by its size, it stands between characters and is none, of [0, 1).
  package var omission: Double
  package var evidence: BoxEvidence

  package init(pieces: Range<Int>, fit: Double, omission: Double, evidence: BoxEvidence) {
    (self.pieces, self.fit, self.omission, self.evidence) = (pieces, fit, omission, evidence)
  }
}

/// The posterior over what stands in an undivided area.
package struct AreaPosterior: Hashable, Sendable {
  package var field: FieldPosterior
  /// Which segments, left to right, are the characters of the best value.
  package var segments: [Int]
  /// Whether ink was left out that by its size may be a character.
  package var leavesInk: Bool
}

/// Decodes an undivided area: over all ways to cut it into characters, and all values of each.
///
/// A way's weight is the product of its segments' fits, of its omissions, and of what the field decoder makes of its
/// characters against chance: a checksum or a list tells wrong cuts from right ones. Only the most promising ways are
/// decoded (`mostWays`); what the others hold is neglected.
package struct AreaDecoder: Sendable {
  /// By number of characters.
  private let decoders: [Int: FieldDecoder]
  /// By number of characters: the product of the boxes' alphabets, by which a likelihood is one against chance.
  private let chances: [Int: Double]
  package let writerError: Double

  /// Ways that are decoded.
  static let mostWays = 32
  /// Ways kept on the way, for each piece and number of characters.
  static let mostPartial = 8
  /// Ways less likely than this, against the best, are not decoded.
  static let leastShare = 1e-7
  /// How much a network's word that something is no character counts for leaving it out.
  static let junkOmission = 0.2
  /// Ink that is left out although its size says this little for it may have been a character.
  static let doubtfulOmission = 0.3

  /// - Parameter counts: numbers of characters that find room.
  package init(format: any FieldFormat, counts: ClosedRange<Int>, writerError: Double) throws(FormatError) {
    self.writerError = writerError
    var decoders: [Int: FieldDecoder] = [:]
    var chances: [Int: Double] = [:]
    if format.lengths.overlaps(counts) {
      for count in format.lengths.clamped(to: counts) {
        let decoder = try FieldDecoder(format: format, boxes: count, writerError: writerError)
        guard decoder.validPrior > 0 else { continue }
        decoders[count] = decoder
        chances[count] = (0..<count).reduce(1.0) {
          $0 * Double(max(1, format.alphabet(at: $1, of: count).count))
        }
      }
    }
    self.decoders = decoders
    self.chances = chances
  }

  /// The posterior of `segments`, of `pieces` pieces of ink; nil where no way has a possible number of characters.
  package func posterior(_ segments: [SegmentEvidence], pieces: Int) -> AreaPosterior? {
    let ways = SegmentationWays(segments, pieces: pieces, most: decoders.keys.max() ?? 0)
    let possible = ways.complete.filter { decoders[$0.segments.count] != nil }
    guard let first = possible.first, first.score > 0 else { return nil }
    let tried = possible.prefix(Self.mostWays).filter { $0.score >= Self.leastShare * first.score }
    let decoded = tried.compactMap { read($0, segments) }
    return combined(decoded.filter { $0.weight > 0 })
  }

  /// The cut that the characters alone like best, whatever the format says; for a field that no way fits.
  package func unread(_ segments: [SegmentEvidence], pieces: Int) -> (text: String, segments: [Int]) {
    let ways = SegmentationWays(segments, pieces: pieces, most: pieces)
    guard let best = ways.complete.first else { return ("", []) }
    let symbols = best.segments.map { index in
      let values = segments[index].evidence.probabilities
      return Symbol(rawValue: UInt8(values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }))
    }
    return (symbols.text, best.segments)
  }

  private struct Reading {
    var way: SegmentationWays.Way
    var posterior: FieldPosterior
    /// The way's share of all, not normalised.
    var weight: Double
  }

  private func read(_ way: SegmentationWays.Way, _ segments: [SegmentEvidence]) -> Reading? {
    let count = way.segments.count
    guard let decoder = decoders[count], let chance = chances[count] else { return nil }
    let evidence = way.segments.map { segments[$0].evidence }
    let (posterior, likelihood) = decoder.weighed(evidence)
    return Reading(way: way, posterior: posterior, weight: way.fit * chance * likelihood)
  }

  /// The values of all ways together.
  private func combined(_ readings: [Reading]) -> AreaPosterior? {
    let total = readings.reduce(0) { $0 + $1.weight }
    var values: [Value: (probability: Double, best: Double, reading: Reading, hypothesis: Hypothesis)] = [:]
    for reading in readings {
      for hypothesis in [reading.posterior.best] + reading.posterior.alternatives {
        let share = reading.weight / total * hypothesis.probability
        let key = Value(text: hypothesis.value, isValid: hypothesis.isValid)
        var value = values[key] ?? (0, 0, reading, hypothesis)
        value.probability += share
        if share > value.best { (value.best, value.reading, value.hypothesis) = (share, reading, hypothesis) }
        values[key] = value
      }
    }
    let sorted = values.sorted {
      ($1.value.probability, $0.key.isValid ? 0 : 1, $0.key.text)
        < ($0.value.probability, $1.key.isValid ? 0 : 1, $1.key.text)
    }
    guard let first = sorted.first?.value else { return nil }
    let hypotheses = sorted.map { entry in
      var hypothesis = entry.value.hypothesis
      hypothesis.probability = min(1, entry.value.probability)
      return hypothesis
    }
    var field = first.reading.posterior
    field.best = hypotheses[0]
    field.alternatives = Array(hypotheses.dropFirst().prefix(5))
    return AreaPosterior(
      field: field, segments: first.reading.way.segments, leavesInk: first.reading.way.leavesInk)
  }

  private struct Value: Hashable {
    var text: String
    var isValid: Bool
  }
}
