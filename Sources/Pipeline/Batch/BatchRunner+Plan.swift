import Forms
import Glibc
import Ledger
import SystemPackage

extension BatchRunner {
  /// The scans of the inputs, once everything that the command line names was found in order; changes nothing.
  ///
  /// - Throws: what is wrong, all of it.
  package func check() throws -> FoundInputs {
    var errors: [any Error] = argumentFaults()
    var found = FoundInputs()
    do { found = try Inputs.find(options.inputs, output: out) } catch { errors.append(error) }
    do { if !options.dryRun { try Ledger.checkAccess(options.out) } } catch { errors.append(error) }
    if errors.count == 1 { throw errors[0] }
    if !errors.isEmpty { throw BatchFaults(errors: errors) }
    return found
  }

  private func argumentFaults() -> [BatchArgumentError] {
    var faults: [BatchArgumentError] = []
    let known = configuration.forms.map(\.name)
    if !(1...256).contains(options.jobs) { faults.append(.jobs(options.jobs)) }
    if let form = options.form, !known.contains(form) { faults.append(.unknownForm(form, known: known)) }
    if options.inputs.isEmpty, !isBatch { faults.append(.nothingToDo(out: options.out)) }
    for input in options.inputs where input != "-" && Inputs.isFolder(input, holding: options.out) {
      faults.append(.outputInside(out: options.out, input: input))
    }
    return faults
  }

  /// Whether there is a ledger already.
  var isBatch: Bool { access(FilePath(options.out).appending("ledger.sqlite").string, F_OK) == 0 }

  func plan(_ found: [FoundScan], _ ledger: Ledger, _ basis: ReadingBasis) async throws -> BatchPlan {
    let planner = BatchPlanner(
      basis: basis, form: options.form, rerun: options.rerun, stored: try ledger.scans(),
      purged: try ledger.purgedDocuments())
    let states = try ledger.pageStates()
    return planner.plan(try await hash(found, planner)) { states[NameKey($0)] ?? [:] }
  }

  /// Hashes what may have changed or be what another scan is, `jobs` files at a time.
  func hash(_ found: [FoundScan], _ planner: BatchPlanner) async throws -> [HashedScan] {
    var hashed = found.map { HashedScan(found: $0, sha256: options.verify ? nil : planner.knownHash(of: $0)) }
    for (index, isLater) in planner.hashedLater(found).enumerated() { hashed[index].isHashedLater = isLater }
    let missing = hashed.indices.filter { hashed[$0].sha256 == nil && !hashed[$0].isHashedLater }
    try await withThrowingTaskGroup(of: (Int, HashedScan).self) { group in
      var waiting = missing[...]
      for _ in 0..<max(1, options.jobs) {
        guard let index = waiting.popFirst() else { break }
        group.addTask { [scan = hashed[index].found] in (index, scan.hashed()) }
      }
      while let (index, scan) = try await group.next() {
        hashed[index] = scan
        try Task.checkCancellation()
        guard let next = waiting.popFirst() else { continue }
        group.addTask { [scan = hashed[next].found] in (next, scan.hashed()) }
      }
    }
    return hashed
  }

  /// What would be done: nothing is written, and no ledger made.
  func dryRun(_ found: [FoundScan], _ basis: ReadingBasis) async throws -> BatchSummary {
    var summary = BatchSummary()
    summary.isDryRun = true
    let plan: BatchPlan
    if isBatch {
      let ledger = try Ledger(reading: options.out)
      plan = try await self.plan(found, ledger, basis)
      summary.counts = try ledger.counts()
    } else {
      let planner = BatchPlanner(basis: basis, form: options.form, rerun: options.rerun, stored: [])
      plan = planner.plan(try await hash(found, planner)) { _ in [:] }
    }
    summary.scans = plan.scans.count
    summary.scansToRead = plan.toRead.count
    summary.scansAlreadyDone = plan.scans.count - plan.toRead.count
    return summary
  }

  /// Whether stored fields must be decided again: the report of the last run, which is written last of all,
  /// does not say that all was decided by this configuration.
  ///
  /// It goes before anything is decided otherwise, so that a run that is cut short leaves none.
  func beginDeciding() throws -> Bool {
    let hash = try ResolvedConfiguration(configuration).decisionHash()
    if let bytes = try? Files.read(reportPath), RunReport.decisionHash(in: bytes) == hash { return false }
    unlink(reportPath.string)
    return true
  }

  func createCrops() throws(OutputError) {
    if mkdir(crops.string, 0o700) != 0, errno != EEXIST {
      throw OutputError(path: crops.string, reason: Errno(rawValue: errno).description)
    }
  }

  func register(_ plan: inout BatchPlan, _ ledger: Ledger) throws {
    for index in plan.scans.indices {
      let scan = plan.scans[index]
      if scan.isReplaced || scan.record.duplicateOf != nil {
        let stored = try ledger.pageStates(of: scan.record.document)
        if !stored.isEmpty {
          try ledger.forget(pages: stored.keys.sorted(), of: scan.record.document)
          if scan.isReplaced { plan.replaced += 1 }
        }
      }
      // A count that is no longer certain is asked again.
      if scan.pages == .everything { plan.scans[index].record.pageCount = nil }
    }
    let stored = Dictionary(
      try ledger.scans().map { (NameKey($0.document), $0) }, uniquingKeysWith: { first, _ in first })
    try ledger.register(plan.scans.map(\.record).filter { stored[NameKey($0.document)] != $0 })
  }
}

extension FoundScan {
  /// The scan with its bytes' hash.
  func hashed() -> HashedScan {
    do throws(Errno) {
      return HashedScan(found: self, sha256: try Files.sha256(path))
    } catch {
      return HashedScan(found: self, sha256: nil, fault: error.description)
    }
  }
}
