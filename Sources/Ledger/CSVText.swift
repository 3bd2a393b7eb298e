/// CSV as the contract has it: CRLF, quotes only where they are needed.
package enum CSVText {
  /// One row, with its line end.
  package static func row(_ cells: [String], separator: Character = ",") -> String {
    cells.map { quoted($0, separator) }.joined(separator: String(separator)) + "\r\n"
  }

  /// What makes a spreadsheet take a cell for a formula, when it stands first.
  private static let formulas: Set<UnicodeScalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−",
  ]

  /// A cell that no spreadsheet takes for a formula.
  package static func harmless(_ cell: String) -> String {
    guard let first = cell.unicodeScalars.first, formulas.contains(first) else { return cell }
    return "'" + cell
  }

  /// A cell that every spreadsheet takes for text, its leading zeros and all its digits kept: `="…"`.
  package static func identifier(_ cell: String) -> String {
    cell.isEmpty ? "" : "=\"" + doubled(cell) + "\""
  }

  /// What a cell says, whether a spreadsheet's dialect wrote it or not.
  package static func plain(_ cell: String) -> String {
    if cell.hasPrefix("=\""), cell.hasSuffix("\""), cell.count >= 3 {
      let inner = cell.dropFirst(2).dropLast()
      return inner.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
    }
    guard cell.first == "'", let second = cell.unicodeScalars.dropFirst().first, formulas.contains(second)
    else { return cell }
    return String(cell.dropFirst())
  }

  private static func quoted(_ cell: String, _ separator: Character) -> String {
    let mustQuote = cell.unicodeScalars.contains {
      $0 == "\"" || $0 == "\r" || $0 == "\n" || Character($0) == separator
    }
    guard mustQuote else { return cell }
    return "\"" + doubled(cell) + "\""
  }

  /// The text with every quote twice.
  private static func doubled(_ text: String) -> String {
    text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
  }

  /// A probability with six decimals, cut, not rounded: 0.9999999 is 0.999999.
  package static func sixDecimals(_ value: Double) -> String {
    let shortest = "\(max(0, value))"
    // Below 0.0001 the shortest text has an exponent; so little precision is lost there that a product will do.
    guard !shortest.contains("e") else {
      let millionths = String(Int(max(0, value) * 1_000_000))
      return "0." + String(repeating: "0", count: max(0, 6 - millionths.count)) + millionths
    }
    let parts = shortest.split(separator: ".")
    let decimals = parts.count > 1 ? parts[1] : ""
    return parts[0] + "." + decimals.prefix(6) + String(repeating: "0", count: max(0, 6 - decimals.count))
  }
}
