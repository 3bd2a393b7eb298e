import ArgumentParser
import Drawing
import Forms
import Foundation
import GlyphNet
import Ingest
import Ledger
import Pipeline
import Raster
import SystemPackage

/// `cijfer inspect`: a page as it was understood, drawn over its scan.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Draws a page as it was understood: form, boxes, readings, confidences, over the scan.",
    discussion: """
      Prints what it found, a line a field. Exit code 4 for a page that was not read; it is drawn all the same.
      With --features, draws a character's way through the network instead, and prints the layers as a table.
      """)

  @Argument(help: "A TIFF or JPEG file.")
  var scan: String?

  @Option(help: ArgumentHelp("A character: its features after each layer.", valueName: "image"))
  var features: String?

  @Option(help: "With --features: the weight file (default: models/digits.onnx).")
  var model: String?

  @OptionGroup var configurationFile: ConfigurationOption

  @Option(help: "The page, from 1.")
  var page = 1

  @Option(help: ArgumentHelp("Where the picture goes.", valueName: "file.png"))
  var output: String?

  /// For the review page, whose process decodes no files: the page as it is, on standard output.
  @Flag(help: .hidden)
  var plain = false

  func validate() throws {
    if page < 1 { throw ValidationError("--page counts from 1") }
    if (scan == nil) == (features == nil) { throw ValidationError("either SCAN or --features is needed") }
    if model != nil, features == nil { throw ValidationError("--model goes with --features") }
  }

  func run() throws {
    if let features { return try inspect(character: features) }
    if let scan { try inspect(scan: scan) }
  }

  private func inspect(character path: String) throws {
    let classifier = try GlyphClassifier(path: model ?? InstalledFiles.path("models/digits.onnx"))
    guard let glyph = try InputFile.glyphs(path).first else {
      throw CommandError(.partial, "\(path): there is no picture in it")
    }
    try PictureFile.write(
      try FeatureSheet(glyph, through: classifier).image, to: output ?? path + ".features.png")
    print(classifier.summary)
  }

  private func inspect(scan: String) throws {
    let configuration = try Configuration.load(path: configurationFile.config)
    let scanned = try InputFile.page(
      page, of: scan, limits: configuration.limits.ingest, orDamaged: true)
    if plain {
      let png =
        if case .color(let image) = scanned.image { PNG.encode(image) } else {
          PNG.encode(scanned.image.grey())
        }
      return try FileHandle.standardOutput.write(contentsOf: png)
    }
    let reader = try PageReader(
      configuration: configuration, networks: try Networks.load(configuration.models))
    let read = reader.read(scanned, number: page, sha256: String(repeating: "0", count: 64))
    let overlay = PageOverlay(scanned, read, forms: configuration.forms)
    try PictureFile.write(overlay.image, to: output ?? scan + ".page\(page).png")
    overlay.lines.forEach { print($0) }
    if case .failed(let failure, _) = read.record.outcome {
      throw CommandError(.partial, "\(scan), page \(page): \(failure.code): \(failure.message)")
    }
  }
}
