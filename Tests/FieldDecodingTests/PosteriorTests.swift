import FieldDecoding
import Foundation
import NumberFormats
import Testing

/// A small generator, so that every failure can be repeated from its seed.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var z = state
    z = (z ^ (z >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    return z ^ (z >> 33)
  }
}

/// A format small enough to enumerate.
struct SmallCase: Sendable, CustomTestStringConvertible {
  var specification: FormatSpecification
  var boxes: Int
  /// What may stand in a box.
  var symbols: [Symbol] { digits + (specification.type == .housenumber ? Symbol.letters : []) }
  var testDescription: String { "\(specification.type.rawValue) in \(boxes) boxes" }
}

private let digits = Symbol.digits + [.blank, .junk]

@Suite("The exact posterior") struct PosteriorTests {
  static let cases = [
    SmallCase(specification: FormatSpecification(type: .number), boxes: 1),
    SmallCase(specification: FormatSpecification(type: .number), boxes: 3),
    SmallCase(specification: FormatSpecification(type: .number, length: 3), boxes: 3),
    SmallCase(specification: FormatSpecification(type: .number, length: 2), boxes: 3),
    SmallCase(specification: FormatSpecification(type: .number, check: "luhn"), boxes: 3),
    SmallCase(specification: FormatSpecification(type: .number, check: "mod11"), boxes: 3),
    SmallCase(specification: FormatSpecification(type: .number, check: "mod97"), boxes: 4),
    SmallCase(specification: FormatSpecification(type: .number, min: 17, max: 305), boxes: 3),
    SmallCase(
      specification: FormatSpecification(type: .number, length: 3, list: ["123", "124", "900"]), boxes: 3),
    SmallCase(specification: FormatSpecification(type: .amount), boxes: 3),
    SmallCase(specification: FormatSpecification(type: .amount), boxes: 4),
    SmallCase(specification: FormatSpecification(type: .postcode, country: "NL", length: 4), boxes: 4),
    SmallCase(specification: FormatSpecification(type: .postcode, country: "BE"), boxes: 4),
    SmallCase(specification: FormatSpecification(type: .housenumber), boxes: 2),
  ]

  /// How many random fields are tried of each case; CIJFER_ENUMERATIONS asks for that many of all together.
  private static let seeds: Range<Int> = {
    let asked = ProcessInfo.processInfo.environment["CIJFER_ENUMERATIONS"].flatMap { Int($0) }
    return 0..<max(40, (asked ?? 0) / cases.count)
  }()

  private func evidence(_ count: Int, _ random: inout Seeded) -> [BoxEvidence] {
    (0..<count).map { _ in
      var weights = Array(repeating: Float(0), count: Symbol.count)
      // Some boxes sure, some torn between a few, some without a clue.
      let sharpness = Float([0.3, 2, 6].randomElement(using: &random) ?? 1)
      for symbol in digits {
        let unit = Float.random(in: 0.001..<1, using: &random)
        weights[Int(symbol.rawValue)] = (1...Int(sharpness.rounded(.up))).reduce(Float(1)) { p, _ in p * unit
        }
      }
      let sum = weights.reduce(0, +)
      return BoxEvidence(probabilities: weights.map { $0 / sum })
    }
  }

  @Test("equals enumeration on random small fields", arguments: cases)
  func equalsEnumeration(_ small: SmallCase) throws {
    var specification = small.specification
    specification.boxes = small.boxes
    let format = try specification.makeFormat()
    for seed in Self.seeds {
      var random = Seeded(state: UInt64(seed))
      let writerError = [0.001, 0.01, 0.3].randomElement(using: &random) ?? 0.01
      let decoder = try FieldDecoder(format: format, boxes: small.boxes, writerError: writerError)
      let oracle = Enumeration(format: format, boxes: small.boxes, writerError: writerError)
      let boxes = evidence(small.boxes, &random)
      let expected = oracle.posterior(boxes, over: small.symbols)
      let found = decoder.posterior(boxes)
      let best = expected.values.max { $0.value.probability < $1.value.probability }
      #expect(abs(found.best.probability - (best?.value.probability ?? 0)) < 1e-6, "seed \(seed)")
      for hypothesis in [found.best] + found.alternatives {
        let key = (hypothesis.isValid ? "" : "!") + hypothesis.value
        let truth = expected.values[key]?.probability ?? -1
        #expect(abs(hypothesis.probability - truth) < 1e-6, "seed \(seed), \(key)")
      }
      let ranked = expected.values.values.map(\.probability).sorted(by: >)
      for (rank, hypothesis) in found.alternatives.enumerated() {
        #expect(abs(hypothesis.probability - ranked[rank + 1]) < 1e-6, "seed \(seed), rank \(rank + 1)")
      }
      let marginals = decoder.marginals(boxes)
      for (box, row) in expected.marginals.enumerated() {
        for (symbol, probability) in row.enumerated() {
          #expect(abs(marginals[box][symbol] - probability) < 1e-6, "seed \(seed), box \(box)")
        }
      }
    }
  }

  /// Boxes that show `text`, each sure to `confidence`, the rest on the next digit.
  private func boxes(_ text: String, confidence: Float = 0.9999) -> [BoxEvidence] {
    text.map { character in
      var row = Array(repeating: Float(1e-7), count: Symbol.count)
      let symbol = Symbol(character) ?? .junk
      row[Int(symbol.rawValue)] = confidence
      if symbol.isDigit { row[(Int(symbol.rawValue) + 1) % 10] = 1 - confidence }
      return BoxEvidence(probabilities: row)
    }
  }

  private func decoder(_ type: FieldType, _ boxes: Int, country: String? = nil) throws -> FieldDecoder {
    let format = try FormatSpecification(type: type, country: country, boxes: boxes).makeFormat()
    return try FieldDecoder(format: format, boxes: boxes, writerError: 0.01)
  }

  @Test("a clear IBAN is read with a posterior near 1") func clear() throws {
    let found = try decoder(.iban, 18, country: "NL").posterior(boxes("NL91ABNA0417164300"))
    #expect(found.best.value == "NL91ABNA0417164300")
    #expect(found.best.isValid)
    #expect(found.best.probability > 0.9999)
    #expect(!found.isRepaired)
  }

  @Test("a checksum repairs a doubtful box") func repairs() throws {
    var evidence = boxes("NL91ABNA0417164300")
    var doubtful = Array(repeating: Float(1e-7), count: Symbol.count)
    doubtful[5] = 0.6
    doubtful[4] = 0.4
    evidence[9] = BoxEvidence(probabilities: doubtful)
    let found = try decoder(.iban, 18, country: "NL").posterior(evidence)
    #expect(found.best.value == "NL91ABNA0417164300")
    #expect(found.isRepaired)
  }

  @Test("a checksum never overrules clear boxes") func keepsWhatIsWritten() throws {
    let found = try decoder(.iban, 18, country: "NL").posterior(
      boxes("NL91ABNA0417164301", confidence: 0.999_999))
    #expect(!found.best.isValid)
    #expect(found.best.value == "NL91ABNA0417164301")
    #expect(found.validMass < 0.01)
  }

  @Test(
    "a number near those of a list, but not on it, is not taken for one of them", arguments: [0.01, 0.0001])
  func strangers(doubt: Float) throws {
    let list = stride(from: 4_710_000, to: 4_713_000, by: 10).map(String.init)
    let format = try FormatSpecification(type: .number, length: 7, boxes: 7, list: list).makeFormat()
    var evidence = boxes("4711234", confidence: 0.999_999)
    var doubtful = Array(repeating: Float(1e-7), count: Symbol.count)
    doubtful[4] = 1 - doubt
    doubtful[0] = doubt
    evidence[6] = BoxEvidence(probabilities: doubtful)
    let found = try FieldDecoder(format: format, boxes: 7, writerError: 0.01).posterior(evidence)
    let listed = ([found.best] + found.alternatives).first { $0.value == "4711230" }
    #expect((listed?.probability ?? 1) < (doubt < 0.001 ? 0.5 : 0.999))
  }

  @Test("without evidence on letters the bank codes and the checksum decide") func lettersFromTheFormat()
    throws
  {
    var evidence = boxes("NL91ABNA0417164300")
    for box in [0, 1, 4, 5, 6, 7] {
      var row = Array(repeating: Float(0), count: Symbol.count)
      for letter in Symbol.letters { row[Int(letter.rawValue)] = 1 / 26 }
      evidence[box] = BoxEvidence(probabilities: row)
    }
    let found = try decoder(.iban, 18, country: "NL").posterior(evidence)
    let all = [found.best] + found.alternatives
    #expect(all.contains { $0.value == "NL91ABNA0417164300" && $0.probability > 0.1 })
    #expect(all.reduce(0) { $0 + $1.probability } <= 1 + 1e-9)
  }

  @Test("a box without a character is not read as one") func junk() throws {
    let found = try decoder(.postcode, 4, country: "NL").posterior(boxes("12?4", confidence: 0.9999))
    #expect(found.best.value == "12?4")
    #expect(!found.best.isValid)
  }

  @Test("every leading zero and blank of an amount counts for its value") func spellings() throws {
    var evidence = boxes("__1234")
    var torn = Array(repeating: Float(0), count: Symbol.count)
    torn[0] = 0.5
    torn[Int(Symbol.blank.rawValue)] = 0.5
    evidence[0] = BoxEvidence(probabilities: torn)
    evidence[1] = BoxEvidence(probabilities: torn)
    let found = try decoder(.amount, 6).posterior(evidence)
    #expect(found.best.value == "12.34")
    #expect(found.best.probability > 0.99)
  }
}
