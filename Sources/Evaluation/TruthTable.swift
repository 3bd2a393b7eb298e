import Ledger
import NumberFormats

/// What is truly on the paper, from a truth.csv: `document,page,field,value[,form][,written]`; other columns are let be.
package struct TruthTable: Hashable, Sendable {
  /// Rows in file order.
  package var rows: [TruthRow]

  private static let needed = ["document", "page", "field", "value"]

  /// Reads the bytes of a truth.csv; either dialect, any line ends, with or without a byte order mark.
  ///
  /// - Throws: `TruthError` naming the line at fault.
  package init(csv bytes: [UInt8]) throws(TruthError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TruthError(line: Self.line(notUTF8: bytes), message: "not UTF-8")
    }
    let table = CSVTable(text).rows
    guard let header = table.first else { throw TruthError(line: 1, message: "the file is empty") }
    var columns: [String: Int] = [:]
    for (index, name) in header.cells.enumerated() {
      guard columns.updateValue(index, forKey: name) == nil || name.isEmpty else {
        throw TruthError(line: 1, message: "the column “\(name)” stands twice")
      }
    }
    for column in Self.needed where columns[column] == nil {
      throw TruthError(line: 1, message: "the column “\(column)” is missing")
    }
    rows = []
    var lines: [FieldKey: Int] = [:]
    for row in table.dropFirst() {
      let truth = try TruthRow(row, columns, count: header.cells.count)
      if let first = lines.updateValue(row.line, forKey: truth.key) {
        throw TruthError(line: row.line, message: "the same field as line \(first)")
      }
      rows.append(truth)
    }
  }

  /// The line on which `bytes` stop being UTF-8.
  private static func line(notUTF8 bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
  }
}

/// Which field of a batch.
package struct FieldKey: Hashable, Sendable {
  package var document: String
  package var page: Int
  package var field: String
}

/// What is truly in one field.
package struct TruthRow: Hashable, Sendable {
  package var document: String
  /// From 1.
  package var page: Int
  package var field: String
  /// Canonical; as on the paper where it fails its format (`_` blank, `?` not a character); empty for a blank field.
  package var value: String
  package var form: String?
  /// Per box the character, `_` blank, `#` crossed out; nil where it is not told.
  package var written: [String]?

  var key: FieldKey { FieldKey(document: document, page: page, field: field) }

  fileprivate init(_ row: CSVTable.Row, _ columns: [String: Int], count: Int) throws(TruthError) {
    func fail(_ message: String) -> TruthError { TruthError(line: row.line, message: message) }
    guard row.cells.count <= count else {
      throw fail("\(row.cells.count) cells under \(count) columns: a comma within a cell needs quotes")
    }
    func cell(_ name: String) -> String? {
      columns[name].flatMap { $0 < row.cells.count ? CSVText.plain(row.cells[$0]) : nil }
    }
    guard let document = cell("document"), let field = cell("field"), let value = cell("value"),
      let number = cell("page")
    else { throw fail("\(row.cells.count) cells are too few") }
    guard !(document + field + value).contains(where: \.isNewline) else {
      throw fail("a line ends within a cell: a closing quote is missing")
    }
    guard let page = Int(number), page >= 1 else { throw fail("page is not a number from 1") }
    guard !document.isEmpty else { throw fail("document is empty") }
    guard !field.isEmpty else { throw fail("field is empty") }
    self.document = document
    self.page = page
    self.field = field
    self.value = String(value.map { $0 == "#" ? "?" : $0 })
    form = cell("form").flatMap { $0.isEmpty ? nil : $0 }
    let boxes = cell("written").flatMap { $0.isEmpty ? nil : $0 }?
      .split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    for (index, box) in (boxes ?? []).enumerated() where !Self.isWriting(box) {
      throw fail("written: box \(index + 1) is not one digit, capital, _ or #")
    }
    written = boxes
  }

  private static func isWriting(_ box: String) -> Bool {
    guard box.count == 1, let character = box.first else { return false }
    return character == "#" || (character != "?" && Symbol(character) != nil)
  }
}

/// Why a truth file cannot be used.
package struct TruthError: Error, Hashable, Sendable {
  /// From 1, the header being line 1.
  package var line: Int
  package var message: String
}
