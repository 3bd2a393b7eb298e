import Forms
import NumberFormats

/// What was probably meant by what a configuration cannot mean; each begins with a semicolon, or is empty.
enum Hints {
  /// Other words for keys and types.
  private static let synonyms = [
    "gap": "groupGap", "cols": "count", "columns": "count", "n": "count", "boxcount": "count",
    "length": "count", "x1": "x", "y1": "y", "x2": "width", "y2": "height", "spacing": "pitch",
    "step": "pitch", "distance": "pitch", "w": "width", "h": "height", "left": "x", "top": "y", "id": "name",
    "color": "dropout", "colour": "dropout", "values": "list", "choices": "list", "mandatory": "required",
    "kind": "type", "digits": "number", "numeric": "number", "integer": "number", "int": "number",
    "string": "text", "letters": "text", "alpha": "text", "alphanumeric": "text", "account": "iban",
    "zip": "postcode", "zipcode": "postcode", "postalcode": "postcode", "money": "amount",
    "currency": "amount", "bedrag": "amount", "birthdate": "date", "birthday": "date", "dob": "date",
    "datum": "date", "kenmerk": "betalingskenmerk", "nummer": "number", "phone": "number", "tekst": "text",
    "huisnummer": "housenumber", "bankaccount": "iban", "rekening": "iban",
    "pink": "red", "rood": "red", "orange": "red", "magenta": "red", "groen": "green", "blauw": "blue",
    "cyan": "blue",
  ]
  /// Countries by names instead of codes.
  private static let countries = [
    "netherlands": "NL", "nederland": "NL", "holland": "NL", "belgium": "BE", "belgie": "BE", "germany": "DE",
    "deutschland": "DE", "france": "FR", "uk": "GB", "unitedkingdom": "GB", "england": "GB",
  ]
  /// Keys and the object that they belong in, for those that stand elsewhere.
  private static let homes: [(object: String, keys: [String])] = [
    ("boxes", ["x", "y", "pitch", "count", "groups", "groupGap", "style"]), ("page", ["width", "height"]),
    ("a field", ["type", "country", "format", "charset", "required", "unique", "list", "boxes", "area"]),
    ("the form", ["fields", "marks", "dropout"]),
    ("the configuration", ["version", "forms", "models", "accept", "audit", "limits"]),
  ]

  /// Of a key that an object with `keys` has not.
  static func key(_ key: String, known keys: [String]) -> String {
    // A row's or an area's own sides, where a field or a form is.
    if ["x", "y", "width", "height"].contains(key), keys.contains("boxes") {
      return "; it belongs in boxes or area"
    }
    if key == "length", keys.contains("count") { return "; did you mean \"count\"?" }
    if let home = homes.first(where: { $0.keys.contains(key) }) { return "; it belongs in \(home.object)" }
    return word(key, of: keys).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  /// Of a word that is none of `words`.
  static func choice(_ word: String, of words: [String]) -> String {
    self.word(word, of: words).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  private static func word(_ typed: String, of words: [String]) -> String? {
    let plain = typed.lowercased().filter { $0.isLetter || $0.isNumber }
    if let other = synonyms[plain], words.contains(other) { return other }
    return Spelling.nearest(to: typed, of: words)
  }

  /// Of text where a number should stand.
  static func number(_ node: JSONNode) -> String {
    guard case .string(let text) = node.value else { return "" }
    let plain = text.replacing(",", with: ".").filter { !$0.isWhitespace && $0 != "m" }
    return Double(plain) == nil ? "" : "; write \(plain), without quotes"
  }

  /// Of a length in mm that is none of `range`.
  static func length(_ value: Double, in range: NumberRange) -> String {
    if value < 0 { return "; places count from the page's top left corner" }
    let (inches, dots) = (rounded(value * 25.4), rounded(value * 25.4 / 300))
    if value < range.low, range.contains(inches) { return "; \(Text.number(value)) inches are \(inches) mm" }
    if value > range.high, range.contains(dots) {
      return "; \(Text.number(value)) pixels at 300 dpi are \(dots) mm"
    }
    return ""
  }

  private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  /// Of what is no object, though one with `keys` should stand there.
  static func object(_ node: JSONNode, keys: [String]) -> String {
    switch node.value {
    case .string(let text) where keys == ["width", "height"]:
      guard let format = PageFormat.known.first(where: { $0.name.lowercased() == text.lowercased() }) else {
        return example([], keys)
      }
      return example([format.width, format.height], keys)
    case .array(let elements):
      let numbers = elements.compactMap { if case .number(let value) = $0.value { value } else { nil } }
      return numbers.count == elements.count ? example(numbers, keys) : example([], keys)
    default: return example([], keys)
    }
  }

  /// An object with the first of `keys`, and `values` where there are as many.
  private static func example(_ values: [Double], _ keys: [String]) -> String {
    let shown = keys.prefix(4)
    let members = shown.enumerated().map { index, key in
      "\"\(key)\": \(values.count == shown.count ? Text.number(values[index]) : "…")"
    }
    return "; write { \(members.joined(separator: ", ")) }"
  }

  /// Of what is no list, though one should stand there.
  static func list(_ node: JSONNode) -> String {
    switch node.value {
    case .string(let text):
      let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
      return numbers.isEmpty ? "" : "; write [\(numbers.map(String.init).joined(separator: ", "))]"
    case .number(let value): return "; write [\(Text.number(value))]"
    case .object: return "; write [ { … } ]"
    default: return ""
    }
  }

  /// Of a share that is above its limit.
  static func share(_ value: Double) -> String {
    value >= 1 && value <= 100 ? "; \(Text.number(value)) % is \(Text.number(value / 100))" : ""
  }

  /// Of what is neither true nor false.
  static func flag(_ node: JSONNode) -> String {
    switch node.value {
    case .string(let text) where ["yes", "true", "ja", "y", "1"].contains(text.lowercased()): "; write true"
    case .string(let text) where ["no", "false", "nee", "n", "0"].contains(text.lowercased()): "; write false"
    case .number(1): "; write true"
    case .number(0): "; write false"
    default: ""
    }
  }

  /// Of an option that a format refuses.
  static func option(_ error: FormatError, of format: FormatSpecification) -> String {
    switch error.key {
    case "format":
      let letters = (format.format ?? "").uppercased().filter(\.isLetter).replacing("J", with: "Y")
      return choice(letters, of: ["DDMMYYYY", "DDMMYY", "MMDDYYYY", "YYYYMMDD"])
    case "check" where format.type == .number:
      let words = ["luhn", "mod11", "mod97"]
      return format.check?.lowercased() == "mod10"
        ? "; did you mean \"luhn\"?" : choice(format.check ?? "", of: words)
    case "country":
      let name = (format.country ?? "").lowercased().filter(\.isLetter)
      if let code = countries[name] { return "; did you mean \"\(code)\"?" }
      // Three letters: the first two are most countries' code.
      return name.count == 3 ? "; did you mean \"\(name.prefix(2).uppercased())\"?" : ""
    default: return ""
    }
  }
}
