import ArgumentParser
import Foundation
import Ledger
import Pipeline
import SystemPackage

/// `cijfer review`: people's decisions on what waits.
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Takes people's decisions on the fields that wait.",
    discussion: """
      --export writes the queue as a table: fill in decision (confirm, correct, illegible; empty leaves it open), \
      value (where it is correct) and note, and --import it. A table with any bad row is refused whole, each row \
      named (exit code 4). Decisions are never overwritten by a later run.
      """)

  @Argument(help: "The batch's folder.")
  var dir: String

  @Option(name: .customLong("export"), help: ArgumentHelp("Writes the queue.", valueName: "file.csv"))
  var exported: String?

  @Option(name: .customLong("import"), help: ArgumentHelp("Takes its decisions.", valueName: "file.csv"))
  var imported: String?

  @Flag(help: "With --export: semicolons, safe in a spreadsheet. --import reads both.")
  var excel = false

  @Option(help: "Whose decisions these are (default: the user's name).")
  var reviewer: String?

  @OptionGroup var configurationFile: ConfigurationOption

  func validate() throws {
    if (exported == nil) == (imported == nil) {
      throw ValidationError("one of --export and --import is needed; there is no review page yet")
    }
  }

  func run() throws {
    if let exported {
      let text = try ReviewTable.text(try Ledger(reading: dir), isExcel: excel)
      do throws(Errno) {
        try Files.write(Array(text.utf8), to: FilePath(exported))
      } catch {
        throw OutputError(path: exported, reason: error.description)
      }
    }
    if let imported { try take(imported) }
  }

  private func take(_ path: String) throws {
    let bytes = try InputFile.read(path)
    let configuration = try Configuration.load(path: configurationFile.config)
    let ledger = try Ledger(writing: dir)
    let table: ReviewImport
    do {
      table = try ReviewImport(
        csv: bytes, ledger: ledger, configuration: configuration, reviewer: reviewer ?? NSUserName(),
        time: Date().timeIntervalSince1970)
    } catch let error as ReviewTableError {
      let lines = error.faults.map { "\(path), line \($0.line): \($0.message)" }
      throw CommandError(.partial, lines.joined(separator: "\n"))
    }
    for warning in table.warnings { Terminal.say("\(path), line \(warning.line): \(warning.message)") }
    try ledger.decide(table.decisions)
    try ReadingBasis(configuration).writeOutputs(of: ledger)
    Terminal.say("\(table.decisions.count) decisions taken")
  }
}
