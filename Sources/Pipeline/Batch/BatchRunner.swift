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
    return try await run(on: pool, loadsModels: true)
  }

  /// Runs the batch on the workers of `pool`; with `loadsModels`, weight files that cannot be used are told of before
  /// workers die of them.
  package func run(on pool: any WorkerPool, loadsModels: Bool = false) async throws -> BatchSummary {
    let start = Date()
    let inputs = try check()
    var found = inputs.scans
    if let only = options.only { found.removeAll { !only.contains($0.identity) } }
    for index in found.indices { found[index].isReturned = options.returned.contains(found[index].identity) }
    if options.dryRun {
      var summary = try await dryRun(found, try basis(loadsModels: loadsModels))
      summary.closed = inputs.closed
      return summary
    }

    let isNew = !isBatch
    let preparation = Task { [found] in try await prepare(found, try basis(loadsModels: loadsModels)) }
    let batch = try await withTaskCancellationHandler {
      try await read(preparation, isNew: isNew, jobs: min(options.jobs, found.count), on: pool)
    } onCancel: {
      preparation.cancel()
    }
    let (ledger, plan, collector) = (batch.ledger, batch.plan, batch.collector)

    let pagesRead = await collector.pagesRead
    let hasUnique = configuration.forms.contains { $0.fields.contains(where: \.unique) }
    if batch.mustDecideAgain || (hasUnique && pagesRead > 0) {
      try BatchFinish(configuration: configuration).decideAgain(ledger)
    }
    try batch.basis.writeOutputs(of: ledger)

    var summary = BatchSummary()
    summary.closed = inputs.closed
    summary.counts = try ledger.counts()
    summary.drift = try configuration.calibration.map { try $0.content.drift(of: ledger) } ?? [:]
    summary.scans = plan.scans.count
    summary.scansToRead = plan.toRead.count
    summary.scansAlreadyDone = plan.scans.count - plan.toRead.count
    summary.scansReplaced = plan.replaced
    summary.pagesRead = pagesRead
    summary.failures = await collector.failures.sorted(by: BatchSummary.NamedFailure.isBefore)
    summary.seconds = Date().timeIntervalSince(start)
    try writeReport(summary, batch.basis, started: start)
    return summary
  }

  /// The batch's folder, absolute.
  var out: FilePath { FilePath(Files.absolute(options.out, in: Configuration.currentFolder())) }
  var crops: FilePath { out.appending("crops") }
  var reportPath: FilePath { FilePath(options.out).appending("run.json") }

  // MARK: Reading

  private func basis(loadsModels: Bool) throws -> ReadingBasis {
    let models = loadsModels ? try Networks.load(configuration.models).hashes : nil
    let basis = try ReadingBasis(configuration, models: models)
    try configuration.checkCalibration(basis)
    return basis
  }

  /// A batch of which it is known what is to be read.
  private struct Batch {
    var ledger: Ledger
    var basis: ReadingBasis
    var plan: BatchPlan
    var collector: BatchCollector
    /// What is read now is decided by this configuration; what was read before may not have been.
    var mustDecideAgain: Bool
  }

  private func prepare(_ found: [FoundScan], _ basis: ReadingBasis) async throws -> Batch {
    let ledger = try Ledger(directory: options.out)
    var plan = try await plan(found, ledger, basis)
    let mustDecideAgain = try beginDeciding() && !ledger.pageStates().isEmpty
    try createCrops()
    try register(&plan, ledger)
    let collector = BatchCollector(
      ledger: ledger, basis: basis, form: options.form, limits: configuration.limits,
      scans: plan.toRead, report: report)
    return Batch(
      ledger: ledger, basis: basis, plan: plan, collector: collector, mustDecideAgain: mustDecideAgain)
  }

  /// Reads what `preparation` finds is to be read; of a new batch that is something, and its workers start meanwhile.
  private func read(
    _ preparation: Task<Batch, any Error>, isNew: Bool, jobs: Int, on pool: any WorkerPool
  ) async throws -> Batch {
    var jobs = jobs
    if !isNew || jobs == 0 {
      let batch = try await preparation.value
      jobs = min(jobs, await batch.collector.firstItems().count)
      if jobs == 0 { return batch }
    }
    return try await withThrowingTaskGroup(of: Void.self) { [jobs] group in
      let queue = WorkQueue()
      group.addTask {
        try await pool.run(jobs: jobs, queue: queue) { item, result in
          try await preparation.value.collector.handle(item, result)
        }
      }
      let batch = try await preparation.value
      await queue.fill(await batch.collector.firstItems())
      do {
        try await group.waitForAll()
      } catch {
        // What was finished is kept, whatever ended the run.
        try? await batch.collector.flush()
        throw error
      }
      try await batch.collector.flush()
      return batch
    }
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
      try Files.write(bytes, to: reportPath, isAlone: true)
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
