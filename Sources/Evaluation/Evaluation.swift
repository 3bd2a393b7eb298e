import FieldDecoding
package import Ledger
import NumberFormats

/// How good a batch's reading was, by type of field, against the truth.
///
/// Every row of the truth counts, those of pages that failed too. A field taken for blank needs no look, so it counts
/// as accepted, and is wrong if something is written there. People's decisions do not count: the machine is measured.
package struct Evaluation: Sendable {
  /// Type → what came of its fields; the types in alphabetical order when printed.
  package var types: [String: TypeResult] = [:]
  /// Every row of the truth, those that were read in output order, then the others in the truth's.
  package var samples: [FieldSample] = []
  package var characters = CharacterCounts()
  /// Documents of the truth that the batch does not have, and of the batch that the truth does not tell.
  package var unknownDocuments: [String] = []
  package var untoldDocuments: [String] = []
  /// Rows of the truth about fields that the page does not have.
  package var strangeRows: [TruthRow] = []
  /// By type: fields of the batch that the truth does not tell.
  package var untold: [String: Int] = [:]

  /// Compares what `ledger` holds with `truth`.
  package init(ledger: Ledger, truth: TruthTable, catalogue: FieldCatalogue) throws {
    var open: [FieldKey: TruthRow] = [:]
    for row in truth.rows { open[row.key] = row }
    let scans = try ledger.scans()
    let copies = Dictionary(grouping: scans.filter { $0.duplicateOf != nil }) { $0.duplicateOf ?? "" }
    var knownTypes: [String: Set<String>] = [:]
    var readPages: Set<[String]> = []
    try ledger.forEachField { document, page, form, field in
      knownTypes[field.field, default: []].insert(field.type)
      readPages.insert([document, String(page)])
      let entry = catalogue.entry(form: form, field: field.field)
      let names = [document] + (copies[document] ?? []).map(\.document)
      for name in names {
        readPages.insert([name, String(page)])
        let key = FieldKey(document: name, page: page, field: field.field)
        guard let row = open.removeValue(forKey: key) else {
          if name == document { untold[field.type, default: 0] += 1 }
          continue
        }
        add(row, field, FieldSample(row, field, form: form, entry, isCopy: name != document))
      }
    }
    for row in truth.rows where open[row.key] != nil {
      let entry = catalogue.entry(form: row.form, field: row.field)
      let known = knownTypes[row.field].flatMap { $0.count == 1 ? $0.first : nil }
      let sample = FieldSample(row, entry, type: entry?.type ?? known ?? "unknown")
      types[sample.type, default: TypeResult()].add(sample)
      types[sample.type]?.characters += row.written?.count ?? 0
      samples.append(sample)
      if readPages.contains([row.document, String(row.page)]) { strangeRows.append(row) }
    }
    let told = Set(truth.rows.map(\.document))
    let known = Set(scans.map(\.document))
    unknownDocuments = told.subtracting(known).sorted()
    untoldDocuments = scans.filter { $0.duplicateOf == nil && !told.contains($0.document) }.map(\.document)
  }

  private mutating func add(_ row: TruthRow, _ field: FieldRecord, _ sample: FieldSample) {
    samples.append(sample)
    var result = types[field.type] ?? TypeResult()
    defer { types[field.type] = result }
    result.add(sample)
    guard let written = row.written else { return }
    result.characters += written.count
    guard written.count == field.readCharacters.count else { return }
    for (character, truth) in zip(field.readCharacters, written) {
      guard let symbol = truth.first.map({ $0 == "#" ? "?" : $0 }).flatMap(Symbol.init) else { continue }
      characters.add(character, written: symbol)
      if character.likeliest == symbol { result.charactersRight += 1 }
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

extension CharacterRecord {
  /// The most probable symbol; nil where nothing is known of the box.
  var likeliest: Symbol? {
    probabilities.indices.max { probabilities[$0] < probabilities[$1] }.map { Symbol(rawValue: UInt8($0)) }
  }
}
