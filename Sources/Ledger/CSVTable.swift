/// The rows of a CSV text: comma or semicolon, whichever the first row holds more of; quotes as RFC 4180 has them;
/// any line ends; a byte order mark is forgiven.
package struct CSVTable: Hashable, Sendable {
  package struct Row: Hashable, Sendable {
    /// The line on which the row begins, from 1.
    package var line: Int
    package var cells: [String]
  }

  /// Rows that hold anything at all.
  package private(set) var rows: [Row] = []

  package init(_ text: String) {
    var scalars = text.unicodeScalars[...]
    if scalars.first == "\u{FEFF}" { scalars = scalars.dropFirst() }
    let firstLine = scalars.prefix { $0 != "\n" && $0 != "\r" }
    let semicolons = firstLine.count { $0 == ";" }
    let separator: UnicodeScalar = semicolons > firstLine.count { $0 == "," } ? ";" : ","
    parse(scalars, separator: separator)
  }

  private mutating func parse(_ scalars: Substring.UnicodeScalarView, separator: UnicodeScalar) {
    var row = Row(line: 1, cells: [])
    var cell = String.UnicodeScalarView()
    var line = 1
    var quoted = false
    var index = scalars.startIndex
    func next() -> UnicodeScalar? {
      let after = scalars.index(after: index)
      return after < scalars.endIndex ? scalars[after] : nil
    }
    while index < scalars.endIndex {
      let scalar = scalars[index]
      if scalar == "\n" || (scalar == "\r" && next() != "\n") { line += 1 }
      switch scalar {
      case "\"" where quoted && next() == "\"":
        cell.append(scalar)
        index = scalars.index(after: index)
      case "\"" where quoted: quoted = false
      case "\"" where cell.isEmpty: quoted = true
      case _ where quoted: cell.append(scalar)
      case separator:
        row.cells.append(String(cell))
        cell.removeAll()
      case "\n", "\r":
        finish(&row, &cell, nextLine: line)
      default: cell.append(scalar)
      }
      index = scalars.index(after: index)
    }
    finish(&row, &cell, nextLine: line)
  }

  private mutating func finish(_ row: inout Row, _ cell: inout String.UnicodeScalarView, nextLine: Int) {
    row.cells.append(String(cell))
    if row.cells.contains(where: { !$0.isEmpty }) { rows.append(row) }
    cell.removeAll()
    row = Row(line: nextLine, cells: [])
  }
}
