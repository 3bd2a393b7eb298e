import ArgumentParser
@preconcurrency import Glibc
import Ingest
import Ledger
import Pipeline
import SystemPackage

/// How the process ends: the exit code of an error, and its words on standard error.
enum Ending {
  /// Ends the process as `error` asks: help goes to standard output with code 0, all else to standard error.
  static func finish(with error: any Error) -> Never {
    if let code = error as? Pipeline.ExitCode { finish(with: code) }
    let parsing = CijferCommand.exitCode(for: error)
    if isParserError(error) {
      let text = CijferCommand.fullMessage(for: error)
      if parsing.isSuccess {
        print(text)
        finish(with: .done)
      }
      Terminal.write(text + "\n")
      finish(with: .badArguments)
    }
    for line in Wording.lines(for: error) { Terminal.say("cijfer: \(line)") }
    finish(with: (error as? CommandError)?.code ?? Pipeline.ExitCode.of(error))
  }

  /// Ends the process with `code`, or with `noOutput` where standard output did not take what it was given.
  static func finish(with code: Pipeline.ExitCode) -> Never {
    let isFlushed = fflush(stdout) == 0
    if isFlushed, ferror(stdout) == 0 { exit(code.rawValue) }
    // Why an earlier write failed is forgotten by now.
    let reason = isFlushed ? "" : ": \(Errno(rawValue: errno))"
    Terminal.say("cijfer: standard output cannot be written\(reason)")
    // Nothing is left to write, and to fail again.
    _exit(Pipeline.ExitCode.first(of: [code, .noOutput]).rawValue)
  }

  /// Whether ArgumentParser made `error`: help, version, completions, or arguments that cannot be parsed.
  private static func isParserError(_ error: any Error) -> Bool {
    if error is CleanExit || error is ValidationError { return true }
    // Its own errors of parsing are not public: they are told by the code that it would end with.
    let ours: [any Error.Type] = [
      ConfigurationError.self, LedgerError.self, OutputError.self, InputError.self, WorkerPoolError.self,
      BatchArgumentError.self, BatchFaults.self, CancellationError.self, CommandError.self, IngestError.self,
    ]
    if ours.contains(where: { $0 == type(of: error) }) { return false }
    let code = CijferCommand.exitCode(for: error)
    return code == .validationFailure || code.isSuccess
  }
}

/// An error that a command tells in its own words, with its exit code.
struct CommandError: Error {
  var code: Pipeline.ExitCode
  var message: String

  init(_ code: Pipeline.ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }
}
