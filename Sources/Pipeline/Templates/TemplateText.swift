import Forms
import Ledger
import NumberFormats
import Raster

extension FormTemplate {
  /// The template as a file of its own, a field a line, what has a default left out; a closed list is not in it.
  package var json: String {
    var parts = [
      "\"name\": \(JSONText.string(name).text)",
      "\"page\": { \"width\": \(Self.number(pageWidth)), \"height\": \(Self.number(pageHeight)) }",
    ]
    if let dropout { parts.append("\"dropout\": \"\(dropout.rawValue)\"") }
    if !marks.isEmpty {
      parts.append("\"marks\": [\n    \(marks.map(Self.rect).joined(separator: ",\n    "))\n  ]")
    }
    if let print = printing.json { parts.append("\"print\": \(print)") }
    let fields = fields.map { "    " + $0.json }.joined(separator: ",\n")
    parts.append("\"fields\": [\n\(fields)\n  ]")
    return "{\n  " + parts.joined(separator: ",\n  ") + "\n}\n"
  }

  static func number(_ value: Double) -> String {
    JSONText.number((value * 1000).rounded() / 1000).text
  }

  fileprivate static func rect(_ rect: Rect<FormSpace>) -> String {
    object(
      [("x", rect.x), ("y", rect.y), ("width", rect.width), ("height", rect.height)].map { ($0, number($1)) })
  }

  fileprivate static func object(_ members: [(String, String)]) -> String {
    "{ " + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + " }"
  }
}

extension FormPrinting {
  fileprivate var json: String? {
    var members: [(String, String)] = []
    if let lineWidth { members.append(("line", FormTemplate.number(lineWidth))) }
    let texts = texts.map { text in
      FormTemplate.object([
        ("x", FormTemplate.number(text.place.x)), ("y", FormTemplate.number(text.place.y)),
        ("height", FormTemplate.number(text.height)), ("text", JSONText.string(text.text).text),
      ])
    }
    let rules = rules.map { rule in
      FormTemplate.object(
        [("x1", rule.start.x), ("y1", rule.start.y), ("x2", rule.end.x), ("y2", rule.end.y)]
          .map { ($0, FormTemplate.number($1)) })
    }
    if !texts.isEmpty { members.append(("texts", "[\n    \(texts.joined(separator: ",\n    "))\n  ]")) }
    if !rules.isEmpty { members.append(("rules", "[\n    \(rules.joined(separator: ",\n    "))\n  ]")) }
    return members.isEmpty ? nil : FormTemplate.object(members)
  }
}

extension FieldTemplate {
  fileprivate var json: String {
    var members = [("name", JSONText.string(name).text)] + format.members
    if let label { members.append(("label", JSONText.string(label).text)) }
    if let preprinted { members.append(("preprinted", JSONText.string(preprinted).text)) }
    let flags = [("printed", printed), ("required", required), ("unique", unique), ("doubleKey", doubleKey)]
    members += flags.filter(\.1).map { ($0.0, "true") }
    if charset != usualCharset { members.append(("charset", "\"\(charset.rawValue)\"")) }
    switch place {
    case .area(let area): members.append(("area", FormTemplate.rect(area)))
    case .boxes(let row): members.append(("boxes", row.json))
    }
    return FormTemplate.object(members)
  }

  /// The charset that a template without one has.
  private var usualCharset: Charset {
    guard case .boxes(let row) = place, let format = try? format.makeFormat() else { return .alnum }
    return BoxAlphabets(format: format, boxes: row.count).charset
  }
}

extension FormatSpecification {
  fileprivate var members: [(String, String)] {
    var members = [("type", "\"\(type.rawValue)\"")]
    for (key, text) in [("country", country), ("format", format), ("check", check)] {
      if let text { members.append((key, JSONText.string(text).text)) }
    }
    for (key, whole) in [("length", length), ("min", min), ("max", max)] {
      if let whole { members.append((key, String(whole))) }
    }
    return members
  }
}

extension BoxRow {
  fileprivate var json: String {
    var members = [("x", x), ("y", y), ("width", width), ("height", height), ("pitch", pitch)]
      .map { ($0, FormTemplate.number($1)) }
    members.append(("count", String(count)))
    if !groups.isEmpty {
      members.append(("groups", "[\(groups.map(String.init).joined(separator: ", "))]"))
      members.append(("groupGap", FormTemplate.number(groupGap)))
    }
    if style != .boxes { members.append(("style", "\"\(style.rawValue)\"")) }
    return FormTemplate.object(members)
  }
}
