package import Ledger
package import SystemPackage

/// What a run has to do: which scans there are now, and which of their pages are to be read.
package struct BatchPlan: Sendable {
  /// Scans of the inputs, by document.
  package var scans: [PlannedScan]

  /// Scans with pages to read.
  package var toRead: [PlannedScan] { scans.filter { $0.pages != .nothing } }

  /// Scans of which other bytes were read before.
  package var replaced = 0
}

/// A scan of the inputs.
package struct PlannedScan: Hashable, Sendable {
  package var record: ScanRecord
  package var path: FilePath
  package var pages: PagesToRead
  /// What is stored of the scan belongs to other bytes.
  package var isReplaced = false
  /// Its hash is not known until it is read.
  package var isHashedLater = false
}

/// Which pages of a scan are to be read.
package enum PagesToRead: Hashable, Sendable {
  case nothing
  case everything
  /// Ascending, from 1.
  case some([Int])
}

/// A scan with its bytes' hash; nil, with the reason, where they cannot be read, and nil where who reads it will tell.
package struct HashedScan: Hashable, Sendable {
  package var found: FoundScan
  package var sha256: String?
  package var fault: String?
  package var isHashedLater = false

  package init(found: FoundScan, sha256: String?, fault: String? = nil) {
    self.found = found
    self.sha256 = sha256
    self.fault = fault
  }
}

/// Names documents, finds duplicates, and says what is to be read again, by the contract's "Again".
package struct BatchPlanner {
  private let basis: ReadingBasis
  private let form: String?
  private let rerun: Bool
  private var stored: [NameKey: ScanRecord] = [:]
  /// A place may have held several files, one after another.
  private var storedByPath: [NameKey: [ScanRecord]] = [:]
  private let purged: Set<NameKey>

  /// - Parameter purged: documents whose readings were removed for good: they are not read again.
  package init(
    basis: ReadingBasis, form: String?, rerun: Bool, stored: [ScanRecord], purged: Set<NameKey> = []
  ) {
    self.basis = basis
    self.form = form
    self.rerun = rerun
    self.purged = purged
    for scan in stored {
      self.stored[NameKey(scan.document)] = scan
      storedByPath[NameKey(scan.path), default: []].append(scan)
    }
  }

  /// The hash that is known of `found` without reading it: same place, device, inode, size and time.
  package func knownHash(of found: FoundScan) -> String? {
    let known = storedByPath[NameKey(ScanPath.text(found.path))]?.last { $0.identity == found.identity }
    return known.flatMap { $0.sha256.isEmpty ? nil : $0.sha256 }
  }

  /// Which of `scans` need no hash before they are read, since no other scan can have the same bytes or the same name: new
  /// ones of a size that is theirs alone.
  package func hashedLater(_ scans: [FoundScan]) -> [Bool] {
    let sizes = counts(scans.map(\.identity.size) + stored.values.map(\.identity.size))
    let names = counts(scans.map { NameKey(DocumentName.text($0.name)) } + stored.keys)
    return scans.map { scan in
      sizes[scan.identity.size] == 1 && names[NameKey(DocumentName.text(scan.name))] == 1
        && storedByPath[NameKey(ScanPath.text(scan.path))] == nil
    }
  }

  private func counts<Value: Hashable>(_ values: [Value]) -> [Value: Int] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// What was read before of the file at the place of `scan`: of the same bytes, else of those that stood there last.
  private func known(_ scan: HashedScan) -> ScanRecord? {
    let known = storedByPath[NameKey(ScanPath.text(scan.found.path))] ?? []
    if let same = known.first(where: { $0.sha256 == scan.sha256 }) { return same }
    // Where another file stands now, only what failed as a whole makes room: nothing was read of it.
    let replaceable = scan.found.isReturned ? known.filter { $0.failure != nil } : known
    return replaceable.max { $0.identity.modified < $1.identity.modified }
  }

  /// The plan for `scans`, ordered by name.
  ///
  /// - Parameter states: what is stored of a document's pages.
  package func plan(
    _ scans: [HashedScan], states: (String) throws -> [Int: (outcome: PageOutcome, basis: String)]
  ) rethrows -> BatchPlan {
    var planned = named(scans)
    markDuplicates(&planned)
    for index in planned.indices { planned[index].pages = try pages(of: planned[index], states: states) }
    return BatchPlan(scans: planned.sorted { NameKey($0.record.document) < NameKey($1.record.document) })
  }

  // MARK: Documents

  /// Gives every scan its document: the one it has, else its name, with `~` and 8 digits of its hash where another
  /// file has that name.
  private func named(_ scans: [HashedScan]) -> [PlannedScan] {
    var owners: [NameKey: NameKey] = stored.mapValues { NameKey($0.path) }
    let present = Set(scans.map { NameKey(ScanPath.text($0.found.path)) })
    return scans.map { scan in
      let path = NameKey(ScanPath.text(scan.found.path))
      if let known = known(scan) { return planned(scan, document: known.document, stored: known) }
      var document = DocumentName.text(scan.found.name)
      if let owner = owners[NameKey(document)], owner != path || scan.found.isReturned {
        if let moved = stored[NameKey(document)], moved.sha256 == scan.sha256, !present.contains(owner) {
          // The same bytes under the same name, no longer where they were: the scan was moved.
          owners[NameKey(document)] = path
          return planned(scan, document: document, stored: moved)
        }
        document = free(document, sha256: scan.sha256 ?? "", owners: owners)
      }
      owners[NameKey(document)] = path
      return planned(scan, document: document, stored: stored[NameKey(document)])
    }
  }

  private func free(_ document: String, sha256: String, owners: [NameKey: NameKey]) -> String {
    let name = "\(document)~\(sha256.isEmpty ? "unreadable" : String(sha256.prefix(8)))"
    var candidate = name
    var count = 2
    while owners[NameKey(candidate)] != nil {
      candidate = "\(name)~\(count)"
      count += 1
    }
    return candidate
  }

  private func planned(_ scan: HashedScan, document: String, stored: ScanRecord?) -> PlannedScan {
    var record = ScanRecord(
      document: document, path: ScanPath.text(scan.found.path), sha256: scan.sha256 ?? "",
      identity: scan.found.identity)
    var isReplaced = false
    if let stored {
      isReplaced = stored.sha256 != record.sha256
      if !isReplaced {
        record.pageCount = stored.pageCount
        record.failure = stored.failure
        record.duplicateOf = stored.duplicateOf
      }
    }
    if let fault = scan.fault {
      record.failure = FailureRecord(page: nil, code: "unreadable", message: "cannot be read: \(fault)")
    }
    return PlannedScan(
      record: record, path: scan.found.path, pages: .nothing, isReplaced: isReplaced,
      isHashedLater: scan.isHashedLater)
  }

  // MARK: Duplicates

  /// The first of scans with the same bytes is read: the one that was read before, else the first by name.
  private func markDuplicates(_ planned: inout [PlannedScan]) {
    var owners: [String: String] = [:]
    let now = Set(planned.map { NameKey($0.record.document) })
    for scan in stored.values
    where scan.duplicateOf == nil && !scan.sha256.isEmpty && !now.contains(NameKey(scan.document)) {
      let other = owners[scan.sha256] ?? scan.document
      owners[scan.sha256] = NameKey(scan.document) < NameKey(other) ? scan.document : other
    }
    let wasRead = { (scan: PlannedScan) in
      guard let known = stored[NameKey(scan.record.document)] else { return false }
      return !scan.isReplaced && known.duplicateOf == nil
    }
    for scan in planned.filter(wasRead) + planned where !scan.record.sha256.isEmpty {
      if owners[scan.record.sha256] == nil { owners[scan.record.sha256] = scan.record.document }
    }
    for index in planned.indices where !planned[index].record.sha256.isEmpty {
      let document = planned[index].record.document
      let owner = owners[planned[index].record.sha256] ?? document
      let isOwner = NameKey(owner) == NameKey(document)
      planned[index].record.duplicateOf = isOwner ? nil : owner
      if !isOwner { planned[index].record.failure = nil }
    }
  }

  // MARK: Again

  private func pages(
    of scan: PlannedScan, states: (String) throws -> [Int: (outcome: PageOutcome, basis: String)]
  ) rethrows -> PagesToRead {
    if scan.isHashedLater { return .everything }
    if scan.record.duplicateOf != nil || scan.record.sha256.isEmpty { return .nothing }
    if !scan.isReplaced, purged.contains(NameKey(scan.record.document)) { return .nothing }
    if let failure = scan.record.failure { return isTriedAgain(failure) ? .everything : .nothing }
    guard !scan.isReplaced, let count = scan.record.pageCount else { return .everything }
    let states = try states(scan.record.document)
    let pages = (1...max(1, count)).filter { page in states[page].map(isToBeRead) ?? true }
    return pages.isEmpty ? .nothing : .some(pages)
  }

  /// Whether a whole file that failed is tried again.
  ///
  /// One over a limit costs nothing to ask, so a changed limit needs no bookkeeping.
  private func isTriedAgain(_ failure: FailureRecord) -> Bool {
    rerun || ["crash", "timeout", "limit"].contains(failure.code)
  }

  private func isToBeRead(_ state: (outcome: PageOutcome, basis: String)) -> Bool {
    switch state.outcome {
    case .identified(let read, _, _):
      return state.basis != basis.identified(as: read) || (form ?? read) != read
    case .blank: return state.basis != basis.formless
    case .failed(let failure, _):
      if rerun || failure.code == "crash" || failure.code == "timeout" { return true }
      let isUnidentified = failure.code == "no-form" || failure.code == "bad-registration"
      return state.basis != (isUnidentified ? basis.unidentified(among: form) : basis.formless)
    }
  }
}
