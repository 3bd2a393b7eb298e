/// What every line of `review.jsonl` needs beside its field, and the lines' wording.
struct QueueContext {
  /// Names and hashes of the models.
  var model: String
  /// Form name → hash of its template.
  var templates: [String: String]

  /// The characters of a box's probabilities, in their order.
  private static let symbols = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_?").map(String.init)

  /// The page on which a value stands that must be unique.
  struct Owner {
    var document: String
    var page: Int
  }

  /// The line of a field that waits; `crop` is its picture, `owner` where its value stands already.
  func line(_ field: PlacedField, crop: String, owner: Owner?) -> String {
    let record = field.record
    let alternatives = record.reading.alternatives.map { alternative in
      JSONText.object([
        ("value", .string(alternative.value)), ("probability", Self.probability(alternative.probability)),
      ])
    }
    let duplicates = owner.map { owner in
      (
        "duplicates",
        JSONText.object([("document", .string(owner.document)), ("page", .integer(owner.page))])
      )
    }
    return JSONText.object(
      [
        ("kind", .string("field")), ("id", .string(record.id)), ("document", .string(field.document)),
        ("sha256", .string(field.sha256)), ("page", .integer(field.page)), ("form", .string(field.form)),
        ("field", .string(record.field)), ("type", .string(record.type)),
        ("reading", .string(record.reading.text)),
        ("confidence", Self.probability(record.reading.confidence)),
        ("alternatives", .list(alternatives)),
        (
          "characters",
          .list(record.readCharacters.enumerated().map { character($1, CropFolder.name(record.id, $0)) })
        ),
        ("crop", .string(crop)), ("reasons", .list(record.reasons.map(JSONText.string))),
        ("model", .string(model)), ("template", .string(templates[field.form] ?? "")),
      ] + [duplicates].compactMap(\.self)
    ).text
  }

  /// The line of a page that fits no form.
  func line(_ page: Ledger.UnidentifiedPage) -> String {
    let reason = page.code == "bad-registration" ? "registration" : page.code
    return JSONText.object([
      ("kind", .string("page")), ("id", .string(page.id)), ("document", .string(page.document)),
      ("sha256", .string(page.sha256)), ("page", .integer(page.page)),
      ("crop", page.crop.map(JSONText.string) ?? .null), ("reasons", .list([.string(reason)])),
      ("model", .string(model)),
    ]).text
  }

  private func character(_ character: CharacterRecord, _ picture: String) -> JSONText {
    let ranked = character.probabilities.indices.sorted {
      (character.probabilities[$1], $0) < (character.probabilities[$0], $1)
    }
    let top = ranked.prefix(3).map { index in
      JSONText.object([
        ("value", .string(Self.symbols[index])),
        ("probability", Self.probability(Double(character.probabilities[index]))),
      ])
    }
    return .object([
      ("picture", .string(picture)), ("box", .list(character.box.map(JSONText.number))),
      ("pixels", .list(character.pixels.map(JSONText.number))), ("top", .list(top)),
    ])
  }

  /// Six decimals, cut, as in `fields.csv`.
  private static func probability(_ value: Double) -> JSONText {
    .number(Double(CSVText.sixDecimals(value)) ?? 0)
  }
}
