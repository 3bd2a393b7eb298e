import ArgumentParser
import Forms
import Foundation
import Glibc
import Pipeline
import Synthesis
import SystemPackage

extension Quality: ExpressibleByArgument {}

/// `cijfer synthesize`: filled, scanned pages of a form, with their truth.
struct SynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Makes filled, scanned pages of a form with their truth.csv; same arguments, same bytes.",
    discussion: """
      Labels and writer ids lie beside IMAGES (images → labels, writers in the name); with writers, one writer a \
      page. --recipe names a JSON file of scans to make one by one (samples/README.md) instead of --form and --pages.

      --expect keeps no pages: it reads them and prints, for each field, how many were accepted as CSV: field, fields, \
      accepted, accepted_low95, accepted_high95 (95 % interval of the accepted share), read_right, accepted_wrong. \
      So a form can be tried before it is printed.
      """)

  @Option(help: "The form.")
  var form: String?

  @Option(
    parsing: .upToNextOption,
    help: "IDX files of glyphs, 28×28, white on black (default: those installed with cijfer).")
  var glyphs: [String] = []

  @Option(help: "How many pages; each is a file of its own.")
  var pages: Int?

  @Option(help: ArgumentHelp("Where the pages and truth.csv go.", valueName: "dir"))
  var out: String?

  @Flag(help: "Only tell how well such pages will be read.")
  var expect = false

  @OptionGroup var configurationFile: ConfigurationOption

  @Option(help: "clean, office or rough.")
  var quality = Quality.office

  @Option(help: "The same seed gives the same bytes.")
  var seed: UInt64 = 1

  @Option(help: "Share of the fields whose writer makes a mistake.")
  var mistakes = 0.0

  @Option(help: "Share of the fields left blank.")
  var blank = 0.0

  @Option(help: "Only writers whose id leaves R (or R to S) when divided by D, as R/D or R-S/D.")
  var writers: String?

  @Flag(help: "Also details.csv: of every character which glyph it is, and how it was written and scanned.")
  var details = false

  @Option(help: "A JSON file of scans to make.")
  var recipe: String?

  func validate() throws {
    if expect == (out != nil) { throw ValidationError("one of --out and --expect is needed") }
    if expect, recipe != nil { throw ValidationError("--expect takes --form, not --recipe") }
    if glyphs.isEmpty, Installation.path("glyphs") == nil {
      throw ValidationError("--glyphs is needed: make install brings some along, samples/glyphs has them")
    }
    if recipe == nil, form == nil || pages == nil { throw ValidationError("--form and --pages are needed") }
    if let pages, !(1...1_000_000).contains(pages) { throw ValidationError("--pages must be 1 to 1000000") }
    for (name, share) in [("mistakes", mistakes), ("blank", blank)] where !(0...1).contains(share) {
      throw ValidationError("--\(name) must be 0 to 1")
    }
    if let writers, WriterChoice(writers) == nil {
      throw ValidationError("--writers must be R/D or R-S/D, such as 9/10")
    }
  }

  func run() throws {
    let configuration = try Configuration.load(path: configurationFile.config)
    let choice = writers.flatMap { WriterChoice($0) }
    let pool = GlyphPool(
      try glyphPaths.map { path in try GlyphFiles.load(path) { choice?.keeps($0) ?? true } })
    guard let out else { return try tellExpectation(configuration, pool) }
    let folder = try OutputFolder(out)
    var truth = TruthLine.header
    var told = PageDetails.header
    func keep(_ file: SynthesizedFile) throws {
      try folder.write(file.bytes, to: file.name)
      for line in file.truth { truth += line.csv }
      told += file.details
    }
    if let recipe {
      let writers = try configuration.forms.map { try FormWriter($0, pool: pool) }
      let sample = try decode(recipe)
      for index in sample.files.indices { try keep(try sample.make(index, writers: writers)) }
    } else {
      let synthesizer = try synthesizer(configuration, pool)
      for index in 0..<synthesizer.request.pages { try keep(try synthesizer.file(index)) }
    }
    try folder.write(Array(truth.utf8), to: "truth.csv")
    if details { try folder.write(Array(told.utf8), to: "details.csv") }
  }

  /// The files of glyphs: those named, else those installed.
  private var glyphPaths: [String] {
    guard glyphs.isEmpty, let folder = Installation.path("glyphs") else { return glyphs }
    return ["digits", "letters"].map { "\(folder)/\($0)-images-idx3-ubyte.gz" }
  }

  private func synthesizer(_ configuration: Configuration, _ pool: GlyphPool) throws -> Synthesizer {
    try Synthesizer(
      SynthesisRequest(
        form: try template(configuration), glyphs: pool, pages: pages ?? 0, quality: quality, seed: seed,
        mistakeShare: mistakes, blankShare: blank))
  }

  private func tellExpectation(_ configuration: Configuration, _ pool: GlyphPool) throws {
    let synthesizer = try synthesizer(configuration, pool)
    var expectation = try Expectation(configuration: configuration, form: synthesizer.request.form)
    for index in 0..<synthesizer.request.pages { try expectation.add(try synthesizer.file(index)) }
    print(expectation.csv, terminator: "")
  }

  private func decode(_ path: String) throws -> SampleRecipe {
    do {
      return try JSONDecoder().decode(SampleRecipe.self, from: Data(try InputFile.read(path)))
    } catch let error as DecodingError {
      throw CommandError(.badConfiguration, "\(path): \(error)")
    }
  }

  private func template(_ configuration: Configuration) throws -> FormTemplate {
    guard let found = configuration.forms.first(where: { $0.name == form }) else {
      throw BatchArgumentError.unknownForm(form ?? "", known: configuration.forms.map(\.name))
    }
    return found
  }
}

/// A folder that files are written to.
struct OutputFolder {
  private let path: FilePath

  /// Creates the folder where it is missing.
  init(_ path: String) throws {
    self.path = FilePath(path)
    var made = FilePath(root: self.path.root, [])
    for component in self.path.components {
      made.append(component)
      if mkdir(made.string, 0o777) != 0, errno != EEXIST {
        throw OutputError(path: made.string, reason: String(cString: strerror(errno)))
      }
    }
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try OutputFile.write(bytes, to: path.appending(name).string)
  }
}
