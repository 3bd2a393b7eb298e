import Foundation
import Ledger
import Testing

@Suite("Exports") struct ExportTests {
  private let folder: String
  private let ledger: Ledger

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("cijfer-\(UUID().uuidString)").path
    ledger = try Ledger(directory: folder)
  }

  private func store(_ document: String, _ reading: String, _ status: FieldStatus, sha256: String = "aa")
    throws
  {
    try ledger.register([
      ScanRecord(
        document: document, path: "/" + document, sha256: sha256,
        identity: FileIdentity(device: 1, inode: 2, size: 3, modified: 4), pageCount: 1)
    ])
    let field = FieldRecord(
      id: FieldIdentity.id(sha256: sha256, page: 1, form: "form", field: "n"), field: "n", type: "number",
      reading: FieldReading(text: reading, isValid: true, confidence: 0.5, alternatives: []), status: status,
      reasons: [], characters: [], crop: nil)
    let outcome = PageOutcome.identified(form: "form", residual: 0, edgesFound: 1)
    try ledger.store([(document, PageRecord(page: 1, outcome: outcome, basis: "b", fields: [field]))])
  }

  private func decide(_ value: String, sha256: String = "aa") throws {
    let id = FieldIdentity.id(sha256: sha256, page: 1, form: "form", field: "n")
    try ledger.decide([DecisionRecord(field: id, kind: .correct, value: value, reviewer: "r", time: 1)])
  }

  /// The rows of an export of new ones, without the header.
  private func new(complete: Bool = false) throws -> (rows: [String], counts: ExportCounts) {
    var rows: [String] = []
    let counts = try ledger.export(.csv, complete: complete, new: true, { rows.append($0) })
    return (rows.dropFirst().map { String($0.dropLast()) }, counts)
  }

  @Test("a row is handed on once; decided since, it is a new row") func once() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try store("a.tif", "12", .review)
    #expect(try new().rows == ["a.tif,1,form,n,,review,0.500000,12,"])
    #expect(try new().rows.isEmpty)
    try decide("13")
    // No value was handed on before, so none changed.
    #expect(try new().rows == ["a.tif,1,form,n,13,corrected,0.500000,12,"])
    #expect(try new().rows.isEmpty)
  }

  @Test("a value that was handed on never changes in silence") func changed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try store("a.tif", "12", .accepted)
    #expect(try new().counts.rows == 1)
    // Drawn for a look: another row, the same value.
    try store("a.tif", "12", .audit)
    #expect(try new().counts.changed == 0)
    try store("a.tif", "72", .accepted)
    let (rows, counts) = try new()
    #expect(rows == ["a.tif,1,form,n,72,accepted,0.500000,72,changed-since-export"])
    #expect(counts.changed == 1)
    try store("a.tif", "72", .review)
    #expect(try new().rows == ["a.tif,1,form,n,,review,0.500000,72,changed-since-export"])
    // The scan was replaced: its field is gone, which is told too.
    try store("a.tif", "99", .accepted, sha256: "bb")
    #expect(try new().counts.gone == 1)
  }

  @Test("what could not be written was not handed on") func unwritten() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    struct Full: Error {}
    try store("a.tif", "12", .accepted)
    #expect(throws: Full.self) {
      _ = try ledger.export(.csv, complete: false, new: true, { _ in }, finish: { throw Full() })
    }
    #expect(try new().counts.rows == 1)
  }

  @Test("a document is complete once all its pages are read and nothing waits") func complete() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try store("a.tif", "12", .accepted)
    #expect(try new(complete: true).counts.rows == 1)
    try store("b.tif", "34", .accepted, sha256: "bb")
    try ledger.register([
      ScanRecord(
        document: "b.tif", path: "/b.tif", sha256: "bb",
        identity: FileIdentity(device: 1, inode: 2, size: 3, modified: 4), pageCount: 2)
    ])
    #expect(try new(complete: true).counts.rows == 0)
    #expect(try new().counts.rows == 1)
  }

  @Test("a purge leaves no hash of a value that was ever handed on") func purged() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try store("a.tif", "12", .accepted)
    _ = try new()
    try decide("13")
    _ = try new()
    _ = try ledger.purge(["a.tif"])
    #expect(try ledger.purgedDocuments() == [NameKey("a.tif")])
    // Were one left, the same row would not be new.
    try store("a.tif", "12", .accepted)
    #expect(try new().counts.rows == 1)
  }

  @Test(
    "a cell is no formula, and reads back as it was",
    arguments: ["=1+1", "+1", "-1", "@x", "\tx", "\r=1", "=\"a\"&1", "−1", "'=1"])
  func harmless(_ cell: String) {
    let made = CSVText.harmless(cell)
    #expect(made.first == "'" && CSVText.plain(made) == (cell.first == "'" ? "=1" : cell))
  }

  @Test("an identifier with quotes stays one text") func identifier() {
    #expect(CSVText.identifier("0012") == "=\"0012\"")
    #expect(CSVText.identifier("a\"&1&\"") == "=\"a\"\"&1&\"\"\"")
    #expect(CSVText.plain(CSVText.identifier("a\"&1&\"")) == "a\"&1&\"")
    #expect(CSVText.identifier("").isEmpty)
  }
}
