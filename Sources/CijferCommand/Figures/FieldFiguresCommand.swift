import ArgumentParser
import FieldDecoding
import Ledger
import NumberFormats
import Pipeline
import Raster
import Synthesis

/// `cijfer figures fields`: fields written with glyphs of real hands, decoded and decided from the glyphs alone.
struct FieldFiguresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields",
    abstract: "Decodes fields of one hand each, valid ones and ones with a wrong digit.",
    discussion: """
      Prints CSV: field, written (valid, mistake: one digit is another, unlisted: a number that is not on the list), \
      prior (how what fails the format is weighed: structured as `WriterErrors` says, even over all that fails), \
      repair, fields, read_right, accepted, accepted_wrong.
      """)

  @Option(parsing: .upToNextOption, help: "IDX files; labels and writers lie beside them.")
  var glyphs: [String]

  @Option(help: "Only glyphs of these writers: 9/10 are those whose id leaves 9 divided by 10.")
  var writers: String?

  @Option(help: "Fields of each kind.")
  var fields = 10_000

  @Option(help: "Seed of what is written.")
  var seed: UInt64 = 1

  @OptionGroup var configurationFile: ConfigurationOption

  func run() throws {
    let configuration = try Configuration.load(path: configurationFile.config)
    let choice = try writers.map { text in
      guard let choice = WriterChoice(text) else {
        throw ValidationError("--writers \(text): as 9/10 or 0-6/10")
      }
      return choice
    }
    let sources = try glyphs.map { try GlyphFiles.load($0) { choice?.keeps($0) ?? true } }
    let hands = WrittenHands(sources, try Networks.load(configuration.models))
    print("field,written,prior,repair,fields,read_right,accepted,accepted_wrong")
    for trial in try FieldTrial.all {
      for kind in trial.kinds { try measure(trial, kind, hands) }
    }
  }

  private func measure(_ trial: FieldTrial, _ kind: FieldTrial.Kind, _ hands: WrittenHands) throws {
    var random = SeededGenerator(seed: seed)
    let written = (0..<fields).map { _ in trial.write(kind, &random) }
    let evidence = written.map { hands.evidence(of: $0, trial.format, &random) }
    for (prior, share) in [("structured", WriterErrors.unstructuredShare), ("even", 1)] {
      let decoder = try FieldDecoder(
        format: trial.format, boxes: trial.boxes, writerError: 0.01, unstructuredShare: share)
      let posteriors = evidence.map(decoder.posterior)
      for acceptsRepaired in [true, false] {
        let decider = Decider(
          format: trial.format, acceptsRepaired: acceptsRepaired, threshold: 0.999)
        var (right, accepted, wrong) = (0, 0, 0)
        for (index, posterior) in posteriors.enumerated() {
          let judgement = decider.decide(posterior, boxes: evidence[index], hasStrayInk: false, id: "")
          let isRight = posterior.best.symbols == written[index]
          right += isRight ? 1 : 0
          guard judgement.status == .accepted else { continue }
          accepted += 1
          wrong += isRight ? 0 : 1
        }
        print(
          trial.name, kind.rawValue, prior, acceptsRepaired ? "accept" : "review", fields, right, accepted,
          wrong, separator: ",")
      }
    }
  }
}

/// A kind of field that is tried, and what is written in it.
struct FieldTrial {
  enum Kind: String {
    case valid
    case mistake
    case unlisted
  }

  var name: String
  var format: any FieldFormat
  var boxes: Int
  /// Values to choose from; empty for any that the format has.
  var values: [[Symbol]] = []
  var unlisted: [[Symbol]] = []

  var kinds: [Kind] { unlisted.isEmpty ? [.valid, .mistake] : [.valid, .mistake, .unlisted] }

  static var all: [FieldTrial] {
    get throws {
      let plain: [(String, FormatSpecification, Int)] = [
        ("iban-NL", FormatSpecification(type: .iban, country: "NL"), 18),
        ("betalingskenmerk-16", FormatSpecification(type: .betalingskenmerk, length: 16), 16),
        ("bsn", FormatSpecification(type: .bsn), 9),
        ("postcode-NL-4", FormatSpecification(type: .postcode, length: 4), 4),
        ("number-8-mod97", FormatSpecification(type: .number, length: 8, check: "mod97"), 8),
        ("date", FormatSpecification(type: .date), 8),
      ]
      let trials = try plain.map { name, specification, boxes in
        var specification = specification
        specification.boxes = boxes
        return FieldTrial(name: name, format: try specification.makeFormat(), boxes: boxes)
      }
      return trials + [try list()]
    }
  }

  /// Student numbers: 300 of 3,000 consecutive ones.
  private static func list() throws -> FieldTrial {
    var random = SeededGenerator(seed: 7)
    let numbers = (0..<3000).map { String(4_711_000 + $0) }.shuffled(using: &random)
    let listed = Array(numbers.prefix(300))
    let specification = FormatSpecification(type: .number, length: 7, boxes: 7, list: listed)
    return FieldTrial(
      name: "list-300-of-3000", format: try specification.makeFormat(), boxes: 7,
      values: listed.map { $0.compactMap(Symbol.init) },
      unlisted: numbers.dropFirst(300).map { $0.compactMap(Symbol.init) })
  }

  func write(_ kind: Kind, _ random: inout SeededGenerator) -> [Symbol] {
    if kind == .unlisted { return unlisted[Int(random.unit() * Double(unlisted.count))] }
    var symbols =
      values.isEmpty ? valid(format, &random) : values[Int(random.unit() * Double(values.count))]
    guard kind == .mistake else { return symbols }
    let digits = symbols.indices.filter { symbols[$0].isDigit }
    let place = digits[Int(random.unit() * Double(digits.count))]
    let other = (Int(symbols[place].rawValue) + 1 + Int(random.unit() * 9)) % 10
    symbols[place] = Symbol(rawValue: UInt8(other))
    return symbols
  }

  /// A random valid value: steps taken by weight, from the start again at a dead end.
  private func valid<Format: FieldFormat>(_ format: Format, _ random: inout SeededGenerator) -> [Symbol] {
    while true {
      var state = format.start(boxes: boxes)
      var symbols = Array(repeating: Symbol.blank, count: boxes)
      var isWhole = true
      for position in format.order(boxes: boxes) {
        let steps = format.alphabet(at: position, of: boxes).compactMap { symbol in
          format.step(state, at: position, of: boxes, symbol).map { (symbol, $0.state, $0.weight) }
        }
        var left = random.unit() * steps.reduce(0) { $0 + $1.2 }
        guard
          let step = steps.first(where: {
            left -= $0.2; return left < 0
          }) ?? steps.last
        else {
          isWhole = false
          break
        }
        (symbols[position], state) = (step.0, step.1)
      }
      if isWhole, format.accepts(state, boxes: boxes) { return symbols }
    }
  }
}

/// What the networks see in the glyphs of real hands.
struct WrittenHands {
  private let opinions: [GlyphOpinion]
  /// By writer, then by symbol: indices of opinions; under nil all writers'.
  private var byWriter: [Int?: [Symbol: [Int]]] = [:]
  private let writers: [Int]

  init(_ sources: [GlyphSource], _ networks: Networks) {
    var glyphs: [(glyph: Glyph, alphabet: [Symbol])] = []
    for source in sources {
      for (index, label) in source.labels.enumerated() {
        byWriter[nil, default: [:]][label, default: []].append(glyphs.count)
        if let writer = source.writers?[index] {
          byWriter[writer, default: [:]][label, default: []].append(glyphs.count)
        }
        glyphs.append((source.glyphs[index], label.isDigit ? Symbol.digits : Symbol.letters))
      }
    }
    opinions = networks.look(at: glyphs)
    writers = byWriter.keys.compactMap(\.self).sorted()
  }

  /// `symbols` written by one hand; a character that it never wrote, or nobody did, by another or without evidence.
  func evidence(
    of symbols: [Symbol], _ format: any FieldFormat, _ random: inout SeededGenerator
  ) -> [BoxEvidence] {
    let writer = writers.isEmpty ? nil : writers[Int(random.unit() * Double(writers.count))]
    return symbols.enumerated().map { box, symbol in
      let alphabet = format.alphabet(at: box, of: symbols.count)
      guard let glyphs = byWriter[writer]?[symbol] ?? byWriter[nil]?[symbol] else {
        return BoxEvidence(blank: 0, opinion: GlyphOpinion(), alphabet: alphabet)
      }
      let opinion = opinions[glyphs[Int(random.unit() * Double(glyphs.count))]]
      return BoxEvidence(blank: 0, opinion: opinion, alphabet: alphabet)
    }
  }
}
