package import FieldDecoding
package import Ledger

/// What `run` was asked to do.
package struct BatchOptions: Hashable, Sendable {
  /// Files, folders, `-` for a list on standard input; none: decide again from the ledger.
  package var inputs: [String]
  package var out: String
  /// Reads every page as this form.
  package var form: String?
  /// Workers at a time, at least 1.
  package var jobs: Int
  /// Tries failed pages again.
  package var rerun: Bool
  /// Hashes every file, also where nothing says that it changed.
  package var verify: Bool
  /// Only says what would be done; writes nothing.
  package var dryRun: Bool
  /// How workers are started; nil reads within this process.
  package var worker: WorkerCommand?
  /// Of the inputs only these; nil for all.
  package var only: Set<FileIdentity>?
  /// Of the inputs the ones whose place was seen empty since a file was read there.
  package var returned: Set<FileIdentity> = []

  package init(
    inputs: [String], out: String = "out", form: String? = nil, jobs: Int = 1, rerun: Bool = false,
    verify: Bool = false, dryRun: Bool = false, worker: WorkerCommand? = nil
  ) {
    self.inputs = inputs
    self.out = out
    self.form = form
    self.jobs = jobs
    self.rerun = rerun
    self.verify = verify
    self.dryRun = dryRun
    self.worker = worker
  }
}

/// How a worker is started.
package struct WorkerCommand: Hashable, Sendable {
  /// The program's path, absolute.
  package var executable: String
  /// All its arguments: `worker`, `--config`, …; `--crops` is added.
  package var arguments: [String]
  /// Whether what workers write on standard error is shown.
  package var showsErrors: Bool

  package init(executable: String, arguments: [String], showsErrors: Bool = false) {
    self.executable = executable
    self.arguments = arguments
    self.showsErrors = showsErrors
  }
}

/// How far a batch is.
package struct BatchProgress: Hashable, Sendable {
  package var pagesDone = 0
  /// Pages to be read, as far as known: a file that was not opened yet counts as one.
  package var pagesTotal = 0
  /// Of the pages done.
  package var accepted = 0
  package var waiting = 0
  package var failed = 0

  package init() {}
}

/// What a batch came to.
package struct BatchSummary: Sendable {
  /// All that stands in the ledger now; empty for a dry run of a new batch.
  package var counts = LedgerCounts()
  /// Scans of the inputs, and the ones among them of which nothing had to be read.
  package var scans = 0
  package var scansAlreadyDone = 0
  /// Scans whose bytes are others than those that were read before.
  package var scansReplaced = 0
  /// Scans with pages to read, and pages that were read, by this run.
  package var scansToRead = 0
  package var pagesRead = 0
  /// Scans or pages that this run could not read or identify, in the order of documents.
  package var failures: [NamedFailure] = []
  /// What lies below the inputs and may not be looked at.
  package var closed: [InputError.Fault] = []
  /// By type, where there is a calibration: how unlike its fields those of this batch are.
  package var drift: [String: Drift] = [:]
  package var seconds = 0.0
  package var isDryRun = false

  package init() {}

  package struct NamedFailure: Hashable, Sendable {
    package var document: String
    package var failure: FailureRecord
  }

  /// Fields that wait for a person, drawn ones included.
  package var waiting: Int {
    counts.fields.reduce(0) { $1.key.waits ? $0 + $1.value : $0 }
  }

  /// The exit code of a batch that came to its end.
  package func exitCode(strict: Bool) -> ExitCode {
    if isDryRun { return .done }
    var codes: Set<ExitCode> = [.done]
    if !closed.isEmpty || counts.failures.values.contains(where: { $0 > 0 }) { codes.insert(.partial) }
    if strict, waiting > 0 { codes.insert(.waiting) }
    return ExitCode.first(of: codes)
  }
}

/// Arguments that cannot be followed.
package enum BatchArgumentError: Error, Hashable, Sendable {
  /// `--form` names none of the forms.
  case unknownForm(String, known: [String])
  /// No INPUT, and no ledger to decide from.
  case nothingToDo(out: String)
  /// The output folder is an input folder or lies below one.
  case outputInside(out: String, input: String)
  /// `--jobs` is not 1 to 256.
  case jobs(Int)
}

/// Several faults of one command line, told together.
package struct BatchFaults: Error {
  package var errors: [any Error]

  package init(errors: [any Error]) {
    self.errors = errors
  }
}

/// Inputs that do not exist or may not be opened, all of them.
package struct InputError: Error, Hashable, Sendable {
  package struct Fault: Hashable, Sendable {
    package var path: String
    package var reason: String

    package init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  package var faults: [Fault]

  package init(faults: [Fault]) {
    self.faults = faults
  }
}

/// A file of the output that cannot be written.
package struct OutputError: Error, Hashable, Sendable {
  package var path: String
  package var reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// Workers that cannot be kept alive.
package struct WorkerPoolError: Error, Hashable, Sendable {
  /// How the last one ended.
  package var reason: String

  package init(reason: String) {
    self.reason = reason
  }
}
