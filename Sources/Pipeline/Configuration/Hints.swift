import NumberFormats

/// What was probably meant by what a configuration cannot mean; each begins with a semicolon, or is empty.
enum Hints {
  /// Other words for keys and types.
  private static let synonyms = [
    "gap": "groupGap", "cols": "count", "columns": "count", "n": "count", "boxcount": "count",
    "spacing": "pitch",
    "step": "pitch", "distance": "pitch", "w": "width", "h": "height", "left": "x", "top": "y", "id": "name",
    "color": "dropout", "colour": "dropout", "values": "list", "choices": "list", "mandatory": "required",
    "kind": "type", "digits": "number", "numeric": "number", "integer": "number", "int": "number",
    "string": "text", "letters": "text", "alpha": "text", "alphanumeric": "text", "account": "iban",
    "zip": "postcode", "zipcode": "postcode", "postalcode": "postcode", "money": "amount",
    "currency": "amount",
    "birthdate": "date", "kenmerk": "betalingskenmerk",
  ]
  /// Keys and the object that they belong in, for those that stand elsewhere.
  private static let homes: [(object: String, keys: [String])] = [
    ("boxes", ["x", "y", "pitch", "count", "groups", "groupGap", "style"]), ("page", ["width", "height"]),
    ("a field", ["type", "country", "format", "charset", "required", "unique", "list", "boxes", "area"]),
    ("the form", ["fields", "marks", "dropout"]),
    ("the configuration", ["forms", "models", "accept", "audit", "limits"]),
  ]

  /// Of a key that an object with `keys` has not.
  static func key(_ key: String, known keys: [String]) -> String {
    if let word = word(key, of: keys) { return "; did you mean \"\(word)\"?" }
    // A row's or an area's own sides, where a field or a form is.
    if ["width", "height"].contains(key), keys.contains("boxes") { return "; it belongs in boxes or area" }
    guard let home = homes.first(where: { $0.keys.contains(key) }) else { return "" }
    return "; it belongs in \(home.object)"
  }

  /// Of a word that is none of `words`.
  static func choice(_ word: String, of words: [String]) -> String {
    self.word(word, of: words).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  private static func word(_ typed: String, of words: [String]) -> String? {
    if let near = Spelling.nearest(to: typed, of: words) { return near }
    guard let other = synonyms[typed.lowercased().filter(\.isLetter)] else { return nil }
    return words.contains(other) ? other : nil
  }

  /// Of text where a number should stand.
  static func number(_ node: JSONNode) -> String {
    guard case .string(let text) = node.value else { return "" }
    let plain = text.replacing(",", with: ".").filter { !$0.isWhitespace && $0 != "m" }
    return Double(plain) == nil ? "" : "; write \(plain), without quotes"
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
      let code = (format.country ?? "").uppercased().prefix(2)
      return code.count == 2 && code != format.country ?? "" ? "; did you mean \"\(code)\"?" : ""
    default: return ""
    }
  }
}
