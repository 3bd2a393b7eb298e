import FieldDecoding
import NumberFormats

/// The posterior by enumeration of every string over the boxes: the oracle of the decoder.
struct Enumeration {
  let format: any FieldFormat
  let boxes: Int
  let writerError: Double

  /// The background as the decoder documents it: 2 % blank, 1 % junk, the rest over the alphabet.
  private func background(_ box: Int, _ symbol: Symbol) -> Double {
    if symbol == .blank { return 0.02 }
    if symbol == .junk { return 0.01 }
    let alphabet = format.alphabet(at: box, of: boxes)
    return alphabet.contains(symbol) ? 0.97 / Double(alphabet.count) : 0
  }

  /// Every string whose symbols are among `symbols`.
  private func strings(_ symbols: [Symbol]) -> [[Symbol]] {
    (0..<boxes).reduce([[]]) { strings, _ in strings.flatMap { string in symbols.map { string + [$0] } } }
  }

  /// The weight of a valid string of `format`; nil for an invalid one.
  private func weight(_ string: [Symbol], in format: any FieldFormat) -> Double? {
    func walk<F: FieldFormat>(_ format: F) -> Double? {
      var state = format.start(boxes: boxes)
      var weight = 1.0
      for position in format.order(boxes: boxes) {
        guard let step = format.step(state, at: position, of: boxes, string[position]) else { return nil }
        state = step.state
        weight *= step.weight
      }
      return format.accepts(state, boxes: boxes) ? weight : nil
    }
    return walk(format)
  }

  /// (value, valid) → posterior; and per box and symbol the marginal.
  func posterior(
    _ evidence: [BoxEvidence], over symbols: [Symbol]
  ) -> (values: [String: (valid: Bool, probability: Double)], marginals: [[Double]], sum: Double) {
    let all = strings(symbols)
    let weights = all.map { weight($0, in: format) }
    // Invalid strings that the relaxed format accepts share nine tenths of the writer's errors.
    let relaxed = all.map { string in format.relaxed.flatMap { weight(string, in: $0) } ?? 0 }
    let structured = zip(weights, relaxed).reduce(0) { $1.0 == nil ? $0 + $1.1 : $0 }
    let share = structured > 0 ? 0.9 : 0
    let total = weights.reduce(0) { $0 + ($1 ?? 0) }
    let backgrounds = all.map { $0.enumerated().reduce(1.0) { $0 * background($1.offset, $1.element) } }
    let valid = zip(weights, backgrounds).reduce(0) { $1.0 == nil ? $0 : $0 + $1.1 }
    var values: [String: (valid: Bool, probability: Double)] = [:]
    var marginals = Array(repeating: Array(repeating: 0.0, count: Symbol.count), count: boxes)
    var sum = 0.0
    for (index, string) in all.enumerated() {
      let likelihood = string.enumerated().reduce(1.0) {
        $0 * Double(evidence[$1.offset].probabilities[Int($1.element.rawValue)])
      }
      let prior =
        if let weight = weights[index] { (1 - writerError) * weight / total } else {
          writerError
            * ((1 - share) * backgrounds[index] / (1 - valid)
              + (share > 0 ? share * relaxed[index] / structured : 0))
        }
      let mass = prior * likelihood
      sum += mass
      let isValid = weights[index] != nil
      let value = isValid ? format.canonical(string) : "!" + String(string.map(\.character))
      values[value, default: (isValid, 0)].probability += mass
      for (box, symbol) in string.enumerated() { marginals[box][Int(symbol.rawValue)] += mass }
    }
    return (values.mapValues { ($0.valid, $0.probability / sum) }, marginals.map { $0.map { $0 / sum } }, sum)
  }
}
