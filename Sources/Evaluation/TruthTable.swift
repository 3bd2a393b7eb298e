import Ledger

/// What is truly on the paper, from a truth.csv: `document,page,field,value[,form][,written]`.
package struct TruthTable: Hashable, Sendable {
  /// Rows in file order.
  package var rows: [TruthRow]

  /// Reads the bytes of a truth.csv.
  ///
  /// - Throws: `TruthError` naming the line at fault.
  package init(csv bytes: [UInt8]) throws(TruthError) {
    let table = CSVTable(String(decoding: bytes, as: UTF8.self)).rows
    guard let header = table.first else { throw TruthError(line: 1, message: "the file is empty") }
    var columns: [String: Int] = [:]
    for (index, name) in header.cells.enumerated() { columns[name] = index }
    for column in ["document", "page", "field", "value"] where columns[column] == nil {
      throw TruthError(line: 1, message: "the column “\(column)” is missing")
    }
    rows = []
    for row in table.dropFirst() { rows.append(try TruthRow(row, columns)) }
  }
}

/// What is truly in one field.
package struct TruthRow: Hashable, Sendable {
  package var document: String
  /// From 1.
  package var page: Int
  package var field: String
  /// Canonical; as on the paper where it fails its format; empty for a blank field.
  package var value: String
  package var form: String?
  /// Per box the character, `_` blank, `#` crossed out; nil where it is not told.
  package var written: [String]?

  fileprivate init(_ row: CSVTable.Row, _ columns: [String: Int]) throws(TruthError) {
    func cell(_ name: String) -> String? {
      columns[name].flatMap { $0 < row.cells.count ? row.cells[$0] : nil }
    }
    guard let page = cell("page").flatMap({ Int($0) }), page >= 1 else {
      throw TruthError(line: row.line, message: "page is not a number from 1")
    }
    document = cell("document") ?? ""
    self.page = page
    field = cell("field") ?? ""
    value = cell("value") ?? ""
    form = cell("form").flatMap { $0.isEmpty ? nil : $0 }
    written = cell("written").flatMap { $0.isEmpty ? nil : $0.split(separator: ";").map(String.init) }
  }
}

/// Why a truth file cannot be used.
package struct TruthError: Error, Hashable, Sendable {
  /// From 1, the header being line 1.
  package var line: Int
  package var message: String
}
