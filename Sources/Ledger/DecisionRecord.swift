/// A person's word on a field, on one of its characters, or on a page that fits no form; only ever appended.
package struct DecisionRecord: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, Codable {
    case confirm
    case correct
    case illegible
    /// Keyed without having seen the reading, where two people must agree.
    case key
    /// One character, box `box`, was looked at: `value` stands there.
    case character
    /// Put aside with a note; decides nothing.
    case aside
    /// The page is the form `value`, whose fields are then keyed.
    case form
    /// The page is to be scanned again.
    case rescan
    /// The page is none of the forms and not to be read.
    case notAForm
    /// Takes back this reviewer's last word on the same thing.
    case undo
  }

  /// The field's id, or the page's.
  package var field: String
  package var kind: Kind
  /// The canonical value decided; nil for `illegible`, `undo` and the like.
  package var value: String?
  package var reviewer: String
  /// Seconds since 1970.
  package var time: Double
  package var note: String
  /// Of `character`, and its undo: the box.
  package var box: Int?
  /// The machine's reading that was there to be seen; nil where it was hidden.
  package var before: String?
  /// How long the person took.
  package var seconds: Double?
  /// Where it was decided: `field`, `group`, `page`, `table`.
  package var view: String?
  /// Of `form`: the form's fields, in order.
  package var fields: [FormField]?

  /// A field of a form that a person recognised.
  package struct FormField: Hashable, Sendable, Codable {
    package var field: String
    package var type: String

    package init(field: String, type: String) {
      (self.field, self.type) = (field, type)
    }
  }

  package init(
    field: String, kind: Kind, value: String? = nil, reviewer: String, time: Double, note: String = "",
    box: Int? = nil, before: String? = nil, seconds: Double? = nil, view: String? = nil,
    fields: [FormField]? = nil
  ) {
    self.field = field
    self.kind = kind
    self.value = value
    self.reviewer = reviewer
    self.time = time
    self.note = note
    self.box = box
    self.before = before
    self.seconds = seconds
    self.view = view
    self.fields = fields
  }
}

/// What people's words on one field or page come to: those that were not taken back, in their order.
package struct StandingDecisions: Hashable, Sendable {
  package private(set) var records: [DecisionRecord] = []
  /// How many were ever appended, those that were taken back and their undoing too: grows with every word.
  package private(set) var version = 0

  package init() {}

  package mutating func append(_ record: DecisionRecord) {
    version += 1
    guard record.kind == .undo else { return records.append(record) }
    let last = records.lastIndex { $0.reviewer == record.reviewer && $0.box == record.box }
    if let last { records.remove(at: last) }
  }

  /// The word on the field that counts: the last one that decides, or two people's who keyed the same.
  package var verdict: DecisionRecord? {
    let deciding: Set<DecisionRecord.Kind> = [.confirm, .correct, .illegible]
    if let last = records.last(where: { deciding.contains($0.kind) }) { return last }
    for (index, second) in keyed.enumerated() {
      if keyed[..<index].contains(where: { $0.value == second.value }) { return second }
    }
    return nil
  }

  /// What was keyed blind, each reviewer's last.
  package var keyed: [DecisionRecord] {
    var last: [DecisionRecord] = []
    for record in records where record.kind == .key {
      last.removeAll { $0.reviewer == record.reviewer }
      last.append(record)
    }
    return last
  }

  /// The word on a page that fits no form.
  package var page: DecisionRecord? {
    records.last { $0.kind == .form || $0.kind == .rescan || $0.kind == .notAForm }
  }

  /// Box → the character that a person said stands there.
  package var characters: [Int: String] {
    var characters: [Int: String] = [:]
    for record in records where record.kind == .character {
      if let box = record.box { characters[box] = record.value }
    }
    return characters
  }

  /// The note of who put it aside last.
  package var aside: DecisionRecord? { records.last { $0.kind == .aside } }
}
