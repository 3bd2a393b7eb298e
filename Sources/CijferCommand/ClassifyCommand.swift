import ArgumentParser
import FieldDecoding
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
    let opinions = try opinions(glyphs)
    print(CSVText.row(["index", "label", "confidence", "junk"]), terminator: "")
    for (index, opinion) in opinions.enumerated() {
      // No network was taught what nothing looks like.
      let junk = glyphs[index] == .blank ? 1 : opinion.junk
      let cells = [
        String(index), opinion.label, CSVText.sixDecimals(opinion.confidence), CSVText.sixDecimals(junk),
      ]
      print(CSVText.row(cells), terminator: "")
    }
  }

  private func opinions(_ glyphs: [Glyph]) throws -> [Opinion] {
    if charset == .alnum, model == nil {
      // Both kinds: as a box that may hold either is read.
      let networks = try Networks.load(
        Configuration.Models(
          digits: InstalledFiles.path("models/digits.onnx"),
          letters: InstalledFiles.path("models/letters.onnx")))
      let alphabet = Symbol.digits + Symbol.letters
      return networks.look(at: glyphs.map { ($0, alphabet) }).map {
        Opinion(BoxEvidence(blank: 0, opinion: $0, alphabet: alphabet))
      }
    }
    let path = model ?? InstalledFiles.path("models/\(charset == .letters ? "letters" : "digits").onnx")
    let classifier = try GlyphClassifier(path: path)
    guard classifier.classes.contains(where: { Opinion.allows($0, charset) }) else {
      throw CommandError(.badConfiguration, "the model has no class among \(charset.rawValue)")
    }
    return classifier.classify(glyphs).map { Opinion($0, classes: classifier.classes, charset) }
  }
}

/// What is made of a picture.
private struct Opinion {
  var label: String
  /// Given that it is a character.
  var confidence: Double
  var junk: Double

  /// What a box of both kinds holds.
  init(_ evidence: BoxEvidence) {
    let symbols = (Symbol.digits + Symbol.letters).map {
      (label: String($0.character), probability: Double(evidence.probabilities[Int($0.rawValue)]))
    }
    self.init(symbols, junk: Double(evidence.probabilities[Int(Symbol.junk.rawValue)]))
  }

  /// The best character of `charset`, of which the network has one at least.
  init(_ row: [Float], classes: [String], _ charset: Charset) {
    let all = zip(classes, row).map { (label: $0, probability: Double($1)) }
    self.init(
      all.filter { Self.allows($0.label, charset) },
      junk: all.filter { $0.label.count != 1 }.reduce(0) { $0 + $1.probability })
  }

  private init(_ characters: [(label: String, probability: Double)], junk: Double) {
    var best = characters[0]
    for other in characters where (other.probability, best.label) > (best.probability, other.label) {
      best = other
    }
    let sum = characters.reduce(0) { $0 + $1.probability }
    label = best.label
    confidence = sum > 0 ? min(1, best.probability / sum) : 1 / Double(characters.count)
    self.junk = junk
  }

  /// Whether a class is a character of `charset`.
  static func allows(_ label: String, _ charset: Charset) -> Bool {
    guard label.count == 1, let character = label.first else { return false }
    return charset == .alnum || character.isNumber == (charset == .digits)
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
