import FoundationEssentials

/// JSON with its keys in the order given: `review.jsonl` is read by people too.
package indirect enum JSONText {
  case string(String)
  case number(Double)
  case integer(Int)
  case list([JSONText])
  case object([(String, JSONText)])
  case null

  /// The compact text.
  package var text: String {
    switch self {
    case .string(let value): Self.quoted(value)
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    case .integer(let value): String(value)
    case .list(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let pairs):
      "{" + pairs.map { Self.quoted($0.0) + ":" + $0.1.text }.joined(separator: ",") + "}"
    case .null: "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A list of integers as the database keeps it.
  static func integers(_ values: [Int]?) -> String? { values.map { list($0.map(JSONText.integer)).text } }

  /// The integers in what `integers` made.
  static func integers(_ text: String?) -> [Int]? {
    text.flatMap { try? JSONDecoder().decode([Int].self, from: Data($0.utf8)) }
  }

  /// Alternatives as the database keeps them.
  static func alternatives(_ alternatives: [Alternative]) -> String {
    list(
      alternatives.map { .object([("value", .string($0.value)), ("probability", .number($0.probability))]) }
    ).text
  }

  /// Forms as the database keeps them; nil for none.
  static func likely(_ forms: [LikelyForm]) throws -> String? {
    forms.isEmpty ? nil : String(decoding: try JSONEncoder().encode(forms), as: UTF8.self)
  }

  /// The forms in what `likely` made.
  static func likely(_ text: String?) -> [LikelyForm] {
    text.flatMap { try? JSONDecoder().decode([LikelyForm].self, from: Data($0.utf8)) } ?? []
  }

  /// The alternatives in what `alternatives` made.
  static func alternatives(_ text: String) -> [Alternative] {
    (try? JSONDecoder().decode([Alternative].self, from: Data(text.utf8))) ?? []
  }
}
