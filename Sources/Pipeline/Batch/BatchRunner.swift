import Crypto
import Forms
import FoundationEssentials
import Glibc
import Ledger
import SystemPackage

/// Runs a batch: inputs → plan → readings → decisions → outputs.
package struct BatchRunner: Sendable {
  let configuration: Configuration
  let options: BatchOptions
  private let report: @Sendable (BatchProgress) -> Void

  /// - Parameter report: called after every answer, from any thread.
  package init(
    configuration: Configuration, options: BatchOptions,
    report: @escaping @Sendable (BatchProgress) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.options = options
    self.report = report
  }

  /// Runs the batch.
  ///
  /// Cancelled, it keeps what was finished and throws `CancellationError`.
  ///
  /// - Throws: whatever `ExitCode.of` has a code for.
  package func run() async throws -> BatchSummary {
    // A weight file that cannot be used is told before workers die of it.
    let models = try Networks.load(configuration.models).hashes
    let pool: any WorkerPool =
      if let worker = options.worker {
        SubprocessPool(
          command: worker.keepingCrops(in: crops.string), secondsPerPage: configuration.limits.secondsPerPage)
      } else {
        LocalPool { [configuration, crops] in
          let reader = try ScanReader(configuration: configuration)
          reader.keep = Worker.keeping(in: crops)
          return reader
        }
      }
    return try await run(on: pool, models: models)
  }

  /// Runs the batch on the workers of `pool`; `models` are the hashes of the networks where these were loaded.
  package func run(on pool: any WorkerPool, models: [String: String]? = nil) async throws -> BatchSummary {
    let start = Date()
    var found = try check()
    if let only = options.only { found.removeAll { !only.contains($0.identity) } }
    for index in found.indices { found[index].isReturned = options.returned.contains(found[index].identity) }
    let basis = try ReadingBasis(configuration, models: models)
    try configuration.checkCalibration(basis)
    if options.dryRun { return try await dryRun(found, basis) }

    let ledger = try Ledger(directory: options.out)
    var plan = try await plan(found, ledger, basis)
    // What is read now is decided by this configuration; what was read before may not have been.
    let mustDecideAgain = try beginDeciding() && !ledger.pageStates().isEmpty
    try createCrops()
    try register(&plan, ledger)
    let collector = BatchCollector(
      ledger: ledger, basis: basis, form: options.form, limits: configuration.limits,
      scans: plan.toRead, report: report)
    try await read(collector, on: pool)

    let pagesRead = await collector.pagesRead
    let hasUnique = configuration.forms.contains { $0.fields.contains(where: \.unique) }
    if mustDecideAgain || (hasUnique && pagesRead > 0) {
      try BatchFinish(configuration: configuration).decideAgain(ledger)
    }
    try basis.writeOutputs(of: ledger)

    var summary = BatchSummary()
    summary.counts = try ledger.counts()
    summary.drift = try configuration.calibration.map { try $0.content.drift(of: ledger) } ?? [:]
    summary.scans = plan.scans.count
    summary.scansToRead = plan.toRead.count
    summary.scansAlreadyDone = plan.scans.count - plan.toRead.count
    summary.scansReplaced = plan.replaced
    summary.pagesRead = pagesRead
    summary.failures = await collector.failures.sorted(by: BatchSummary.NamedFailure.isBefore)
    summary.seconds = Date().timeIntervalSince(start)
    try writeReport(summary, basis, started: start)
    return summary
  }

  /// The batch's folder, absolute.
  var out: FilePath { FilePath(Files.absolute(options.out, in: Configuration.currentFolder())) }
  var crops: FilePath { out.appending("crops") }
  var reportPath: FilePath { FilePath(options.out).appending("run.json") }

  // MARK: Reading

  private func read(_ collector: BatchCollector, on pool: any WorkerPool) async throws {
    let items = await collector.firstItems()
    if items.isEmpty { return }
    do {
      let jobs = min(options.jobs, items.count)
      try await pool.run(jobs: jobs, queue: WorkQueue(items)) { try await collector.handle($0, $1) }
    } catch {
      // What was finished is kept, whatever ended the run.
      try? await collector.flush()
      throw error
    }
    try await collector.flush()
  }

  // MARK: After

  private func writeReport(_ summary: BatchSummary, _ basis: ReadingBasis, started: Date) throws {
    let times = RunReport.Times(
      started: started.formatted(.iso8601), seconds: summary.seconds, pagesRead: summary.pagesRead,
      pagesPerSecond: summary.seconds > 0 ? Double(summary.pagesRead) / summary.seconds : 0,
      jobs: options.jobs)
    let report = try RunReport(
      configuration: configuration, basis: basis, counts: summary.counts, drift: summary.drift, times: times)
    let bytes = try report.encoded()
    do throws(Errno) {
      try Files.write(bytes, to: reportPath)
    } catch {
      throw OutputError(path: reportPath.string, reason: error.description)
    }
  }
}

extension WorkerCommand {
  fileprivate func keepingCrops(in folder: String) -> WorkerCommand {
    WorkerCommand(
      executable: executable, arguments: arguments + ["--crops", folder], showsErrors: showsErrors)
  }
}

extension BatchSummary.NamedFailure {
  fileprivate static func isBefore(_ a: Self, _ b: Self) -> Bool {
    (NameKey(a.document), a.failure.page ?? 0) < (NameKey(b.document), b.failure.page ?? 0)
  }
}
