/// Facts of registries, from the data files beside the sources; each file names its source and date.
enum Registry {
  /// The lines of a data file that are no comments, split at spaces.
  static func rows(_ bytes: [UInt8]) -> [[String]] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: " ").map(String.init) }
  }

  /// What may stand at a place of a BBAN.
  enum Kind: Character, Hashable, Sendable {
    case digit = "n"
    case capital = "a"
    case either = "c"

    func allows(_ symbol: Symbol) -> Bool {
      switch self {
      case .digit: symbol.isDigit
      case .capital: symbol.isLetter
      case .either: symbol.isDigit || symbol.isLetter
      }
    }

    var symbols: [Symbol] {
      switch self {
      case .digit: Symbol.digits
      case .capital: Symbol.letters
      case .either: Symbol.digits + Symbol.letters
      }
    }
  }

  /// Country → the kinds of its BBAN's places.
  static let ibanStructures: [String: [Kind]] = Dictionary(
    uniqueKeysWithValues: rows(PackageResources.iban_registry_txt).compactMap { row in
      row.count == 2 ? (row[0], kinds(row[1])) : nil
    })

  private static func kinds(_ structure: String) -> [Kind] {
    var kinds: [Kind] = []
    var count = 0
    for character in structure {
      if let digit = character.wholeNumberValue {
        count = 10 * count + digit
      } else if let kind = Kind(rawValue: character) {
        kinds += Array(repeating: kind, count: count)
        count = 0
      }
    }
    return kinds
  }

  /// Bank codes of Dutch IBANs, four capitals each.
  static let dutchBankCodes: [[Symbol]] = rows(PackageResources.nl_bank_codes_txt).compactMap { row in
    row.first.map { $0.compactMap(Symbol.init) }
  }

  /// The range of a country's postal codes.
  struct PostcodeRange: Hashable, Sendable {
    var digits: Int
    var lowest: Int
    var highest: Int
    /// What may lead a code that is written abroad, besides the country's ISO code.
    var prefixes: [String]
  }

  static let postcodes: [String: PostcodeRange] = Dictionary(
    uniqueKeysWithValues: rows(PackageResources.postcodes_txt).compactMap { row in
      guard row.count >= 4, let digits = Int(row[1]), let lowest = Int(row[2]), let highest = Int(row[3])
      else {
        return nil
      }
      let prefixes = Array(row.dropFirst(4))
      return (row[0], PostcodeRange(digits: digits, lowest: lowest, highest: highest, prefixes: prefixes))
    })
}
