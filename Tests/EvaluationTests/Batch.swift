import Evaluation
import FieldDecoding
import Foundation
import Ledger

/// A batch in a folder of its own, made up field by field.
final class Batch {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cijfer-\(UUID().uuidString)")
    .path
  let ledger: Ledger

  init() throws {
    ledger = try Ledger(directory: folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A document of one page with one field for each of `readings`.
  func add(_ document: String, sha256: String? = nil, duplicateOf: String? = nil, _ readings: [FieldRecord])
    throws
  {
    let scan = ScanRecord(
      document: document, path: "/scans/" + document, sha256: sha256 ?? document,
      identity: FileIdentity(device: 1, inode: 2, size: 3, modified: 4), pageCount: 1,
      duplicateOf: duplicateOf)
    try ledger.register([scan])
    if duplicateOf != nil { return }
    let page = PageRecord(
      page: 1, outcome: .identified(form: "form", residual: 0.05, edgesFound: 0.9), basis: "b",
      fields: readings)
    try ledger.store([(document, page)])
  }

  func evaluation(_ rows: String, catalogue: FieldCatalogue = FieldCatalogue()) throws -> Evaluation {
    let truth = try TruthTable(csv: Array(("document,page,field,value,form,written\n" + rows).utf8))
    return try Evaluation(ledger: ledger, truth: truth, catalogue: catalogue)
  }
}

/// A field of boxes that each show a digit of `shown`.
func field(
  _ name: String, _ reading: String, _ status: FieldStatus, in document: String, confidence: Double = 0.9999,
  type: String = "number", reasons: [String] = [], isValid: Bool = true, shown: String? = nil
) -> FieldRecord {
  FieldRecord(
    id: FieldIdentity.id(sha256: document, page: 1, form: "form", field: name), field: name, type: type,
    reading: FieldReading(text: reading, isValid: isValid, confidence: confidence, alternatives: []),
    status: status, reasons: reasons,
    characters: (shown ?? reading).compactMap(\.wholeNumberValue).map { digit in
      var probabilities = [Float](repeating: 0, count: 38)
      probabilities[digit] = 1
      return CharacterRecord(
        box: [0, 0, 5, 7], pixels: [0, 0, 50, 70], picture: (0..<784).map { UInt8($0 % 251) },
        probabilities: probabilities, hasStrayInk: false)
    }, crop: nil)
}
