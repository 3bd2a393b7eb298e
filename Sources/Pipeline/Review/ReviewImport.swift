import Forms
package import Ledger
import NumberFormats

/// What people decided elsewhere, checked against a ledger: all their decisions, or none.
package struct ReviewImport: Sendable {
  package internal(set) var decisions: [DecisionRecord] = []
  /// Values that are kept as typed although they fail their format, for people may write what is wrong.
  package private(set) var warnings: [ReviewTableError.Fault] = []

  var faults: [ReviewTableError.Fault] = []
  private let fields: [String: ReviewedField]
  private let formats: [String: [String: any FieldFormat]]
  private let reviewer: String
  private let time: Double
  /// Field → the row that decided it.
  private var rows: [String: Int] = [:]

  /// One row: a field and what is said of it.
  struct Row {
    /// Where it stands: a line of a table, or a task, from 1.
    var line: Int
    var id: String
    /// `confirm`, `correct`, `illegible`, or empty.
    var decision: String
    var value: String
    /// What the table says that was read.
    var shown = ""
    var note = ""
    var seconds: Double?
    var view: String
  }

  struct RowError: Error {
    var message: String
  }

  /// - Parameter time: of the decisions, seconds since 1970.
  init(ledger: Ledger, configuration: Configuration, reviewer: String, time: Double) throws {
    fields = Dictionary(
      try ledger.reviewedFields().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var formats: [String: [String: any FieldFormat]] = [:]
    for form in configuration.forms {
      for field in form.fields {
        formats[form.name, default: [:]][field.name] = try field.format.makeFormat()
      }
    }
    self.formats = formats
    self.reviewer = reviewer
    self.time = time
  }

  /// Reads the bytes of a table.
  ///
  /// - Parameter time: of the decisions, seconds since 1970.
  /// - Throws: `ReviewTableError` naming every row at fault.
  package init(
    csv bytes: [UInt8], ledger: Ledger, configuration: Configuration, reviewer: String, time: Double
  ) throws {
    try self.init(ledger: ledger, configuration: configuration, reviewer: reviewer, time: time)
    let rows = CSVTable(Self.text(bytes)).rows
    let header = rows.first?.cells.map { CSVText.plain($0).trimmed.lowercased() } ?? []
    guard header.contains("id"), header.contains("decision") else {
      throw ReviewTableError(faults: [.init(line: 1, message: "the columns id and decision are needed")])
    }
    for row in rows.dropFirst() {
      if row.cells.count > header.count {
        let message = "more cells than the header has: a value that holds a comma needs quotes"
        faults.append(.init(line: row.line, message: message))
        continue
      }
      let cells = Dictionary(
        zip(header, row.cells.map { CSVText.plain($0) }), uniquingKeysWith: { first, _ in first })
      func cell(_ name: String) -> String { (cells[name] ?? "").trimmed }
      // An apostrophe says that digits are text.
      let value = String(cell("value").drop { $0 == "'" })
      take(
        Row(
          line: row.line, id: cell("id"), decision: cell("decision").lowercased(), value: value,
          shown: String(cell("reading").drop { $0 == "'" }), note: cell("note"), view: "table"))
    }
    if !faults.isEmpty { throw ReviewTableError(faults: faults) }
  }

  /// UTF-8, or what spreadsheets of old write: Latin 1.
  private static func text(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// Adds what a row decides, or why it cannot be taken.
  mutating func take(_ row: Row) {
    do throws(RowError) {
      guard let decision = try decision(row) else { return }
      if let other = rows.updateValue(row.line, forKey: decision.field) {
        throw RowError(message: "the same id as \(other)")
      }
      decisions.append(decision)
    } catch {
      faults.append(.init(line: row.line, message: error.message))
    }
  }

  private static let kinds: Set<DecisionRecord.Kind> = [.confirm, .correct, .illegible]

  /// The field `id`.
  func field(_ id: String) throws(RowError) -> ReviewedField {
    guard let field = fields[id] else { throw RowError(message: "no field has this id") }
    return field
  }

  /// What a row decides; nil where it leaves the decision open.
  private mutating func decision(_ row: Row) throws(RowError) -> DecisionRecord? {
    let field = try field(row.id)
    if row.decision.isEmpty {
      if !row.value.isEmpty { throw RowError(message: "a value without a decision") }
      return nil
    }
    guard let kind = DecisionRecord.Kind(rawValue: row.decision), Self.kinds.contains(kind) else {
      throw RowError(message: "the decision is not one of confirm, correct, illegible")
    }
    let value = try decided(kind, row, field)
    // Where two must key it, one file holds one person's word.
    return DecisionRecord(
      field: field.id, kind: field.isKeyedTwice ? .key : kind, value: value, reviewer: reviewer, time: time,
      note: row.note, before: field.isKeyedTwice ? nil : field.reading.text, seconds: row.seconds,
      view: row.view)
  }

  private mutating func decided(
    _ kind: DecisionRecord.Kind, _ row: Row, _ field: ReviewedField
  ) throws(RowError) -> String? {
    let (value, reading) = (row.value, field.reading.text)
    switch kind {
    case .confirm:
      if field.isKeyedTwice { throw RowError(message: "two must key it: only correct or illegible will do") }
      if reading.isEmpty || reading.contains(where: { "_?".contains($0) }) {
        throw RowError(message: "the reading is not a value: only correct or illegible will do")
      }
      if isStale(row.shown, of: field) {
        throw RowError(
          message: "the table shows “\(row.shown)”, which is read as “\(reading)” now: export it again")
      }
      // A spreadsheet may have written the same value its own way.
      let written = value.isEmpty || value == reading ? reading : try canonical(value, of: field)
      if written != reading { throw RowError(message: "confirm has another value than the reading") }
      return reading
    case .correct:
      if value.isEmpty { throw RowError(message: "correct needs a value") }
      if let canonical = try canonical(value, of: field) { return canonical }
      let fault = formats[field.form]?[field.field]?.validate(value).fault?.rawValue ?? "format"
      warnings.append(.init(line: row.line, message: "the value fails its format (\(fault)); kept as typed"))
      return value
    default:
      if !value.isEmpty { throw RowError(message: "illegible has no value") }
      return nil
    }
  }

  /// Whether `shown` is another reading than the field's, and not what a spreadsheet makes of it: a number without its
  /// first zeros or rounded, a date the other way round.
  private func isStale(_ shown: String, of field: ReviewedField) -> Bool {
    let reading = field.reading.text
    if shown.isEmpty || shown == reading || shown.uppercased().contains("E+") { return false }
    if let canonical = try? canonical(shown, of: field), canonical == reading { return false }
    func parts(_ text: String) -> [Substring] {
      text.uppercased().split { !$0.isLetter && !$0.isNumber }.map { $0.drop { $0 == "0" } }.sorted()
    }
    return parts(shown) != parts(reading)
  }

  /// The canonical form of `value`; nil where it fails its format.
  private func canonical(_ value: String, of field: ReviewedField) throws(RowError) -> String? {
    guard let format = formats[field.form]?[field.field] else { return value }
    return try SpreadsheetValue(value, type: field.type, format: format).canonical
  }
}

extension Validation {
  /// Why a value is invalid; nil for a valid one.
  fileprivate var fault: FormatFault? { if case .invalid(let fault) = self { fault } else { nil } }
}

extension String {
  /// Without white space around it.
  var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
