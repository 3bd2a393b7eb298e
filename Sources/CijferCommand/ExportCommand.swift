import ArgumentParser
import Ledger
import Pipeline
import SystemPackage

/// What `--format` may be.
enum ExportChoice: String, ExpressibleByArgument, CaseIterable {
  case csv
  case excel
  case jsonl
  case labelStudio = "label-studio"
}

/// `cijfer export`: the fields of a batch, from its ledger.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Hands on the fields of a batch, from its ledger.")

  @Argument(help: "The batch's folder.")
  var dir: String

  @Option(
    help: "csv, excel (semicolons, safe in a spreadsheet), jsonl, or label-studio (what waits, as tasks).")
  var format = ExportChoice.csv

  @Flag(help: "Only documents in which nothing waits.")
  var complete = false

  @Flag(help: "Only rows that were not exported with --new before.")
  var new = false

  @Option(help: "A file, instead of standard output.")
  var output: String?

  func validate() throws {
    if format == .labelStudio, complete || new {
      throw ValidationError("label-studio has what waits: --complete and --new do not go with it")
    }
  }

  func run() throws {
    let ledger = try new ? Ledger(writing: dir) : Ledger(reading: dir)
    var text = ""
    if let format = ExportFormat(rawValue: format.rawValue) {
      try ledger.export(format, complete: complete, new: new) { row in
        if output == nil { print(row, terminator: "") } else { text += row }
      }
    } else {
      text = try ledger.labelStudioTasks()
      if output == nil { print(text, terminator: "") }
    }
    guard let output else { return }
    do throws(Errno) {
      try Files.write(Array(text.utf8), to: FilePath(output))
    } catch {
      throw OutputError(path: output, reason: error.description)
    }
  }
}
