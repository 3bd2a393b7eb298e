import ArgumentParser
import Forms
import Glibc
import GlyphNet
import Ingest
import Ledger
import NumberFormats
import Pipeline
import Raster

extension Charset: ExpressibleByArgument {}

/// `cijfer classify`: what the network says of single characters.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Classifies pictures of single characters.",
    discussion: """
      Prints CSV: index (from 0), label (always the best character), confidence (given that it is a character), \
      junk (the probability that it is none).
      """)

  @Argument(
    help: "An IDX file (28×28, white on black, plain or .gz), or a picture of one character (TIFF, JPEG).")
  var images: String

  @Option(help: "The weight file (default: models/digits.onnx or models/letters.onnx).")
  var model: String?

  @Option(help: "digits, letters or alnum.")
  var charset = Charset.digits

  func run() throws {
    let glyphs = try InputFile.glyphs(images)
    let classifiers = try models().map { try GlyphClassifier(path: $0) }
    let rows = classifiers.map { classifier in
      zip(classifier.classify(glyphs), repeatElement(classifier.classes, count: glyphs.count)).map(
        Opinion.init)
    }
    print("index,label,confidence,junk")
    for index in glyphs.indices {
      guard let opinion = Opinion(best: rows.map { $0[index] }, charset) else {
        throw CommandError(.badConfiguration, "the model has no class among \(charset.rawValue)")
      }
      print(
        index, opinion.label, CSVText.sixDecimals(opinion.confidence), CSVText.sixDecimals(opinion.junk),
        separator: ",")
    }
  }

  /// The weight files to ask.
  private func models() throws -> [String] {
    if let model { return [model] }
    let names =
      switch charset {
      case .digits: ["digits"]
      case .letters: ["letters"]
      case .alnum: ["digits", "letters"]
      }
    return names.map { InstalledFiles.path("models/\($0).onnx") }
  }
}

/// What one or two networks make of a picture.
private struct Opinion {
  var label = ""
  var confidence = 0.0
  var junk = 0.0
  /// Given that it is a character.
  private var characters: [(label: String, probability: Double)] = []

  init(_ row: [Float], classes: [String]) {
    for (name, probability) in zip(classes, row) {
      if name.count == 1 {
        characters.append((name, Double(probability)))
      } else {
        junk += Double(probability)
      }
    }
  }

  /// The best character of `charset`; of two networks, each is asked how much of a character of its own it sees.
  init?(best opinions: [Opinion], _ charset: Charset) {
    let allowed = opinions.flatMap(\.characters).filter { Self.allows($0.label, charset) }
    let sum = allowed.reduce(0) { $0 + $1.probability }
    guard let best = allowed.max(by: { ($0.probability, $1.label) < ($1.probability, $0.label) }) else {
      return nil
    }
    label = best.label
    confidence = sum > 0 ? min(1, best.probability / sum) : 1 / Double(allowed.count)
    junk = opinions.map(\.junk).min() ?? 0
  }

  private static func allows(_ label: String, _ charset: Charset) -> Bool {
    let isDigit = label.first?.isNumber ?? false
    return charset == .alnum || isDigit == (charset == .digits)
  }
}

/// Files that come with the program.
enum InstalledFiles {
  /// The file `name` below the working directory or, where it is not there, beside or above the program, or installed
  /// with it.
  static func path(_ name: String) -> String {
    guard access(name, R_OK) != 0, let program = realpath("/proc/self/exe", nil) else { return name }
    defer { free(program) }
    var folder = String(cString: program)
    while let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
      if access(folder + "/" + name, R_OK) == 0 { return folder + "/" + name }
    }
    return Installation.path(name) ?? name
  }
}
