import Forms
import FoundationEssentials
package import Ledger
import NumberFormats

/// A filled-in review table, checked against a ledger: all its decisions, or none.
package struct ReviewImport: Sendable {
  package private(set) var decisions: [DecisionRecord] = []
  /// Values that are kept as typed although they fail their format, for people may write what is wrong.
  package private(set) var warnings: [ReviewTableError.Fault] = []

  private let fields: [String: ReviewedField]
  private let formats: [String: [String: any FieldFormat]]
  private let reviewer: String
  private let time: Double

  /// Reads the bytes of a table.
  ///
  /// - Parameter time: of the decisions, seconds since 1970.
  /// - Throws: `ReviewTableError` naming every row at fault.
  package init(
    csv bytes: [UInt8], ledger: Ledger, configuration: Configuration, reviewer: String, time: Double
  ) throws {
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
    let rows = CSVTable(String(decoding: bytes, as: UTF8.self)).rows
    guard let header = rows.first, header.cells.contains("id"), header.cells.contains("decision") else {
      throw ReviewTableError(faults: [.init(line: 1, message: "the columns id and decision are needed")])
    }
    var faults: [ReviewTableError.Fault] = []
    var lines: [String: Int] = [:]
    for row in rows.dropFirst() {
      let cells = Dictionary(
        zip(header.cells, row.cells.map { CSVText.plain($0) }), uniquingKeysWith: { first, _ in first })
      do throws(RowError) {
        guard let decision = try decision(cells, line: row.line) else { continue }
        if let other = lines.updateValue(row.line, forKey: decision.field) {
          throw RowError(message: "the same id as line \(other)")
        }
        decisions.append(decision)
      } catch {
        faults.append(.init(line: row.line, message: error.message))
      }
    }
    if !faults.isEmpty { throw ReviewTableError(faults: faults) }
  }

  private static let kinds: Set<DecisionRecord.Kind> = [.confirm, .correct, .illegible]

  private struct RowError: Error {
    var message: String
  }

  /// What a row decides; nil where it leaves the decision open.
  private mutating func decision(_ cells: [String: String], line: Int) throws(RowError) -> DecisionRecord? {
    func cell(_ name: String) -> String { (cells[name] ?? "").trimmed }
    let (word, value) = (cell("decision"), cell("value"))
    guard let field = fields[cell("id")] else {
      throw RowError(message: "no field has the id “\(cell("id"))”")
    }
    if word.isEmpty {
      if !value.isEmpty { throw RowError(message: "a value without a decision") }
      return nil
    }
    guard let kind = DecisionRecord.Kind(rawValue: word), Self.kinds.contains(kind) else {
      throw RowError(message: "“\(word)” is not one of confirm, correct, illegible")
    }
    var decided: String?
    switch kind {
    case .confirm:
      if field.reading.text.isEmpty || field.reading.text.contains(where: { "_?".contains($0) }) {
        throw RowError(message: "the reading is not a value: only correct or illegible will do")
      }
      if !value.isEmpty, value != field.reading.text {
        throw RowError(message: "confirm has another value than the reading")
      }
      decided = field.reading.text
    case .correct:
      if value.isEmpty { throw RowError(message: "correct needs a value") }
      decided = canonical(value, of: field, line: line)
    default:
      if !value.isEmpty { throw RowError(message: "illegible has no value") }
    }
    return DecisionRecord(
      field: field.id, kind: kind, value: decided, reviewer: reviewer, time: time, note: cell("note"),
      before: field.reading.text, view: "table")
  }

  private mutating func canonical(_ value: String, of field: ReviewedField, line: Int) -> String {
    guard let format = formats[field.form]?[field.field] else { return value }
    switch format.validate(value) {
    case .valid(let canonical): return canonical
    case .invalid(let fault):
      warnings.append(
        .init(line: line, message: "the value fails its format (\(fault.rawValue)); kept as typed"))
      return value
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
