import ArgumentParser
import Glibc
import Logging
import Pipeline

/// `cijfer run`: reads a batch.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Reads a batch of scans.",
    discussion:
      "Without INPUT, decides again from the ledger in DIR: changed acceptance, audit, lists or checks.")

  @Argument(help: "Files, folders (.tif, .tiff, .jpg, .jpeg, recursive), - for a list on standard input.")
  var inputs: [String] = []

  @OptionGroup var configurationFile: ConfigurationOption

  @Option(help: ArgumentHelp("Where the results go.", valueName: "dir"))
  var out = "out"

  @Option(help: "Read every page as this form.")
  var form: String?

  @Option(help: "Workers at a time (default: one a processor).")
  var jobs: Int?

  @Flag(help: "Try pages again that could not be read.")
  var rerun = false

  @Flag(help: "Look at every file's bytes, also where nothing says that they changed.")
  var verify = false

  @Flag(help: "Only say what would be done.")
  var dryRun = false

  @Flag(help: "Exit code 10 if something waits for review.")
  var strict = false

  @Flag(name: .shortAndLong, help: "No progress, no summary.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more; personal data may be among it.")
  var verbose = false

  func run() async throws {
    let isVerbose = verbose
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = isVerbose ? .debug : .warning
      return handler
    }
    let configuration = try Configuration.load(path: configurationFile.config)
    let options = BatchOptions(
      inputs: inputs, out: out, form: form, jobs: jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
      rerun: rerun, verify: verify, dryRun: dryRun, worker: .this(configuration, showsErrors: verbose))
    let display = quiet ? nil : ProgressDisplay()
    let runner = BatchRunner(configuration: configuration, options: options) { display?.update($0) }
    let summary = try await Interruption.cancelling { try await runner.run() }
    display?.end()
    if !quiet { Wording.summary(summary, out: out).forEach(Terminal.say) }
    let code = summary.exitCode(strict: strict)
    if code != .done { throw code }
  }
}

extension WorkerCommand {
  /// This program as a worker: by its own path, for a child would follow the link to itself.
  static func this(_ configuration: Pipeline.Configuration, showsErrors: Bool) -> WorkerCommand {
    let link = "/proc/self/exe"
    let path = realpath(link, nil)
    defer { free(path) }
    return WorkerCommand(
      executable: path.map { String(cString: $0) } ?? link,
      arguments: ["worker", "--config", configuration.path], showsErrors: showsErrors)
  }
}

extension Pipeline.ExitCode: Error {}

/// `--config`, as every command that needs a configuration has it.
struct ConfigurationOption: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration.", valueName: "pipeline.json"))
  var config = "pipeline.json"
}
