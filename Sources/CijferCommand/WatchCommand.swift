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

  /// Between looks at the folder.
  private static let interval = Duration.seconds(1)

  func run() async throws {
    let configuration = try Configuration.load(path: configurationFile.config)
    let options = BatchOptions(
      inputs: [inbox], out: out, form: form, jobs: jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
      worker: .this(configuration, showsErrors: false))
    try await Interruption.cancelling { try await Self.watch(configuration, options) }
  }

  private static func watch(_ configuration: Pipeline.Configuration, _ options: BatchOptions) async throws {
    var watcher = Watcher(inbox: options.inputs[0], out: options.out)
    var isFirst = true
    while true {
      do {
        let now = Int64(Date().timeIntervalSince1970 * 1e9)
        if let settled = try watcher.look(now: now) {
          var batch = options
          batch.only = settled
          let summary = try await BatchRunner(configuration: configuration, options: batch).run()
          Wording.summary(summary, out: options.out).forEach(Terminal.say)
          watcher.finish(settled)
        }
        isFirst = false
      } catch let error where !isFirst && !(error is CancellationError) {
        // A folder that is away or a disk that is full may come back.
        for line in Wording.lines(for: error) { Terminal.say("cijfer: \(line)") }
      }
      try await Task.sleep(for: interval)
    }
  }
}
