import FieldDecoding
package import Ledger
import NumberFormats

/// How good a batch's reading was, by type of field, against the truth.
///
/// Every row of the truth counts, those of pages that failed too. A field taken for blank needs no look, so it counts
/// as accepted, and is wrong if something is written there.
package struct Evaluation: Hashable, Sendable {
  /// Type → what came of its fields; the types in alphabetical order when printed.
  package var types: [String: TypeResult] = [:]

  /// Compares what `ledger` holds with `truth`.
  ///
  /// - Parameter fieldTypes: types of fields by name, for rows whose page was not read.
  package init(ledger: Ledger, truth: TruthTable, fieldTypes: [String: String]) throws {
    var open: [FieldKey: TruthRow] = [:]
    for row in truth.rows {
      open[FieldKey(document: row.document, page: row.page, field: row.field)] = row
    }
    try ledger.forEachField { document, page, _, field in
      let key = FieldKey(document: document, page: page, field: field.field)
      guard let row = open.removeValue(forKey: key) else { return }
      types[field.type, default: TypeResult()].add(field, truth: row)
    }
    for row in open.values {
      types[fieldTypes[row.field] ?? "unknown", default: TypeResult()].addUnread(row)
    }
  }

  /// The contract's CSV: `type,fields,read_right,accepted,accepted_wrong,wrong_low95,wrong_high95,chars,chars_right`.
  package var csv: String {
    var lines = ["type,fields,read_right,accepted,accepted_wrong,wrong_low95,wrong_high95,chars,chars_right"]
    for (type, result) in types.sorted(by: { $0.key < $1.key }) {
      let interval = result.wrongInterval
      let numbers = [result.fields, result.readRight, result.accepted, result.acceptedWrong].map(String.init)
      let bounds = [interval.lowerBound, interval.upperBound].map(Self.sixDecimals)
      let characters = [result.characters, result.charactersRight].map(String.init)
      lines.append(([type] + numbers + bounds + characters).joined(separator: ","))
    }
    return lines.map { $0 + "\r\n" }.joined()
  }

  private static func sixDecimals(_ share: Double) -> String {
    let millionths = String(Int((share * 1_000_000).rounded()))
    let padded = String(repeating: "0", count: max(0, 7 - millionths.count)) + millionths
    return padded.dropLast(6) + "." + padded.suffix(6)
  }
}

private struct FieldKey: Hashable {
  var document: String
  var page: Int
  var field: String
}

/// What came of the fields of one type.
package struct TypeResult: Hashable, Sendable {
  package var fields = 0
  /// Fields whose reading is the truth, accepted or not.
  package var readRight = 0
  /// Fields that need no look: accepted, drawn for an audit, or taken for blank.
  package var accepted = 0
  package var acceptedWrong = 0
  /// Boxes whose truth is told.
  package var characters = 0
  /// Boxes whose own best symbol is what is written.
  package var charactersRight = 0

  /// The exact two-sided 95 % interval (Clopper–Pearson) of the share of wrong fields among the accepted.
  package var wrongInterval: ClosedRange<Double> {
    accepted == 0 ? 0...1 : Binomial.interval95(errors: acceptedWrong, of: accepted)
  }

  mutating func add(_ field: FieldRecord, truth: TruthRow) {
    fields += 1
    let isRight = field.reading.text == truth.value
    if isRight { readRight += 1 }
    if [.accepted, .audit, .blank].contains(field.status) {
      accepted += 1
      if !isRight { acceptedWrong += 1 }
    }
    guard let written = truth.written else { return }
    characters += written.count
    guard written.count == field.readCharacters.count else { return }
    for (character, truth) in zip(field.readCharacters, written) where character.best == truth {
      charactersRight += 1
    }
  }

  mutating func addUnread(_ truth: TruthRow) {
    fields += 1
    characters += truth.written?.count ?? 0
  }
}

extension CharacterRecord {
  /// The most probable symbol as truth.csv writes it: `#` for what is not a character.
  fileprivate var best: String {
    guard let index = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }) else {
      return ""
    }
    let symbol = Symbol(rawValue: UInt8(index))
    return symbol == .junk ? "#" : String(symbol.character)
  }
}
