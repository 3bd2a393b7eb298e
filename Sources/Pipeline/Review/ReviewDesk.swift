import Forms
package import Ledger
import NumberFormats

/// Hands what waits to reviewers, each thing to one of them at a time, and takes their words into the ledger.
///
/// Holds the queue without its contents; those come from the ledger one at a time.
package actor ReviewDesk {
  let ledger: Ledger
  let configuration: Configuration
  let keyings: [String: [String: FieldKeying]]
  /// Seconds since 1970.
  let now: @Sendable () -> Double
  /// What waits, in output order.
  var queue: [QueuedItem] = []
  /// What each reviewer did that can be taken back, in order.
  var history: [String: [[Word]]] = [:]
  /// Boxes for the group view; nil until asked for.
  var carpetBoxes: [CarpetBox]?
  /// Boxes that reviewers left to the field view.
  var leftBoxes: Set<Word> = []
  private var leases: [String: Lease] = [:]

  /// An item is its reviewer's alone for so many seconds after the last sign of life.
  package static let leaseTime = 120.0
  /// The share of ordinary fields whose reading is hidden.
  package static let blindShare = 0.1

  /// One word of a reviewer: on a field or page, or one of a field's boxes.
  struct Word: Hashable {
    var id: String
    var box: Int?
  }

  private struct Lease {
    var reviewer: String
    /// Seconds since 1970.
    var end: Double
  }

  /// - Throws: `FormatError` for a configuration that was not resolved, what the ledger throws.
  package init(ledger: Ledger, configuration: Configuration, now: @escaping @Sendable () -> Double) throws {
    self.ledger = ledger
    self.configuration = configuration
    self.now = now
    var keyings: [String: [String: FieldKeying]] = [:]
    for form in configuration.forms {
      for reader in try FormPlan(template: form, configuration: configuration).fields {
        keyings[form.name, default: [:]][reader.template.name] = try FieldKeying(reader)
      }
    }
    self.keyings = keyings
    queue = try ledger.queue()
    history = Self.history(try ledger.decisionLog())
  }

  /// What can still be taken back: words of one moment belong together.
  private static func history(_ log: [DecisionRecord]) -> [String: [[Word]]] {
    var history: [String: [(time: Double, words: [Word])]] = [:]
    // What came by a file is taken back by a file: one key must not undo thousands.
    for record in log where record.view != "table" && record.view != "label-studio" {
      let word = Word(id: record.field, box: record.box)
      var mine = history[record.reviewer] ?? []
      if record.kind == .undo {
        if let last = mine.lastIndex(where: { $0.words.contains(word) }) {
          mine[last].words.removeAll { $0 == word }
          if mine[last].words.isEmpty { mine.remove(at: last) }
        }
      } else if let last = mine.last, last.time == record.time {
        mine[mine.count - 1].words.append(word)
      } else {
        mine.append((record.time, [word]))
      }
      history[record.reviewer] = mine
    }
    return history.mapValues { $0.map(\.words) }
  }

  // MARK: Queue

  /// How many items wait, whoever has them.
  package var waiting: Waiting {
    let pages = queue.count(where: \.isPage)
    return Waiting(fields: queue.count - pages, pages: pages)
  }

  /// How many fields wait, and how many pages that fit no form.
  package struct Waiting: Hashable, Sendable, Encodable {
    package var fields: Int
    package var pages: Int
  }

  /// The next item for `reviewer`: in output order, what was put aside last; nil where none is left.
  package func next(for reviewer: String, pages: Bool = false) throws -> ReviewItem? {
    if let item = try following(reviewer, pages) { return item }
    // A batch may have gone on meanwhile.
    queue = try ledger.queue()
    return try following(reviewer, pages)
  }

  private func following(_ reviewer: String, _ pages: Bool) throws -> ReviewItem? {
    for takesAside in [false, true] {
      var index = 0
      while index < queue.count {
        let item = queue[index]
        let isMine = item.isAside == takesAside && item.isPage == pages && !item.keyedBy.contains(reviewer)
        if isMine, lease(item.id, to: reviewer) {
          if let shown = try show(item.id, isPage: item.isPage, waits: true) { return shown }
          // It waits no longer: a run decided it again.
          queue.removeAll { $0.id == item.id }
        } else {
          index += 1
        }
      }
    }
    return nil
  }

  /// Opens any field or page by its id, waiting or not; nil where there is none or somebody else has it.
  package func open(_ id: String, for reviewer: String) throws -> ReviewItem? {
    guard lease(id, to: reviewer) else { return nil }
    return try show(id, isPage: false, waits: false) ?? show(id, isPage: true, waits: false)
  }

  /// Whether the item is the reviewer's, now and for some time.
  func lease(_ id: String, to reviewer: String) -> Bool {
    let time = now()
    if let lease = leases[id], lease.reviewer != reviewer, lease.end > time { return false }
    leases[id] = Lease(reviewer: reviewer, end: time + Self.leaseTime)
    return true
  }

  /// A sign of life from who has these items.
  package func renew(_ ids: [String], for reviewer: String) {
    for id in ids where leases[id]?.reviewer == reviewer { _ = lease(id, to: reviewer) }
  }

  /// Lets go of what a reviewer leaves undecided.
  package func release(_ id: String, by reviewer: String) {
    if leases[id]?.reviewer == reviewer { leases[id] = nil }
  }

  /// Sets right whether `id` waits, after something was said of it.
  func settle(_ id: String) throws {
    leases[id] = nil
    let index = queue.firstIndex { $0.id == id }
    if let detail = try ledger.detail(field: id) {
      guard detail.status.waits else {
        if let index { queue.remove(at: index) }
        return
      }
      if let index { return keepWaiting(index, detail.words) }
      return waitAgain(detail)
    } else if let index, queue[index].isPage, let page = try ledger.detail(page: id), page.words.page == nil {
      return keepWaiting(index, page.words)
    }
    // A page that was decided brings fields, one that is open again takes them away.
    queue = try ledger.queue()
  }

  /// Puts a field back in its place.
  private func waitAgain(_ detail: FieldDetail) {
    let item = QueuedItem(
      id: detail.record.id, document: detail.document, page: detail.page, position: detail.position,
      form: detail.form, field: detail.record.field, isAudit: detail.record.status == .audit,
      words: detail.words)
    let place = queue.firstIndex { $0.isAside || QueuedItem.isBefore(item, $0) }
    queue.insert(item, at: place ?? queue.endIndex)
  }

  /// What was put aside goes behind what was put aside before.
  private func keepWaiting(_ index: Int, _ words: StandingDecisions) {
    queue[index].isAside = words.aside != nil
    queue[index].keyedBy = Set(words.keyed.map(\.reviewer))
    if queue[index].isAside { queue.append(queue.remove(at: index)) }
  }
}
