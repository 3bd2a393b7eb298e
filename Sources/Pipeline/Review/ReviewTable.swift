package import Ledger

/// The queue as a table that a person fills in with a spreadsheet, and its way back.
package enum ReviewTable {
  /// `decision` is `confirm`, `correct` (with a value), `illegible`, or empty.
  package static let columns = [
    "id", "document", "page", "field", "type", "reading", "confidence", "reasons", "crop", "decision",
    "value",
    "note",
  ]

  /// Types whose values a spreadsheet may take for the numbers they are.
  private static let quantities: Set<String> = ["amount", "date"]

  /// The fields of `ledger` that wait, one row each, the decision open; without the reading where two must key it.
  package static func text(_ ledger: Ledger, isExcel: Bool) throws -> String {
    let separator: Character = isExcel ? ";" : ","
    var text = (isExcel ? "\u{FEFF}" : "") + CSVText.row(columns, separator: separator)
    for field in try ledger.reviewedFields() where field.waits {
      let guarded = isExcel ? CSVText.harmless : { $0 }
      let isIdentifier = isExcel && !quantities.contains(field.type)
      let reading = field.isKeyedTwice ? "" : field.reading.text
      let cells = [
        isExcel ? CSVText.identifier(field.id) : field.id, guarded(field.document), String(field.page),
        guarded(field.field), field.type,
        isIdentifier ? CSVText.identifier(reading) : guarded(reading),
        field.isKeyedTwice ? "" : CSVText.sixDecimals(field.reading.confidence),
        field.reasons.joined(separator: ";"),
        field.crop ?? "crops/\(field.id).png", "", "", "",
      ]
      text += CSVText.row(cells, separator: separator)
    }
    return text
  }
}

/// Rows of a review table that cannot be taken; the whole table is refused then.
package struct ReviewTableError: Error, Hashable, Sendable {
  package struct Fault: Hashable, Sendable {
    /// From 1, a table's header being line 1.
    package var line: Int
    package var message: String
  }

  package var faults: [Fault]
  /// What is counted: lines of a table, tasks of Label Studio.
  package var unit = "line"
}
