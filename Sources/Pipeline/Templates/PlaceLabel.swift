/// What the print beside a place of a form says of it.
package struct PlaceLabel: Hashable, Sendable {
  /// What it is called: lower case, words joined by hyphens; nil where that cannot be told.
  package var name: String?
  /// How a date is to be written there, as `DDMMYYYY`; nil where nothing says so.
  package var dateFormat: String?

  package init(name: String? = nil, dateFormat: String? = nil) {
    (self.name, self.dateFormat) = (name, dateFormat)
  }
}

/// The small print that says how a date is to be written: DD MM YYYY, dd/mm/jj, TT.MM.JJJJ.
enum DateHint {
  /// Letters of days, months and years in English, Dutch, German and French.
  private static let letters: Set<Character> = ["d", "t", "j", "m", "y", "a"]

  /// The date format that all of `symbols` spell, signs between them left aside; nil where they do not.
  static func format(_ symbols: [PrintedSymbol]) -> String? {
    let text = String(symbols.map(\.character).filter(letters.contains))
    // At most a sign after the day, one after the month, and brackets around them.
    guard symbols.count - text.count <= 4 else { return nil }
    switch text {
    case "ddmmyyyy", "ddmmjjjj", "ttmmjjjj", "jjmmaaaa": return "DDMMYYYY"
    case "ddmmyy", "ddmmjj", "ttmmjj", "jjmmaa": return "DDMMYY"
    case "mmddyyyy": return "MMDDYYYY"
    case "yyyymmdd", "jjjjmmdd", "jjjjmmtt", "aaaammjj": return "YYYYMMDD"
    default: return nil
    }
  }
}
