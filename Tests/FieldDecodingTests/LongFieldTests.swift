import FieldDecoding
import NumberFormats
import Testing

/// Fields too long to enumerate, where all but a few boxes are sure: the few are enumerated.
@Suite("The exact posterior of long fields") struct LongFieldTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var specification: FormatSpecification
    /// A valid value, one character a box, `_` blank.
    var written: String
    var testDescription: String { "\(specification.type.rawValue) \(written)" }

    init(
      _ type: FieldType, _ written: String, country: String? = nil, length: Int? = nil, min: Int? = nil,
      check: String? = nil, list: [String]? = nil
    ) {
      specification = FormatSpecification(
        type: type, country: country, length: length, min: min, check: check, boxes: written.count, list: list
      )
      self.written = written
    }
  }

  static let cases = [
    Case(.iban, "NL91ABNA0417164300", country: "NL"), Case(.iban, "NL51ZZZZ0123456789", country: "NL"),
    Case(.iban, "BE68539007547034", country: "BE"), Case(.iban, "NO9386011117947", country: "NO"),
    Case(.iban, "ES9121000418450200051332", country: "ES"),
    Case(.iban, "ME25505000012345678951", country: "ME"),
    Case(.iban, "NO9386011117947____"), Case(.rf, "RF18539007547034__"), Case(.bsn, "111222333"),
    Case(.betalingskenmerk, "5000056789012345"), Case(.betalingskenmerk, "12234534622567"),
    Case(.betalingskenmerk, "1234567"), Case(.postcode, "1234AB"),
    Case(.postcode, "123456789", country: "US"),
    Case(.date, "29022024"), Case(.date, "291128"), Case(.date, "01012026", min: 20_260_101),
    Case(.amount, "__1234567"), Case(.housenumber, "_12_3A_"), Case(.text, "AB_12_"),
    Case(.number, "4539578763621486", length: 16, check: "luhn"), Case(.number, "_123456789", check: "mod11"),
    Case(.number, "1234567", length: 7, list: ["1234567", "1234568", "7654321"]),
    Case(.iban, "NL91ABNA0417164300", country: "NL", list: ["NL91ABNA0417164300", "NL51ZZZZ0123456789"]),
  ]

  private struct Field {
    var written: [Symbol]
    /// Per box the symbols that may be, with their probabilities.
    var boxes: [[(Symbol, Double)]]

    init(_ written: [Symbol], _ random: inout Seeded) {
      self.written = written
      let torn = Set((0..<5).map { _ in Int.random(in: 0..<written.count, using: &random) })
      boxes = written.enumerated().map { box, symbol in
        guard torn.contains(box) else { return [(symbol, 1)] }
        let kind = symbol.isLetter ? Symbol.letters : Symbol.digits
        let others = [kind.randomElement(using: &random), kind.randomElement(using: &random), .blank]
        let all = Set([symbol] + others.compactMap(\.self)).sorted()
        let weights = all.map { _ in Double(Float.random(in: 0.01..<1, using: &random)) }
        return zip(all, weights).map { ($0, $1 / weights.reduce(0, +)) }
      }
    }

    var evidence: [BoxEvidence] {
      boxes.map { box in
        var values = Array(repeating: Float(0), count: Symbol.count)
        for (symbol, probability) in box { values[Int(symbol.rawValue)] = Float(probability) }
        return BoxEvidence(probabilities: values)
      }
    }

    /// Every string with its likelihood.
    var strings: [([Symbol], Double)] {
      boxes.reduce([([], 1.0)]) { strings, box in
        strings.flatMap { string, likelihood in box.map { (string + [$0.0], likelihood * $0.1) } }
      }
    }
  }

  private func weight<F: FieldFormat>(_ string: [Symbol], in format: F) -> Double? {
    var state = format.start(boxes: string.count)
    var weight = 1.0
    for position in format.order(boxes: string.count) {
      guard let step = format.step(state, at: position, of: string.count, string[position]) else {
        return nil
      }
      state = step.state
      weight *= step.weight
    }
    return format.accepts(state, boxes: string.count) ? weight : nil
  }

  @Test("equals enumeration of the torn boxes", arguments: cases) func equalsEnumeration(_ example: Case)
    throws
  {
    let format = try example.specification.makeFormat()
    let written = example.written.compactMap(Symbol.init)
    #expect(format.isValid(written))
    let decoder = try FieldDecoder(format: format, boxes: written.count, writerError: 0.01)
    for seed in 0..<60 {
      var random = Seeded(state: UInt64(seed))
      let field = Field(written, &random)
      var masses: [String: Double] = [:]
      var (valid, all) = (0.0, 0.0)
      for (string, likelihood) in field.strings {
        all += likelihood
        guard let weight = weight(string, in: format) else { continue }
        valid += likelihood
        masses[format.canonical(string), default: 0] += weight * likelihood
      }
      let found = decoder.posterior(field.evidence)
      #expect(abs(found.validMass - valid / all) < 1e-5, "seed \(seed)")
      let named = ([found.best] + found.alternatives).filter(\.isValid)
      guard let first = named.first, let most = masses.values.max() else { continue }
      #expect(abs((masses[first.value] ?? 0) / most - 1) < 1e-5, "seed \(seed)")
      for hypothesis in named {
        let ratio = (masses[hypothesis.value] ?? 0) / most
        #expect(
          abs(hypothesis.probability / first.probability - ratio) < 1e-5, "seed \(seed), \(hypothesis.value)")
      }
      let marginals = decoder.marginals(field.evidence)
      for (box, row) in marginals.enumerated() {
        #expect(abs(row.reduce(0, +) - 1) < 1e-9, "seed \(seed), box \(box)")
      }
    }
  }
}
