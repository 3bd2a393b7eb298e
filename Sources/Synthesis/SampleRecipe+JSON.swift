import Forms

/// A recipe as JSON: `{"seed": 1, "files": [{"name", "purpose", "quality", "pages": [{…}], "keep"?}]}`.
///
/// A page is `{"form": NAME}` or `{"foreign": "blank" | "letter"}` with, all optional: `turn` (upright, right,
/// upside-down, left), `coding` (lzw, lzw-color, g4, g4-faint, g4-copied, jpeg, jpeg-color), `jpegQuality`, `tag`
/// (right, wrong, missing), `dpi`, `skew`, `noise`, `faint`, `boxes` (red, green, blue), `fields` (name → valid,
/// blank, wrong, crossed-out, left-out, printed), `strayInk` (names of fields), `darkEdge`. Unknown keys are errors.
extension SampleRecipe: Decodable {
  private enum Keys: String, CodingKey, CaseIterable { case seed, files }

  package init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(Keys.self)
    let container = try decoder.container(keyedBy: Keys.self)
    self.init(
      seed: try container.decode(UInt64.self, forKey: .seed),
      files: try container.decode([SampleFile].self, forKey: .files))
  }
}

extension SampleFile: Decodable {
  private enum Keys: String, CodingKey, CaseIterable { case name, purpose, quality, pages, keep }

  package init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(Keys.self)
    let container = try decoder.container(keyedBy: Keys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      purpose: try container.decode(String.self, forKey: .purpose),
      quality: try container.decode(Quality.self, forKey: .quality),
      pages: try container.decode([SamplePage].self, forKey: .pages),
      keep: try container.decodeIfPresent(Double.self, forKey: .keep) ?? 1)
  }
}

extension Quality: Decodable {}

extension SamplePage: Decodable {
  private enum Keys: String, CodingKey, CaseIterable {
    case form, foreign, turn, coding, jpegQuality, tag, dpi, skew, noise, faint, boxes, fields, strayInk,
      darkEdge
  }

  package init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(Keys.self)
    let container = try decoder.container(keyedBy: Keys.self)
    if let form = try container.decodeIfPresent(String.self, forKey: .form) {
      self.init(.form(form))
    } else {
      self.init(.foreign(try container.word(.foreign, SamplePage.foreignPages) ?? .blank))
    }
    variation.turn = try container.word(.turn, SamplePage.turns) ?? .upright
    variation.tag = try container.word(.tag, ["right": .right, "wrong": .wrong, "missing": .missing])
    variation.resolution = try container.decodeIfPresent(Double.self, forKey: .dpi)
    variation.skew = try container.decodeIfPresent(Double.self, forKey: .skew)
    variation.noise = try container.decodeIfPresent(Double.self, forKey: .noise)
    variation.faint = try container.decodeIfPresent(Bool.self, forKey: .faint) ?? false
    variation.boxColor = try container.word(.boxes, ["red": .red, "green": .green, "blue": .blue])
    variation.strayInk = try container.decodeIfPresent([String].self, forKey: .strayInk) ?? []
    variation.darkEdge = try container.decodeIfPresent(Bool.self, forKey: .darkEdge) ?? false
    let quality = try container.decodeIfPresent(Int.self, forKey: .jpegQuality) ?? 75
    variation.coding = try container.word(.coding, SamplePage.codings(jpegQuality: quality))
    let fields = try container.decodeIfPresent([String: String].self, forKey: .fields) ?? [:]
    for (name, word) in fields {
      guard let wish = SamplePage.wishes[word] else {
        throw DecodingError.dataCorruptedError(
          forKey: .fields, in: container,
          debugDescription: "“\(word)” is none of \(SamplePage.wishes.keys.sorted().joined(separator: ", "))")
      }
      variation.wishes[name] = wish
    }
  }

  private static let foreignPages: [String: ForeignPage] = ["blank": .blank, "letter": .letter]
  private static let turns: [String: PageTurn] = [
    "upright": .upright, "right": .right, "upside-down": .upsideDown, "left": .left,
  ]
  private static let wishes: [String: FieldWish] = [
    "valid": .valid, "blank": .blank, "wrong": .wrongCharacter, "crossed-out": .crossedOut,
    "left-out": .leftOut, "printed": .printed,
  ]

  private static func codings(jpegQuality: Int) -> [String: PageCoding] {
    [
      "lzw": .lzw(color: false), "lzw-color": .lzw(color: true), "g4": .g4(.plain), "g4-faint": .g4(.faint),
      "g4-copied": .g4(.copied(2)), "jpeg": .jpeg(quality: jpegQuality, color: false),
      "jpeg-color": .jpeg(quality: jpegQuality, color: true),
    ]
  }
}

extension KeyedDecodingContainer {
  /// The value that the word at `key` stands for; nil where there is none.
  fileprivate func word<Value>(_ key: Key, _ words: [String: Value]) throws -> Value? {
    guard let word = try decodeIfPresent(String.self, forKey: key) else { return nil }
    guard let value = words[word] else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "“\(word)” is none of \(words.keys.sorted().joined(separator: ", "))")
    }
    return value
  }
}

/// Any key, to see which are there.
private struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// Keys that vanish unread are mistakes unseen.
  fileprivate func refuseUnknownKeys<Keys: CodingKey & CaseIterable>(_ keys: Keys.Type) throws {
    let known = Set(Keys.allCases.map(\.stringValue))
    for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: codingPath + [key], debugDescription: "unknown key"))
    }
  }
}
