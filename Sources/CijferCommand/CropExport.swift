import GlyphNet
import Ledger
import Pipeline
import Raster

/// Decided characters as two IDX files, as training and `synthesize` read them.
struct CropExport {
  let dir: String
  /// The file of the pictures; its labels lie beside it.
  let output: String

  func run(configuration: String) throws {
    let decided = try DecidedCharacters(
      ledger: try Ledger(reading: dir), configuration: try Pipeline.Configuration.load(path: configuration))
    let count = decided.glyphs.count
    let (images, labels) = Self.names(output)
    let pixels = decided.glyphs.flatMap(\.pixels)
    try write(IDX.encode(pixels, dimensions: [count, Glyph.side, Glyph.side]), to: images)
    try write(IDX.encode(decided.labels, dimensions: [count]), to: labels)
    Terminal.say("\(count) decided characters: \(images), \(labels) (0 to 9, A = 10 to Z = 35)")
  }

  /// The two files' names: `images` in the name becomes `labels`; a name without it is what both begin with.
  static func names(_ output: String) -> (images: String, labels: String) {
    let parts = output.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().map { $0 + "/" }.joined()
    guard let file = parts.last, let word = file.firstRange(of: "images") else {
      return (output + "-images-idx3-ubyte.gz", output + "-labels-idx1-ubyte.gz")
    }
    let labels = "\(file[..<word.lowerBound])labels\(file[word.upperBound...])"
    return (output, folder + labels.replacing("idx3", with: "idx1"))
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try OutputFile.write(path.hasSuffix(".gz") ? IDX.gzip(bytes) : bytes, to: path)
  }
}
