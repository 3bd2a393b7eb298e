import ArgumentParser
import Ledger
import Pipeline
import SystemPackage

extension ExportFormat: ExpressibleByArgument {}

/// `cijfer export`: the fields of a batch, from its ledger.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Hands on the fields of a batch, from its ledger.")

  @Argument(help: "The batch's folder.")
  var dir: String

  @Option(help: "csv, excel (semicolons, safe in a spreadsheet) or jsonl.")
  var format = ExportFormat.csv

  @Flag(help: "Only documents in which nothing waits.")
  var complete = false

  @Flag(help: "Only rows that were not exported with --new before.")
  var new = false

  @Option(help: "A file, instead of standard output.")
  var output: String?

  func run() throws {
    let ledger = try new ? Ledger(writing: dir) : Ledger(reading: dir)
    var text = ""
    try ledger.export(format, complete: complete, new: new) { row in
      if output == nil { print(row, terminator: "") } else { text += row }
    }
    guard let output else { return }
    do throws(Errno) {
      try Files.write(Array(text.utf8), to: FilePath(output))
    } catch {
      throw OutputError(path: output, reason: error.description)
    }
  }
}
