import FoundationEssentials
package import Ledger
import SystemPackage

/// The one writer of a run: takes answers in any order, stores them in grouped transactions, and says what is to be
/// asked next.
package actor BatchCollector {
  /// Pages stored in one transaction.
  private static let group = 32
  /// Pages of one request.
  package static let range = 50

  private let ledger: Ledger
  private let basis: ReadingBasis
  private let form: String?
  private let limits: Configuration.Limits
  private let report: @Sendable (BatchProgress) -> Void
  private var scans: [PlannedScan]
  private var pages: [(document: String, page: PageRecord)] = []
  private var changedScans: [Int: ScanRecord] = [:]
  private var progress = BatchProgress()
  private(set) var failures: [BatchSummary.NamedFailure] = []

  package init(
    ledger: Ledger, basis: ReadingBasis, form: String?, limits: Configuration.Limits, scans: [PlannedScan],
    report: @escaping @Sendable (BatchProgress) -> Void
  ) {
    self.ledger = ledger
    self.basis = basis
    self.form = form
    self.limits = limits
    self.scans = scans
    self.report = report
    progress.pagesTotal = scans.reduce(0) { $0 + $1.knownPages }
  }

  /// Pages that workers told of, failed ones included.
  package private(set) var pagesRead = 0

  // MARK: What to ask

  /// The first requests for every scan.
  package func firstItems() -> [WorkItem] {
    scans.indices.flatMap { index -> [WorkItem] in
      switch (scans[index].pages, scans[index].record.pageCount) {
      case (.nothing, _): []
      case (.some(let pages), _): ranges(pages, of: index)
      case (.everything, let count?): ranges(Array(1...max(1, count)), of: index)
      case (.everything, nil): [item(index, .pages(first: 1, last: Self.range))]
      }
    }
  }

  /// Consecutive pages, at most `range` at a time.
  private func ranges(_ pages: [Int], of scan: Int) -> [WorkItem] {
    var items: [WorkItem] = []
    var rest = pages[...]
    while let first = rest.first {
      var last = first
      rest = rest.dropFirst()
      while let next = rest.first, next == last + 1, next - first < Self.range {
        last = next
        rest = rest.dropFirst()
      }
      items.append(item(scan, .pages(first: first, last: last)))
    }
    return items
  }

  private func item(_ scan: Int, _ kind: WorkItem.Kind) -> WorkItem {
    let pages =
      switch kind {
      case .count: [1, 0]
      case .pages(let first, let last): [first, last]
      case .alone(let page): [page, page]
      }
    let record = scans[scan].record
    let request = WorkerRequest(
      id: "\(scan).\(pages[0])-\(pages[1])", path: scans[scan].path, pages: pages, form: form,
      known: record.sha256.isEmpty ? nil : KnownFile(sha256: record.sha256, record.identity))
    return WorkItem(scan: scan, kind: kind, request: request)
  }

  // MARK: What came

  /// Stores the result of `item`; returns what is to be asked besides or instead.
  package func handle(_ item: WorkItem, _ result: Result<WorkerAnswer, WorkerFault>) throws -> [WorkItem] {
    defer { report(progress) }
    let more =
      switch result {
      case .success(let answer): try take(answer, of: item)
      case .failure(let fault): lost(item, fault)
      }
    if pages.count >= Self.group { try flush() }
    return more
  }

  private func take(_ answer: WorkerAnswer, of item: WorkItem) throws -> [WorkItem] {
    // A scan that nothing could be mistaken for is hashed by who reads it.
    if scans[item.scan].isHashedLater, scans[item.scan].record.sha256.isEmpty {
      scans[item.scan].record.sha256 = answer.sha256 ?? ""
    }
    if var failure = answer.fileFailure {
      if failure.code.isEmpty { failure.code = "unreadable" }
      // What could not be opened just now is another file for the next run, whatever its bytes were.
      if answer.sha256 == nil { scans[item.scan].record.sha256 = "" }
      fail(item.scan, failure)
      return []
    }
    if answer.failures.contains(where: { $0.code == WorkerFailure.noCropsCode }) {
      throw OutputError(path: ledger.directory + "/crops", reason: "a picture could not be kept there")
    }
    guard answer.isPlausible(for: item.request), let count = answer.pageCount,
      let records = try? answer.records(basis: basis, form: form)
    else { return lost(item, .crash("answered nonsense")) }
    guard answer.sha256 == scans[item.scan].record.sha256 else {
      scans[item.scan].record.sha256 = ""
      fail(item.scan, FailureRecord(page: nil, code: "unreadable", message: "changed while it was read"))
      return []
    }
    let isFirst = scans[item.scan].record.pageCount != count
    if isFirst {
      scans[item.scan].record.pageCount = count
      scans[item.scan].record.failure = nil
      changedScans[item.scan] = scans[item.scan].record
      progress.pagesTotal += count - 1
    }
    for record in records { keep(record, of: item.scan) }
    switch item.kind {
    case .count: return (1...max(1, count)).map { self.item(item.scan, .alone(page: $0)) }
    case .pages(_, let last) where isFirst && last < count:
      return ranges(Array(last + 1...count), of: item.scan)
    default: return []
    }
  }

  /// A worker was lost over `item`: its pages go again, each alone, so that only the culprit fails; a page that costs
  /// a second worker is one.
  private func lost(_ item: WorkItem, _ fault: WorkerFault) -> [WorkItem] {
    switch item.kind {
    case .pages(let first, let last):
      guard scans[item.scan].record.pageCount != nil else { return [self.item(item.scan, .count)] }
      return (first...last).map { self.item(item.scan, .alone(page: $0)) }
    case .count:
      fail(item.scan, record(of: fault, page: nil))
    case .alone(let page):
      let failure = record(of: fault, page: page)
      let outcome = PageOutcome.failed(failure, crop: nil)
      keep(PageRecord(page: page, outcome: outcome, basis: basis.formless, fields: []), of: item.scan)
    }
    return []
  }

  private func record(of fault: WorkerFault, page: Int?) -> FailureRecord {
    switch fault {
    case .timeout:
      let message = "took longer than limits.secondsPerPage, \(Text.number(limits.secondsPerPage)) s"
      return FailureRecord(page: page, code: "timeout", message: message)
    case .memory:
      let message = "needs more than limits.memoryMB, \(limits.memoryMB) MB"
      return FailureRecord(page: page, code: "limit", message: message)
    case .crash(let how):
      return FailureRecord(page: page, code: "crash", message: "the worker that read it \(how)")
    }
  }

  private func keep(_ record: PageRecord, of scan: Int) {
    pages.append((scans[scan].record.document, record))
    progress.pagesDone += 1
    pagesRead += 1
    for field in record.fields {
      if field.status == .accepted || field.status == .audit { progress.accepted += 1 }
      if field.status.waits { progress.waiting += 1 }
    }
    if case .failed(let failure, _) = record.outcome { note(failure, of: scan) }
  }

  private func fail(_ scan: Int, _ failure: FailureRecord) {
    scans[scan].record.failure = failure
    changedScans[scan] = scans[scan].record
    progress.pagesDone += 1
    note(failure, of: scan)
  }

  private func note(_ failure: FailureRecord, of scan: Int) {
    progress.failed += 1
    failures.append(BatchSummary.NamedFailure(document: scans[scan].record.document, failure: failure))
  }

  /// Stores what was taken and not stored yet.
  package func flush() throws {
    if !changedScans.isEmpty { try ledger.register(changedScans.sorted { $0.key < $1.key }.map(\.value)) }
    changedScans.removeAll()
    if !pages.isEmpty { try ledger.store(pages) }
    pages.removeAll()
  }
}

extension PlannedScan {
  /// Pages to be read, as far as known.
  fileprivate var knownPages: Int {
    switch pages {
    case .nothing: 0
    case .some(let pages): pages.count
    case .everything: record.pageCount ?? 1
    }
  }
}

extension WorkerRequest {
  /// A request for the file at `path`, whatever its bytes.
  init(id: String, path: FilePath, pages: [Int], form: String?, known: KnownFile?) {
    let bytes = path.bytes
    let isText = String(validating: bytes, as: UTF8.self) != nil
    let base64 = isText ? nil : Data(bytes).base64EncodedString()
    self.init(id: id, path: path.string, pathBytes: base64, pages: pages, form: form, known: known)
  }
}
