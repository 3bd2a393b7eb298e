/// The truth of a batch: `ledger.sqlite` in its output folder. One process writes at a time.
///
/// Thread-safe; every write is one transaction.
package final class Ledger: Sendable {
  /// The batch's folder.
  package let directory: String

  /// Opens or creates the ledger of `directory`, creating the folder (0700) where it is missing, and takes the
  /// folder's lock.
  ///
  /// - Throws: `LedgerError.locked` where another run has it, `.noAccess`, `.damaged`.
  package init(directory: String) throws {
    self.directory = directory
  }

  // MARK: Scans and pages

  /// Every scan, by document.
  package func scans() throws -> [ScanRecord] { [] }

  /// Adds or replaces scans (without touching their pages).
  package func register(_ scans: [ScanRecord]) throws {}

  /// Stores pages of documents, replacing what stood there under the same page; decisions of people stay.
  package func store(_ pages: [(document: String, page: PageRecord)]) throws {}

  /// What was stored of the pages of `document`, without fields: page → (outcome, basis).
  package func pageStates(of document: String) throws -> [Int: (outcome: PageOutcome, basis: String)] { [:] }

  /// Forgets pages (to read them again).
  package func forget(pages: [Int], of document: String) throws {}

  // MARK: Deciding again

  /// Calls `body` for every field of every identified page, in output order, and stores what it returns where that
  /// differs: a changed reading, status and reasons; people's decisions stay.
  package func redecide(_ body: (_ document: String, _ page: Int, _ form: String, FieldRecord) throws -> FieldRecord) throws {}

  // MARK: Decisions

  /// Appends people's decisions.
  package func decide(_ decisions: [DecisionRecord]) throws {}

  // MARK: Outputs

  /// Writes `fields.csv`, `review.jsonl`, `failures.csv` anew from the ledger, whole or not at all, makes the queue's
  /// character pictures under `crops/`, and removes pictures of what waits no longer.
  ///
  /// - Parameters:
  ///   - model: names and hashes of the models, for the queue.
  ///   - templates: form name → hash of its template, for the queue.
  package func writeOutputs(model: String, templates: [String: String]) throws {}

  /// Counts for `run.json` and the closing summary.
  package func counts() throws -> LedgerCounts { LedgerCounts() }
}

/// What a batch came to.
package struct LedgerCounts: Hashable, Sendable {
  package var documents = 0
  package var duplicates = 0
  package var pages = 0
  package var blankPages = 0
  /// Fields by status.
  package var fields: [FieldStatus: Int] = [:]
  /// Waiting fields by reason.
  package var waiting: [String: Int] = [:]
  /// Failures by code, `duplicate` not among them.
  package var failures: [String: Int] = [:]
  /// Fields by form, then type, then status.
  package var byType: [String: [FieldStatus: Int]] = [:]

  package init() {}
}

package enum LedgerError: Error, Hashable, Sendable {
  case locked(directory: String)
  case noAccess(path: String, reason: String)
  case damaged(path: String, reason: String)
}
