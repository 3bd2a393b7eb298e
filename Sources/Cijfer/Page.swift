import Ledger

/// A page of a scan, as it was understood.
public struct Page: Hashable, Sendable {
  /// Its place in the file, from 1.
  public var number: Int
  /// The form it is; nil for a page without ink and for one that was not read.
  public var form: String?
  /// Why it was not read; nil for a page that was, and for one without ink.
  public var failure: Failure?
  /// The form's fields, in the form's order; empty unless the page was identified.
  public var fields: [Field]

  /// Why a page was not read.
  public struct Failure: Hashable, Sendable {
    /// `unreadable`, `truncated`, `limit`, `no-form` or `bad-registration`.
    public var code: String
    /// What is wrong, in words.
    public var message: String
  }

  /// Whether there is no ink on the page.
  public var isBlank: Bool { form == nil && failure == nil }

  init(number: Int, form: String? = nil, failure: Failure? = nil, fields: [Field] = []) {
    self.number = number
    self.form = form
    self.failure = failure
    self.fields = fields
  }

  init(_ record: PageRecord) {
    switch record.outcome {
    case .blank: self.init(number: record.page)
    case .failed(let failure, _):
      self.init(number: record.page, failure: Failure(code: failure.code, message: failure.message))
    case .identified(let form, _, _):
      self.init(number: record.page, form: form, fields: record.fields.map(Field.init))
    }
  }
}

/// A field of a page, as it was read.
public struct Field: Hashable, Sendable {
  /// Whether the reading may be used as it is.
  public enum Status: Hashable, Sendable {
    /// The error of such values is within the configured `fieldError`.
    case accepted
    /// A person must look.
    case waiting
    /// Nothing is written, and nothing has to be.
    case blank
  }

  /// A value that may stand on the paper.
  public struct Candidate: Hashable, Sendable {
    /// Canonical if it is valid, else the characters as they stand.
    public var value: String
    /// The posterior probability of exactly this value, of [0, 1].
    public var probability: Double
  }

  /// The field's name in its form.
  public var name: String
  /// The type of the number: `iban`, `amount` and so on.
  public var type: String
  /// The canonical value; nil unless the field is accepted.
  public var value: String?
  /// The most probable value on the paper, accepted or not; if it fails its format, the characters as they stand (`_`
  /// blank, `?` not a character).
  public var reading: String
  /// The posterior probability of exactly `reading`, of [0, 1].
  public var confidence: Double
  /// Whether the reading may be used as it is.
  public var status: Status
  /// Why the field waits, or what is to be known of it, such as `low-confidence`, `checksum` or `repaired`.
  public var reasons: [String]
  /// Up to five other values, best first.
  public var alternatives: [Candidate]

  init(_ record: FieldRecord) {
    let isAccepted = record.status == .accepted || record.status == .audit
    name = record.field
    type = record.type
    value = isAccepted ? record.reading.text : nil
    reading = record.reading.text
    confidence = record.reading.confidence
    status = isAccepted ? .accepted : record.status == .blank ? .blank : .waiting
    reasons = record.reasons.filter { $0 != "sampled" }
    alternatives = record.reading.alternatives.map { Candidate(value: $0.value, probability: $0.probability) }
  }
}
