import Foundation
import Ledger
import Testing

@Suite("Ledger") struct LedgerTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("cijfer-\(UUID().uuidString)").path
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
  }

  private func scan(_ document: String, sha256: String, duplicateOf: String? = nil) -> ScanRecord {
    ScanRecord(
      document: document, path: "/scans/" + document, sha256: sha256,
      identity: FileIdentity(device: 1, inode: 2, size: 3, modified: 4), pageCount: 2,
      duplicateOf: duplicateOf)
  }

  private func character(_ best: Int) -> CharacterRecord {
    var probabilities = [Float](repeating: 0, count: 38)
    probabilities[best] = 0.75
    probabilities[7] += 0.25
    return CharacterRecord(
      box: [25, 70, 5, 7], pixels: [295, 827, 59, 83], picture: (0..<784).map { UInt8($0 % 251) },
      probabilities: probabilities, hasStrayInk: best == 3,
      span: best == 4 ? CharacterSpan(first: 0, end: 2, fit: 0.5, omission: 0.25) : nil)
  }

  private func field(
    _ name: String, _ reading: String, _ status: FieldStatus, sha256: String, page: Int,
    type: String = "number",
    reasons: [String] = []
  ) -> FieldRecord {
    FieldRecord(
      id: FieldIdentity.id(sha256: sha256, page: page, form: "form", field: name), field: name, type: type,
      reading: FieldReading(
        text: reading, isValid: true, confidence: 0.123456789,
        alternatives: [Alternative(value: "a,b", probability: 0.1)]),
      status: status, reasons: reasons, characters: [character(3), character(4)],
      segments: name == "area" ? [1] : nil, crop: nil)
  }

  private func page(_ number: Int, _ fields: [FieldRecord]) -> PageRecord {
    PageRecord(
      page: number, outcome: .identified(form: "form", residual: 0.05, edgesFound: 0.9), basis: "b",
      fields: fields)
  }

  /// A page that fits no form.
  private let stranger = FailureRecord(
    page: 2, code: "no-form", message: "fits none",
    likely: [LikelyForm(form: "form", residual: nil, edgesFound: 0.4)])

  /// Two documents, one with a page that failed, and a duplicate.
  private func fill(_ ledger: Ledger, backwards: Bool = false) throws {
    let scans = [
      scan("b.tif", sha256: "bb"), scan("é,x.tif", sha256: "ee"),
      scan("c.tif", sha256: "bb", duplicateOf: "b.tif"),
    ]
    let pages: [(document: String, page: PageRecord)] = [
      (
        "b.tif",
        page(
          1,
          [
            field("one", "12", .accepted, sha256: "bb", page: 1),
            field("two", "34", .review, sha256: "bb", page: 1, reasons: ["low-confidence", "ambiguous"]),
          ])
      ),
      (
        "b.tif",
        PageRecord(
          page: 2, outcome: .failed(stranger, crop: nil),
          basis: "b", fields: [])
      ),
      (
        "é,x.tif",
        page(
          1,
          [
            field("one", "", .blank, sha256: "ee", page: 1),
            field("two", "7", .audit, sha256: "ee", page: 1, reasons: ["sampled"]),
          ])
      ),
      ("é,x.tif", PageRecord(page: 2, outcome: .blank, basis: "b", fields: [])),
    ]
    try ledger.register(backwards ? scans.reversed() : scans)
    for page in backwards ? pages.reversed() : pages { try ledger.store([page]) }
  }

  @Test("gives back what was stored, to the last bit") func roundTrip() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let ledger = try Ledger(directory: folder)
    try fill(ledger)
    var found: [FieldRecord] = []
    try ledger.forEachField { document, page, form, field in if document == "b.tif" { found.append(field) } }
    #expect(
      found == [
        field("one", "12", .accepted, sha256: "bb", page: 1),
        field("two", "34", .review, sha256: "bb", page: 1, reasons: ["low-confidence", "ambiguous"]),
      ])
    #expect(try ledger.scans().map(\.document) == ["b.tif", "c.tif", "é,x.tif"])
    #expect(try ledger.pageStates(of: "b.tif")[2]?.outcome == .failed(stranger, crop: nil))
    let page = try ledger.detail(page: FieldIdentity.id(sha256: "bb", page: 2, form: "", field: ""))
    #expect(page?.likely == stranger.likely)
    #expect(
      try ledger.pageStates(of: "b.tif")[1]?.outcome
        == .identified(form: "form", residual: 0.05, edgesFound: 0.9))
  }

  @Test("writes the contract's bytes, whatever the order in which pages came") func outputs() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for backwards in [false, true] {
      try? FileManager.default.removeItem(atPath: folder)
      let ledger = try Ledger(directory: folder)
      try fill(ledger, backwards: backwards)
      try ledger.writeOutputs(model: "digits 0123", templates: ["form": "abcd"])
      #expect(
        try text("fields.csv")
          == [
            "document,page,form,field,value,status,confidence,reading,reasons",
            "b.tif,1,form,one,12,accepted,0.123456,12,",
            "b.tif,1,form,two,,review,0.123456,34,low-confidence;ambiguous",
            "\"é,x.tif\",1,form,one,,blank,0.123456,,", "\"é,x.tif\",1,form,two,7,audit,0.123456,7,sampled",
          ].map { $0 + "\r\n" }.joined())
      #expect(
        try text("failures.csv")
          == [
            "document,page,code,message", "b.tif,2,no-form,fits none", "c.tif,,duplicate,same bytes as b.tif",
          ].map { $0 + "\r\n" }.joined())
      let queue = try text("review.jsonl").split(separator: "\n").map {
        try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(queue.map { $0["kind"] as? String } == ["field", "page", "field"])
      #expect(queue.map { $0["document"] as? String } == ["b.tif", "b.tif", "é,x.tif"])
      #expect(
        queue[0]["id"] as? String == FieldIdentity.id(sha256: "bb", page: 1, form: "form", field: "two"))
      let characters = try #require(queue[0]["characters"] as? [[String: Any]])
      let top = try #require(characters[0]["top"] as? [[String: Any]])
      #expect(top.map { $0["value"] as? String } == ["3", "7", "0"])
      for name in characters.compactMap({ $0["picture"] as? String })
        + queue.compactMap({ $0["crop"] as? String })
      {
        #expect(FileManager.default.fileExists(atPath: folder + "/" + name))
      }
      #expect(characters.count == 2)
    }
  }

  @Test("a picture of what waits no longer goes") func cropsGo() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let ledger = try Ledger(directory: folder)
    try fill(ledger)
    // Names like those of a field that waits: no character of it, and what was left unfinished.
    let two = FieldIdentity.id(sha256: "bb", page: 1, form: "form", field: "two")
    let strays = ["\(two)-00.png", "\(two)-2.png", "\(two)-.png", "\(two).png.part", "other.png"]
    try FileManager.default.createDirectory(atPath: folder + "/crops", withIntermediateDirectories: true)
    for name in strays { try Data().write(to: URL(filePath: folder + "/crops/" + name)) }
    try ledger.writeOutputs(model: "", templates: [:])
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder + "/crops")
    #expect(kept.count == 6 && kept.contains("\(two)-1.png") && Set(kept).isDisjoint(with: strays))
    try ledger.redecide { _, _, _, fields in
      fields.map { field in
        var again = field
        again.status = .accepted
        return again
      }
    }
    try ledger.writeOutputs(model: "", templates: [:])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/crops").isEmpty)
    #expect(try text("review.jsonl").split(separator: "\n").count == 1)
  }

  @Test("files that lack decisions only are revised to what they would be if made anew")
  func revision() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let ledger = try Ledger(directory: folder)
    try fill(ledger)
    func files() throws -> [[String]] {
      try [
        ["fields.csv", "review.jsonl", "failures.csv"].map(text),
        FileManager.default.contentsOfDirectory(atPath: folder + "/crops").sorted(),
      ]
    }
    func say(_ kind: DecisionRecord.Kind, on id: String, value: String? = nil) throws {
      let form = kind == .form ? [DecisionRecord.FormField(field: "x", type: "number")] : nil
      try ledger.decide([
        DecisionRecord(field: id, kind: kind, value: value, reviewer: "r", time: 1, fields: form)
      ])
    }
    let two = FieldIdentity.id(sha256: "bb", page: 1, form: "form", field: "two")
    let audit = FieldIdentity.id(sha256: "ee", page: 1, form: "form", field: "two")
    let page = FieldIdentity.id(sha256: "bb", page: 2, form: "", field: "")
    let steps: [() throws -> Void] = [
      { try say(.correct, on: two, value: "35") }, { try say(.form, on: page, value: "form") },
      {
        try say(.undo, on: two)
        try say(.illegible, on: audit)
      },
      { try say(.undo, on: page) }, { try say(.aside, on: two) }, { try say(.undo, on: audit) }, {},
    ]
    try ledger.writeOutputs(model: "m", templates: [:])
    for (number, step) in steps.enumerated() {
      try step()
      try ledger.writeOutputs(model: "m", templates: [:])
      let revised = try files()
      try FileManager.default.removeItem(atPath: folder + "/review.jsonl")
      try ledger.writeOutputs(model: "m", templates: [:])
      #expect(try files() == revised, "step \(number)")
    }
  }

  @Test("people's decisions go before the machine's, outlive reading again, and can be undone")
  func decisions() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let ledger = try Ledger(directory: folder)
    try fill(ledger)
    let id = FieldIdentity.id(sha256: "bb", page: 1, form: "form", field: "two")
    func decide(_ kind: DecisionRecord.Kind, _ value: String?) throws {
      try ledger.decide([
        DecisionRecord(field: id, kind: kind, value: value, reviewer: "r", time: 1, note: "")
      ])
      try fill(ledger)
      try ledger.writeOutputs(model: "", templates: [:])
    }
    func row() throws -> Substring? {
      try text("fields.csv").split(separator: "\r\n").first { $0.contains(",two,") }
    }
    try decide(.correct, "35")
    #expect(try row() == "b.tif,1,form,two,35,corrected,0.123456,34,low-confidence;ambiguous")
    try decide(.illegible, nil)
    #expect(try row()?.contains(",two,,illegible,") == true)
    try decide(.undo, nil)
    #expect(try row()?.contains(",two,35,corrected,") == true)
    try decide(.undo, nil)
    #expect(try row()?.contains(",two,,review,") == true)
    #expect(try ledger.counts().fields == [.accepted: 1, .review: 1, .blank: 1, .audit: 1])
  }

  @Test("is one process's at a time, and its owner's alone") func lock() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let ledger = try Ledger(directory: folder)
      #expect(throws: LedgerError.locked(directory: folder)) { try Ledger(directory: folder) }
      try fill(ledger)
    }
    #expect(try Ledger(reading: folder).scans().count == 3)
    _ = try Ledger(directory: folder)
    for (path, mode) in [(folder, 0o700), (folder + "/ledger.sqlite", 0o600)] {
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
    }
  }

  @Test("a file that is no ledger is named") func damaged() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(repeating: 65, count: 4096).write(to: URL(fileURLWithPath: folder + "/ledger.sqlite"))
    #expect {
      try Ledger(directory: folder)
    } throws: { error in
      guard case .damaged(let path, _)? = error as? LedgerError else { return false }
      return path.hasSuffix("ledger.sqlite")
    }
  }

  @Test("what a spreadsheet would calculate is made harmless") func excel() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let ledger = try Ledger(directory: folder)
    try ledger.register([scan("=1+1.tif", sha256: "aa")])
    try ledger.store([
      (
        "=1+1.tif",
        page(
          1,
          [
            field("one", "0012", .accepted, sha256: "aa", page: 1),
            field("sum", "1234.50", .accepted, sha256: "aa", page: 1, type: "amount"),
          ])
      )
    ])
    var rows: [String] = []
    _ = try ledger.export(.excel, complete: false, new: false, { rows.append($0) })
    #expect(rows[1] == "'=1+1.tif;1;form;one;\"=\"\"0012\"\"\";accepted;0.123456;\"=\"\"0012\"\"\";\r\n")
    #expect(rows[2] == "'=1+1.tif;1;form;sum;1234.50;accepted;0.123456;1234.50;\r\n")
  }
}
