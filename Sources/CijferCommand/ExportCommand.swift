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
  case crops
}

/// `cijfer export`: the fields of a batch, from its ledger.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Hands on the fields of a batch, from its ledger.",
    discussion: """
      With --new a field is handed on again when it was decided or changed since; a field of which another value was \
      handed on before has the reason changed-since-export. Rows count as handed on once they are written.
      """)

  @Argument(help: "The batch's folder.")
  var dir: String

  @Option(
    help: """
      csv, excel (semicolons, safe in a spreadsheet), jsonl, label-studio (what waits, as tasks), or crops (decided \
      characters, as IDX images with their labels beside them; needs --output).
      """)
  var format = ExportChoice.csv

  @Flag(help: "Only documents that were read to their end and in which nothing waits.")
  var complete = false

  @Flag(help: "Only rows that were not exported with --new before.")
  var new = false

  @Option(help: "A file, instead of standard output.")
  var output: String?

  @OptionGroup var configurationFile: ConfigurationOption

  func validate() throws {
    if format == .labelStudio || format == .crops, complete || new {
      throw ValidationError("--complete and --new do not go with \(format.rawValue)")
    }
    if format == .crops, output == nil { throw ValidationError("crops are two files: --output is needed") }
  }

  func run() throws {
    if format == .crops {
      return try CropExport(dir: dir, output: output ?? "").run(configuration: configurationFile.config)
    }
    let ledger = try new ? Ledger(writing: dir) : Ledger(reading: dir)
    var text = OutputText(path: output)
    guard let format = ExportFormat(rawValue: format.rawValue) else {
      try text.add(try ledger.labelStudioTasks())
      return try text.finish()
    }
    let counts = try ledger.export(
      format, complete: complete, new: new, { try text.add($0) }, finish: { try text.finish() })
    if counts.changed > 0 {
      Terminal.say("\(counts.changed) fields have another value than was handed on: see changed-since-export")
    }
    if counts.gone > 0 {
      Terminal.say("\(counts.gone) fields that were handed on stand no longer: their scans changed")
    }
  }
}
