import GlyphNet
import Ledger
import NumberFormats

/// The contract's exit codes.
package enum ExitCode: Int32, Hashable, Sendable, CaseIterable {
  case done = 0
  case badArguments = 1
  case missingInput = 2
  /// Some scans or pages could not be read or identified; the rest is complete.
  case partial = 4
  case noOutput = 5
  case noWorker = 7
  case badConfiguration = 9
  /// With `--strict`: something waits for review.
  case waiting = 10
  case internalError = 15
  case interrupted = 130

  /// Of several that hold, the first of these is the process's.
  package static let precedence: [ExitCode] = [
    .interrupted, .internalError, .badConfiguration, .noWorker, .noOutput, .badArguments, .missingInput,
    .partial,
    .waiting, .done,
  ]

  /// The one of `codes` that goes first; `done` for none.
  package static func first(of codes: Set<ExitCode>) -> ExitCode {
    precedence.first(where: codes.contains) ?? .done
  }

  /// The code of an error that ended a batch.
  package static func of(_ error: any Error) -> ExitCode {
    switch error {
    case let faults as BatchFaults: first(of: Set(faults.errors.map(of)))
    case is CancellationError: .interrupted
    case is ConfigurationError, is ModelError, is FormatError: .badConfiguration
    case is WorkerPoolError: .noWorker
    case is LedgerError, is OutputError: .noOutput
    case is BatchArgumentError: .badArguments
    case is InputError: .missingInput
    default: .internalError
    }
  }
}
