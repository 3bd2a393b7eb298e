import ArgumentParser
import FieldDecoding
import Glibc
import NumberFormats
import Raster

/// `cijfer figures speed`: what decoding one field costs.
struct SpeedFiguresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speed",
    abstract: "Decodes random fields of clear and torn boxes.",
    discussion: """
      Prints CSV: field, microseconds (of processor time, the median of rounds), ratio (against seven digits without a check, which the \
      machine's speed does not change), build_ms (once a template).
      """)

  @Option(help: "Fields a round.")
  var fields = 200

  @Option(help: "Rounds.")
  var rounds = 15

  @Argument(help: "Which of the fields, by name; all if none.")
  var names: [String] = []

  func run() throws {
    var plain = 0.0
    print("field,microseconds,ratio,build_ms")
    for (name, specification) in Self.cases where names.isEmpty || names.contains(name) {
      let start = Self.cpuTime()
      guard let boxes = specification.boxes,
        let decoder = try? FieldDecoder(
          format: specification.makeFormat(), boxes: boxes, writerError: 0.01)
      else { continue }
      let build = (Self.cpuTime() - start) / 1000
      let time = median(decoder)
      if plain == 0 { plain = time }
      print(
        name, String(format: time), String(format: time / plain), String(format: build), separator: ",")
    }
  }

  private static let cases: [(String, FormatSpecification)] = [
    ("number-7", FormatSpecification(type: .number, length: 7, boxes: 7)),
    ("bsn", FormatSpecification(type: .bsn, boxes: 9)),
    ("date", FormatSpecification(type: .date, boxes: 8)),
    ("amount-8", FormatSpecification(type: .amount, boxes: 8)),
    ("betalingskenmerk-16", FormatSpecification(type: .betalingskenmerk, boxes: 16)),
    ("iban-NL", FormatSpecification(type: .iban, country: "NL", boxes: 18)),
    ("list-100000", FormatSpecification(type: .number, length: 7, boxes: 7, list: list)),
    ("iban-any-34", FormatSpecification(type: .iban, boxes: 34)),
  ]

  /// 100,000 of all numbers of seven digits.
  private static var list: [String] {
    var random = SeededGenerator(seed: 1)
    var values: Set<Int> = []
    while values.count < 100_000 { values.insert(Int.random(in: 1_000_000..<10_000_000, using: &random)) }
    return values.sorted().map(String.init)
  }

  /// Microseconds a field.
  private func median(_ decoder: FieldDecoder) -> Double {
    var random = SeededGenerator(seed: 2)
    let evidence = (0..<fields).map { _ in Self.evidence(decoder, &random) }
    var checksum = 0.0
    let times = (0..<rounds).map { _ in
      let start = Self.cpuTime()
      for field in evidence { checksum += decoder.posterior(field).best.probability }
      return (Self.cpuTime() - start) / Double(fields)
    }
    precondition(checksum > 0)
    return times.sorted()[rounds / 2]
  }

  /// Boxes that show a character of the format's each, one in five torn between it and another.
  private static func evidence(_ decoder: FieldDecoder, _ random: inout SeededGenerator) -> [BoxEvidence] {
    (0..<decoder.boxes).map { box in
      let alphabet = decoder.format.alphabet(at: box, of: decoder.boxes)
      var values = Array(repeating: Float(0), count: Symbol.count)
      for symbol in alphabet { values[Int(symbol.rawValue)] = 1e-5 * Float(random.unit()) }
      values[Int(Symbol.blank.rawValue)] = 1e-6
      values[Int(Symbol.junk.rawValue)] = 1e-5
      let sure = random.unit() < 0.8 ? Float(0.999) : 0.6
      let pair = (0..<2).map { _ in alphabet[Int(random.unit() * Double(alphabet.count))] }
      values[Int(pair[1].rawValue)] = 1 - sure
      values[Int(pair[0].rawValue)] = sure
      let sum = values.reduce(0, +)
      return BoxEvidence(probabilities: values.map { $0 / sum })
    }
  }

  /// Microseconds of processor time that this process has used: others' work on the machine does not count.
  private static func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }
}

extension String {
  /// One decimal.
  fileprivate init(format value: Double) {
    self.init("\((value * 10).rounded() / 10)")
  }
}
