import ArgumentParser
import Glibc
import Pipeline

/// `cijfer`: the root command; each subcommand is a file beside this one.
@main
struct CijferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cijfer",
    abstract: "Reads hand-printed digits and capitals in the boxes of scanned forms and envelopes.",
    discussion: """
      Scans (TIFF, JPEG) go in; recognised fields come out as CSV; doubtful fields wait in a review queue.
      Exit codes: 0 done, 1 bad arguments, 2 an input does not exist, 4 some scans could not be read, 5 no access \
      to the output, 7 a worker could not be kept alive, 9 bad configuration, form, list or model file, 10 with \
      --strict: something waits for review, 15 internal error, 130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, ExportCommand.self, ReviewCommand.self, CheckCommand.self, ClassifyCommand.self,
      InspectCommand.self,
      EvaluateCommand.self, FormsCommand.self, SynthesizeCommand.self, WatchCommand.self, PurgeCommand.self,
      ServeCommand.self, FiguresCommand.self,
    ])

  static func main() async {
    // A core file would hold what stands on the pages.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      Ending.finish(with: .done)
    } catch {
      Ending.finish(with: error)
    }
  }
}
