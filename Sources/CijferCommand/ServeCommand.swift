import ArgumentParser
import Pipeline
import SystemPackage

/// `cijfer worker`: JSON lines in and out; what `run` and every cluster start.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract:
      "Reads scans named by JSON lines on standard input, answers with JSON lines on standard output.",
    discussion: "The lines are described in docs/worker.md.")

  @OptionGroup var configurationFile: ConfigurationOption

  @Option(help: ArgumentHelp("Where pictures of what waits are kept.", valueName: "dir"))
  var crops: String?

  func run() throws {
    let configuration = try Configuration.load(path: configurationFile.config)
    let worker = try Pipeline.Worker(configuration: configuration, crops: crops.map { FilePath($0) })
    worker.limitProcess(configuration.limits)
    try worker.serve(input: .standardInput, output: .standardOutput)
  }
}
