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
    for record in log {
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

  /// How many items wait.
  package var waiting: Int { queue.count }

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

  /// A sign of life from who has the item.
  package func renew(_ id: String, for reviewer: String) { _ = lease(id, to: reviewer) }

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
      if let index {
        queue[index].isAside = detail.words.aside != nil
        queue[index].keyedBy = Set(detail.words.keyed.map(\.reviewer))
        return
      }
    } else if let index, queue[index].isPage, let page = try ledger.detail(page: id), page.words.page == nil {
      queue[index].isAside = page.words.aside != nil
      return
    }
    // A page that was decided brings fields, one that is open again takes them away.
    queue = try ledger.queue()
  }

  // MARK: Items

  /// Whether the reading of a field is hidden: where two must key it, where an accepted field is checked, of every
  /// tenth other field, so that nobody nods.
  func isBlind(_ detail: FieldDetail) -> Bool {
    guard detail.status.waits else { return false }
    if keyings[detail.form]?[detail.record.field]?.template.doubleKey == true { return true }
    if detail.record.status == .audit || detail.record.characters.isEmpty { return true }
    return AuditDraw.isDrawn(id: String(detail.record.id.prefix(16)), share: Self.blindShare)
  }

  private func show(_ id: String, isPage: Bool, waits: Bool) throws -> ReviewItem? {
    if isPage { return try ledger.detail(page: id).flatMap { waits && $0.words.page != nil ? nil : item($0) } }
    guard let detail = try ledger.detail(field: id), !waits || detail.status.waits else { return nil }
    return .field(item(detail))
  }

  private func item(_ page: PageDetail) -> ReviewItem {
    let names = configuration.forms.map(\.name)
    let likely = names.filter { page.message.contains($0) }
    return .page(
      PageItem(
        id: page.id, document: page.document, page: page.page, reason: page.code, message: page.message,
        note: page.words.aside?.note ?? "", hasPicture: page.crop != nil,
        forms: likely + names.filter { !likely.contains($0) }))
  }

  func item(_ detail: FieldDetail) -> FieldItem {
    let record = detail.record
    let isBlind = isBlind(detail)
    let keying = keyings[detail.form]?[record.field]
    return FieldItem(
      id: record.id, document: detail.document, page: detail.page, form: detail.form, field: record.field,
      type: record.type, reasons: isBlind ? [] : record.reasons, note: detail.words.aside?.note ?? "",
      isBlind: isBlind, isOpen: keying?.isOpen ?? true,
      value: detail.status.waits ? nil : detail.value, status: detail.status.rawValue,
      cells: keying?.cells(of: detail, isBlind: isBlind) ?? [],
      place: Self.union(record.characters.map(\.pixels)))
  }

  private static func union(_ rects: [[Double]]) -> [Double]? {
    guard let left = rects.map({ $0[0] }).min(), let top = rects.map({ $0[1] }).min(),
      let right = rects.map({ $0[0] + $0[2] }).max(), let bottom = rects.map({ $0[1] + $0[3] }).max()
    else { return nil }
    return [left, top, right - left, bottom - top]
  }

  // MARK: Looking for documents

  /// A document that was found, with its fields.
  package struct Found: Sendable, Encodable {
    package var document: String
    package var fields: [Field]

    package struct Field: Sendable, Encodable {
      package var id: String
      package var page: Int
      package var field: String
      package var status: String
      package var value: String
    }
  }

  /// Documents whose name holds `text`, up to 20, with all their fields.
  package func find(_ text: String) throws -> [Found] {
    try ledger.documents(holding: text, most: 20).map { document in
      Found(
        document: document,
        fields: try ledger.reviewedFields(of: document).map {
          // What waits may have to be keyed without having been seen.
          Found.Field(
            id: $0.id, page: $0.page, field: $0.field, status: $0.status.rawValue,
            value: $0.waits ? "" : $0.value)
        })
    }
  }
}
