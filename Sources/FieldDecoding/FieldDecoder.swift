package import NumberFormats

/// What the image says of one box: the probability of every symbol, `Symbol.count` entries in `rawValue` order,
/// summing to 1, under a uniform prior over the characters.
package struct BoxEvidence: Hashable, Sendable {
  package var probabilities: [Float]

  package init(probabilities: [Float]) {
    precondition(probabilities.count == Symbol.count)
    self.probabilities = probabilities
  }
}

/// One possible value of a field.
package struct Hypothesis: Hashable, Sendable {
  /// One symbol a box, as on the paper.
  package var symbols: [Symbol]
  /// The canonical value if valid, else the characters as they stand (`_` blank, `?` not a character).
  package var value: String
  /// Whether the format holds.
  package var isValid: Bool
  /// The posterior of exactly this value, of [0, 1].
  package var probability: Double

  package init(symbols: [Symbol], value: String, isValid: Bool, probability: Double) {
    self.symbols = symbols
    self.value = value
    self.isValid = isValid
    self.probability = probability
  }
}

/// The exact posterior over what is on the paper.
package struct FieldPosterior: Hashable, Sendable {
  /// The most probable value, valid or not.
  package var best: Hypothesis
  /// The most probable values after `best`, at most five, best first.
  package var alternatives: [Hypothesis]
  /// Each box's own most probable symbols, format apart.
  package var boxwise: [Symbol]
  /// How much of the boxes' own probability satisfies the format, of [0, 1]: a confident value over tiny mass is a
  /// misread.
  package var validMass: Double

  package init(best: Hypothesis, alternatives: [Hypothesis], boxwise: [Symbol], validMass: Double) {
    self.best = best
    self.alternatives = alternatives
    self.boxwise = boxwise
    self.validMass = validMass
  }

  /// Whether the reading differs from the boxes' own best.
  package var isRepaired: Bool { best.symbols != boxwise }
}

/// Decodes the boxes of one field; made once a field of a template, used for every page.
///
/// A string s on the paper has the prior (1 − writerError) · weight(s) / W if it is valid, W being the weight of all
/// valid strings; the rest of the prior is spread over invalid ones as `WriterErrors` says. Sums over all strings are
/// exact: forward–backward over the automata.
package struct FieldDecoder: Sendable {
  package let format: any FieldFormat
  package let boxes: Int
  /// The prior probability that what is written fails its format, of (0, 1).
  package let writerError: Double
  let lattice: FieldLattice
  let writerErrors: WriterErrors
  /// What a valid string's weight counts in the prior: (1 − writerError) / W; 0 where no string is valid.
  let validPrior: Double

  /// - Throws: `FormatError` where the format cannot have so many boxes.
  ///
  /// - Parameter unstructuredShare: what share of invalid values need not even have the format's structure.
  package init(
    format: any FieldFormat, boxes: Int, writerError: Double,
    unstructuredShare: Double = WriterErrors.unstructuredShare
  ) throws(FormatError) {
    precondition(writerError > 0 && writerError < 1)
    guard format.lengths.contains(boxes) else {
      throw FormatError(
        key: "boxes", message: "\(boxes) boxes do not fit a field of type \(format.type.rawValue)")
    }
    self.format = format
    self.boxes = boxes
    self.writerError = writerError
    lattice = FieldLattice(format, boxes: boxes)
    writerErrors = WriterErrors(format, boxes: boxes, lattice: lattice, unstructuredShare: unstructuredShare)
    let weight = lattice.weight
    validPrior = weight > 0 ? (1 - writerError) / weight : 0
  }
}
