import NumberFormats

/// A value that a spreadsheet may have taken for a number or a date of its own.
struct SpreadsheetValue {
  /// In the field's canonical form; nil where it fails its format.
  let canonical: String?

  /// - Throws: `RowError` for what a spreadsheet has spoilt: nobody knows what was typed.
  init(_ value: String, type: String, format: any FieldFormat) throws(ReviewImport.RowError) {
    let upper = value.uppercased()
    if upper.first?.isNumber == true, upper.contains("E+") {
      throw .init(message: "“\(value)” was rounded by a spreadsheet: type an apostrophe before the digits")
    }
    let isDate = type == FieldType.date.rawValue
    if isDate, Self.isAmbiguous(value) {
      throw .init(message: "“\(value)” may begin with the day or the month: write YYYY-MM-DD")
    }
    if isDate, format.lengths.contains(where: { !format.spellings(of: value, boxes: $0).isEmpty }) {
      canonical = value
      return
    }
    // 12.50 became 12.5.
    let isAmount = type == FieldType.amount.rawValue
    for text in isAmount ? [value, value + "0"] : [value] {
      if case .valid(let canonical) = format.validate(text) {
        self.canonical = canonical
        return
      }
    }
    canonical = nil
    if Self.hasLostZeros(value, format) {
      throw .init(
        message: "“\(value)” is too short: were zeros in front lost? Type an apostrophe before them")
    }
  }

  /// Whether day and month may be meant the other way round.
  private static func isAmbiguous(_ value: String) -> Bool {
    let parts = value.split(separator: "/").map { Int($0) }
    guard parts.count == 3, let first = parts[0], let second = parts[1] else { return false }
    return first <= 12 && second <= 12 && first != second
  }

  private static func hasLostZeros(_ value: String, _ format: any FieldFormat) -> Bool {
    guard value.allSatisfy({ $0.isASCII && $0.isNumber }) else { return false }
    let longest = min(format.lengths.upperBound, 40)
    guard value.count < longest else { return false }
    return (1...longest - value.count).contains { zeros in
      if case .valid = format.validate(String(repeating: "0", count: zeros) + value) { true } else { false }
    }
  }
}
