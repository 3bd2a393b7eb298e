import ArgumentParser
import Foundation
import Ledger
import Pipeline
import ReviewPage

/// `cijfer review`: people's decisions on what waits.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Takes people's decisions on the fields that wait.",
    discussion: """
      Serves the review page on this machine (127.0.0.1) until Ctrl-C, and prints one address for each --reviewer, \
      good for one browser. From another machine: ssh -L 8642:127.0.0.1:8642 HOST. Every answer is on the disk before \
      the page says so; fields.csv and the queue are made anew at the end.

      --export writes the queue as a table: fill in decision (confirm, correct, illegible; empty leaves it open), \
      value (where it is correct) and note, and --import it. A table with any bad row is refused whole, each row \
      named (exit code 4). Decisions are never overwritten by a later run. --import also takes what Label Studio \
      exports as JSON of the tasks of export --format label-studio.
      """)

  @Argument(help: "The batch's folder.")
  var dir: String

  @Option(name: .customLong("export"), help: ArgumentHelp("Writes the queue.", valueName: "file.csv"))
  var exported: String?

  @Option(name: .customLong("import"), help: ArgumentHelp("Takes its decisions.", valueName: "file"))
  var imported: String?

  @Flag(help: "With --export: semicolons, safe in a spreadsheet. --import reads both.")
  var excel = false

  @Option(help: "Whose decisions these are; may be given again for the page (default: the user's name).")
  var reviewer: [String] = []

  @Option(help: "The page's port; 0 for any that is free.")
  var port = 8642

  @OptionGroup var configurationFile: ConfigurationOption

  func validate() throws {
    if exported != nil, imported != nil { throw ValidationError("--export or --import, not both") }
    if imported != nil, reviewer.count > 1 { throw ValidationError("--import takes one --reviewer") }
    if Set(reviewer).count != reviewer.count { throw ValidationError("a --reviewer is named twice") }
    if reviewer.contains(where: \.isEmpty) { throw ValidationError("--reviewer needs a name") }
    if !(0...65535).contains(port) { throw ValidationError("--port must be 0 to 65535") }
  }

  func run() async throws {
    if exported == nil, imported == nil { return try await serve() }
    if let exported {
      let text = try ReviewTable.text(try Ledger(reading: dir), isExcel: excel)
      try OutputFile.write(Array(text.utf8), to: exported)
    }
    if let imported { try take(imported) }
  }

  private func take(_ path: String) throws {
    let bytes = try InputFile.read(path)
    let configuration = try Configuration.load(path: configurationFile.config)
    let ledger = try Ledger(writing: dir)
    // No table begins with a bracket.
    let isLabelStudio = bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[")
    let (person, time) = (reviewer.first ?? NSUserName(), Date().timeIntervalSince1970)
    let table: ReviewImport
    do {
      table =
        isLabelStudio
        ? try ReviewImport(
          labelStudio: bytes, ledger: ledger, configuration: configuration, reviewer: person, time: time)
        : try ReviewImport(
          csv: bytes, ledger: ledger, configuration: configuration, reviewer: person, time: time)
    } catch let error as ReviewTableError {
      let lines = error.faults.map { "\(path), \(error.unit) \($0.line): \($0.message)" }
      throw CommandError(.partial, lines.joined(separator: "\n"))
    }
    let unit = isLabelStudio ? "task" : "line"
    for warning in table.warnings { Terminal.say("\(path), \(unit) \(warning.line): \(warning.message)") }
    try ledger.decide(table.decisions)
    try ReadingBasis(configuration).writeOutputs(of: ledger, trustsPictures: true)
    Terminal.say("\(table.decisions.count) decisions taken")
  }

  private static func counted(_ waiting: ReviewDesk.Waiting) -> String {
    "\(waiting.fields) fields and \(waiting.pages) pages wait"
  }

  private func serve() async throws {
    #if ReviewPage
      let configuration = try Configuration.load(path: configurationFile.config)
      let ledger = try Ledger(reviewing: dir)
      let basis = try ReadingBasis(configuration)
      // A review that was killed left its decisions in the ledger only.
      try basis.refreshOutputs(of: ledger)
      let desk = try ReviewDesk(ledger: ledger, configuration: configuration) { Date().timeIntervalSince1970 }
      let pictures = PagePictures(
        executable: WorkerCommand.this(configuration, showsErrors: false).executable,
        configuration: configuration.path, secondsPerPage: configuration.limits.secondsPerPage)
      let server = ReviewServer(desk: desk) { try await pictures.picture(of: $0, page: $1) }
      Terminal.say("\(Self.counted(await desk.waiting)) in \(dir); Ctrl-C ends the review")
      do {
        try await server.run(port: port, names: reviewer.isEmpty ? [NSUserName()] : reviewer) {
          print("\($0)\t\($1)")
          fflush(nil)
        }
      } catch let error as ReviewServerError {
        throw CommandError(
          .badArguments, "port \(port) cannot be had (\(error.reason)): choose another with --port")
      }
      try basis.refreshOutputs(of: ledger)
      Terminal.say("\(Self.counted(await desk.waiting)) still")
    #else
      throw CommandError(
        .badArguments, "this cijfer was built without the review page: use --export and --import")
    #endif
  }
}
