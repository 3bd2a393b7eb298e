import ArgumentParser
import Foundation
import Glibc
import Ledger
import Pipeline

/// `cijfer watch`: a hot folder.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Reads scans as they arrive in a folder.",
    discussion: """
      A file is read once it has stopped growing; files are never moved or changed. Outputs are as those of run. \
      Ends when it is interrupted (exit code 130); started again, it goes on where it was.
      """)

  @Argument(help: "The folder that scans arrive in.")
  var inbox: String

  @Option(help: "The batch's folder.")
  var out: String

  @Option(help: "Reads every page as this form.")
  var form: String?

  @Option(help: "Workers at a time (default: one a processor).")
  var jobs: Int?

  @OptionGroup var configurationFile: ConfigurationOption

  /// Between looks at the folder; longer, up to the second, while something is wrong.
  private static let interval = Duration.seconds(1)
  private static let longestPause = Duration.seconds(30)

  func run() async throws {
    let configuration = try Configuration.load(path: configurationFile.config)
    let options = BatchOptions(
      inputs: [inbox], out: out, form: form, jobs: jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
      worker: .this(configuration, showsErrors: false))
    try await Interruption.cancelling { try await Self.watch(configuration, options) }
  }

  private static func watch(_ configuration: Pipeline.Configuration, _ options: BatchOptions) async throws {
    if Inputs.isNoFolder(options.inputs[0]) {
      throw InputError(faults: [InputError.Fault(path: options.inputs[0], reason: "is not a folder")])
    }
    _ = try BatchRunner(configuration: configuration, options: options).check()
    let before = try? Ledger(reading: options.out).scans().map(\.path)
    var watcher = Watcher(inbox: options.inputs[0], out: options.out, read: before ?? [])
    var trouble: [String] = []
    var pause = interval
    while true {
      do {
        try await look(&watcher, configuration, options)
        (trouble, pause) = ([], interval)
      } catch let error where isPassing(error) {
        let lines = Wording.lines(for: error)
        if lines != trouble { for line in lines { Terminal.say("cijfer: \(line); trying again") } }
        (trouble, pause) = (lines, min(pause * 2, longestPause))
      }
      try await Task.sleep(for: pause)
    }
  }

  private static func look(
    _ watcher: inout Watcher, _ configuration: Pipeline.Configuration, _ options: BatchOptions
  ) async throws {
    guard let settled = try watcher.look(now: Int64(Date().timeIntervalSince1970 * 1e9)) else { return }
    var batch = options
    (batch.only, batch.returned) = (settled, watcher.returned)
    let summary = try await BatchRunner(configuration: configuration, options: batch).run()
    Wording.summary(summary, out: options.out).forEach(Terminal.say)
    watcher.finish(settled)
  }

  /// Whether `error` may go by itself: a folder that is away, a disk that is full, another run that has DIR.
  private static func isPassing(_ error: any Error) -> Bool {
    error is InputError || error is LedgerError || error is OutputError || error is WorkerPoolError
      || error is BatchFaults
  }
}
