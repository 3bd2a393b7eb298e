import ArgumentParser
import Forms
import GlyphNet
import Ingest
import NumberFormats
import Pipeline
import Raster
import Synthesis
import SystemPackage

/// Measures registration on pages made up from a seed: `scripts/registration-figures` runs it.
@main struct RegistrationFigures: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registration-figures",
    abstract: "How often pages are registered rightly, refused and misread, under drawn conditions.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    /// Pages of the forms, rough and beyond.
    case forms
    /// Pages that are none of the forms.
    case foreign
    /// Pages among four editions of one form that differ in a row.
    case editions
  }

  @Argument var kind: Kind
  @Option(help: "The forms.") var config = "Benchmarks/designs.json"
  @Option(help: "Digits to write with.") var glyphs = "samples/glyphs/digits"
  @Option var pages = 300
  @Option var seed: UInt64 = 1
  @Option(help: "The first page.") var first = 0
  @Option(help: "Only forms of this name are drawn.") var form: String?
  @Flag(help: "A line for each page that is not right.") var list = false
  @Option(help: "Pages that are not right are written to this folder.") var keep: String?
  @Option(name: .customLong("journal"), help: "A file that a run which was cut off goes on from.")
  var journalPath: String?

  func run() throws {
    let forms = try Configuration.load(path: config).forms
    let pool = GlyphPool([try Self.glyphs(at: glyphs)])
    switch kind {
    case .forms: try Trial(self, forms: forms, drawn: forms, pool: pool).run()
    case .editions:
      let editions = Editions.all
      try Trial(self, forms: editions, drawn: editions, pool: pool).run()
    case .foreign: try ForeignTrial(self, forms: forms, pool: pool).run()
    }
  }

  /// The pages to be made.
  var range: Range<Int> { first..<first + pages }

  /// What is known of them already.
  func journal() throws -> Journal {
    try Journal(path: journalPath, trial: "\(kind.rawValue) \(config) \(glyphs) \(form ?? "-") \(seed)")
  }

  private static func glyphs(at prefix: String) throws -> GlyphSource {
    let images = try IDX(try Files.read(FilePath(prefix + "-images-idx3-ubyte.gz")))
    let labels = try IDX(try Files.read(FilePath(prefix + "-labels-idx1-ubyte.gz")))
    let size = Glyph.side * Glyph.side
    return GlyphSource(
      glyphs: stride(from: 0, to: images.values.count, by: size).map { start in
        Glyph(pixels: images.values[start..<start + size].map { UInt8(clamping: $0) })
      },
      labels: labels.values.map { Symbol(rawValue: UInt8(clamping: $0)) })
  }

  /// The page's scan as a file that `cijfer inspect` opens.
  func save(_ image: PageImage, resolution: Resolution?, as name: String) throws {
    guard let keep else { return }
    let isBilevel = if case .bits = image { true } else { false }
    let page = EncodablePage(image: image, compression: isBilevel ? .g4 : .lzw, resolution: resolution)
    try Files.write(try ScanEncoder.tiff([page]), to: FilePath(keep).appending(name + ".tif"))
  }
}
