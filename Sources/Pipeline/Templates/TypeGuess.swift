import Forms
import NumberFormats

/// The type that a place is probably printed for: by its label, else by how its boxes are grouped; a number else.
enum TypeGuess {
  /// Words of a label, two joined as well, that tell a type where its boxes allow it.
  private static let words: [FieldType: Set<String>] = [
    .iban: ["iban"],
    .bsn: ["bsn", "burgerservicenummer"],
    .betalingskenmerk: ["betalingskenmerk"],
    .postcode: ["postcode"],
    .housenumber: ["housenumber", "houseno", "huisnummer", "huisnr", "hausnummer"],
    .amount: [
      "amount", "bedrag", "betrag", "montant", "total", "totaal", "sum", "som", "euro", "eur", "price",
      "prijs",
    ],
    .date: [
      "date", "datum", "datums", "birth", "birthdate", "birthday", "born", "geboren", "geboortedag", "dob",
    ],
    .text: [
      "name", "surname", "firstname", "lastname", "naam", "initials", "voorletters", "street", "straat",
      "city",
      "town", "plaats", "woonplaats", "address", "adres", "email", "kenteken", "toevoeging", "remarks",
      "opmerking", "opmerkingen",
    ],
  ]
  /// Ends of words that do: Geburtsdatum, achternaam.
  private static let endings: [FieldType: [String]] = [.date: ["datum"], .text: ["naam", "straat"]]
  /// A frame that is called so is signed, not read.
  private static let signed: Set<String> = ["signature", "signed", "handtekening", "unterschrift"]

  /// Whether a frame with this label is for a signature.
  static func isSigned(_ name: String?) -> Bool { !signed.isDisjoint(with: words(of: name)) }

  static func format(of place: FieldPlace, label: PlaceLabel) -> FormatSpecification {
    var row: BoxRow?
    if case .boxes(let boxes) = place { row = boxes }
    let guesses = [
      label.dateFormat.map { FormatSpecification(type: .date, format: $0) }, named(label.name, row),
    ]
    for var guess in guesses.compactMap({ $0 }) {
      guess.boxes = row?.count
      if (try? guess.makeFormat()) != nil { return guess }
    }
    return row.map(grouped) ?? FormatSpecification(type: .number)
  }

  private static func words(of name: String?) -> [String] {
    let words = (name ?? "").split(separator: "-").map(String.init)
    return words + zip(words, words.dropFirst()).map { $0 + $1 }
  }

  /// What the label says.
  private static func named(_ name: String?, _ row: BoxRow?) -> FormatSpecification? {
    let words = words(of: name)
    let type = FieldType.allCases.first { type in
      words.contains { word in
        self.words[type]?.contains(word) == true || endings[type]?.contains { word.hasSuffix($0) } == true
      }
    }
    switch (type, row) {
    // Without a group for the cents, the boxes may be for whole euros.
    case (.amount, let row?) where row.groups.last != 2: return nil
    case (.date, let row?) where row.groups == [4, 2, 2]:
      return FormatSpecification(type: .date, format: "YYYYMMDD")
    case (.iban, let row?) where row.groups == [4, 4, 4, 4, 2]: return nil
    default: return type.map { FormatSpecification(type: $0) }
    }
  }

  /// What boxes in such groups are printed for.
  private static func grouped(_ row: BoxRow) -> FormatSpecification {
    let type: FieldType
    var country: String?
    var format: String?
    switch row.groups {
    case [4, 4, 4, 4, 2]: (type, country) = (.iban, "NL")
    case [2, 2, 4]: (type, format) = (.date, "DDMMYYYY")
    case [2, 2, 2]: (type, format) = (.date, "DDMMYY")
    case [4, 4, 4, 4]: type = .betalingskenmerk
    case let groups where groups.count == 2 && groups[0] >= 3 && groups[1] == 2 && groups[0] != 4:
      type = .amount
    default: type = .number
    }
    return FormatSpecification(type: type, country: country, format: format, boxes: row.count)
  }
}
