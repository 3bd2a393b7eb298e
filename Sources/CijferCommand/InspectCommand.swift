import ArgumentParser
import Drawing
import Forms
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
    discussion:
      "Prints what it found, a line a field. Exit code 4 for a page that was not read; it is drawn all the same."
  )

  @Argument(help: "A TIFF or JPEG file.")
  var scan: String

  @OptionGroup var configurationFile: ConfigurationOption

  @Option(help: "The page, from 1.")
  var page = 1

  @Option(help: ArgumentHelp("Where the picture goes.", valueName: "file.png"))
  var output: String?

  func validate() throws {
    if page < 1 { throw ValidationError("--page counts from 1") }
  }

  func run() throws {
    let configuration = try Configuration.load(path: configurationFile.config)
    let scanned = try InputFile.page(page, of: scan, limits: configuration.limits.ingest)
    let reader = try PageReader(
      configuration: configuration, networks: try Networks.load(configuration.models))
    let read = reader.read(scanned, number: page, sha256: String(repeating: "0", count: 64))
    let overlay = PageOverlay(scanned.image, read, forms: configuration.forms)
    let path = output ?? scan + ".page\(page).png"
    do throws(Errno) {
      try Files.write(PNG.encode(overlay.image), to: FilePath(path))
    } catch {
      throw OutputError(path: path, reason: error.description)
    }
    overlay.lines.forEach { print($0) }
    if case .failed(let failure, _) = read.record.outcome {
      throw CommandError(.partial, "\(scan), page \(page): \(failure.code): \(failure.message)")
    }
  }
}
