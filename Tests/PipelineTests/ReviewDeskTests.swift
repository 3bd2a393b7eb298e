import Foundation
import Ledger
import Pipeline
import SystemPackage
import Testing

/// Time that passes only when told to.
private final class Clock: Sendable {
  private let state = NSLock()
  nonisolated(unsafe) private var seconds = 1_000_000.0

  func now() -> Double {
    state.withLock {
      seconds += 0.001; return seconds
    }
  }
  func pass(_ time: Double) { state.withLock { seconds += time } }
}

@Suite("Review desk") struct ReviewDeskTests {
  private let scratch: Scratch
  private let clock = Clock()

  init() throws { scratch = try Scratch() }

  /// A name of a document whose field `field` on page 1 has its reading hidden, or not.
  private func name(hidden: Bool, _ number: Int, field: String = "number") -> String {
    var names = (0...).lazy.map { "\(number)-\($0)" }.makeIterator()
    while let name = names.next() {
      let id = self.id(name, field)
      if AuditDraw.isDrawn(id: String(id.prefix(16)), share: ReviewDesk.blindShare) == hidden { return name }
    }
    return ""
  }

  private func id(_ sha256: String, _ field: String = "number") -> String {
    FieldIdentity.id(sha256: sha256, page: 1, form: "small", field: field)
  }

  /// A ledger of pages of the form `small`, whose field `number` shows the digits given, doubtful ones in brackets.
  private func ledger(_ pages: [(document: String, shown: String)], audit: Bool = false) throws -> Ledger {
    let ledger = try Ledger(directory: scratch.path + "/out")
    try ledger.register(
      pages.map {
        ScanRecord(
          document: $0.document, path: "/scans/" + $0.document, sha256: $0.document,
          identity: FileIdentity(device: 1, inode: 1, size: 1, modified: 1), pageCount: 1)
      })
    try ledger.store(
      pages.map { page in
        var doubts = false
        var characters: [CharacterRecord] = []
        for character in page.shown {
          if character == "(" || character == ")" { doubts = character == "("; continue }
          characters.append(record(character, doubts ? 0.8 : 0.99999, at: characters.count))
        }
        let text = page.shown.filter { $0 != "(" && $0 != ")" }
        let field = FieldRecord(
          id: id(page.document), field: "number", type: "number",
          reading: FieldReading(text: text, isValid: true, confidence: 0.8, alternatives: []),
          status: audit ? .audit : .review, reasons: [audit ? "sampled" : "low-confidence"],
          characters: characters, crop: nil)
        let outcome = PageOutcome.identified(form: "small", residual: 0, edgesFound: 1)
        return (page.document, PageRecord(page: 1, outcome: outcome, basis: "", fields: [field]))
      })
    return ledger
  }

  private func desk(_ ledger: Ledger, change: (String) -> String = { $0 }) throws -> ReviewDesk {
    let configuration = try Sample.configuration(in: scratch, change: change).configuration
    return try ReviewDesk(ledger: ledger, configuration: configuration) { [clock] in clock.now() }
  }

  private func field(_ item: ReviewItem?) throws -> FieldItem {
    guard case .field(let field)? = item else { throw Missing() }
    return field
  }

  private struct Missing: Error {}

  private func isNothing(_ outcome: UndoOutcome) -> Bool {
    if case .nothing = outcome { true } else { false }
  }

  private func value(_ ledger: Ledger, _ document: String) throws -> [String] {
    let field = try ledger.reviewedFields(of: document).first { $0.field == "number" }
    return [field?.status.rawValue ?? "", field?.value ?? ""]
  }

  @Test func `what is doubtful must be typed, the rest is confirmed with it`() async throws {
    let name = name(hidden: false, 1)
    let ledger = try ledger([(name, "12(3)4")])
    let desk = try desk(ledger)
    let item = try field(try await desk.next(for: "anna"))
    #expect(!item.isBlind && item.cells.map(\.character) == ["1", "2", "3", "4"])
    #expect(item.cells.map(\.mustType) == [false, false, true, false])
    let nodded = FieldAnswer(id: item.id, action: .save, cells: ["1", "2", "3", "4"], typed: [])
    #expect(try await desk.answer(nodded, by: "anna") == .mustType([2]))
    #expect(try value(ledger, name) == ["review", ""])
    let typed = FieldAnswer(id: item.id, action: .save, cells: ["1", "2", "3", "4"], typed: [2], seconds: 2)
    #expect(try await desk.answer(typed, by: "anna") == .saved(agrees: nil))
    #expect(try value(ledger, name) == ["confirmed", "1234"])
    #expect(try await desk.next(for: "anna") == nil)
    let log = try ledger.decisionLog()
    #expect(log.map(\.before) == ["1234"] && log.map(\.seconds) == [2] && log.map(\.view) == ["field"])
  }

  @Test func `a hidden reading is neither sent nor suggested, and is compared afterwards`() async throws {
    let name = name(hidden: true, 1)
    let ledger = try ledger([(name, "12(3)4")])
    let desk = try desk(ledger)
    let item = try field(try await desk.next(for: "anna"))
    #expect(item.isBlind && item.reasons.isEmpty)
    #expect(
      item.cells.allSatisfy { $0.character.isEmpty && $0.probability == nil && $0.alternatives.isEmpty })
    let sent = String(decoding: try JSONEncoder().encode(item), as: UTF8.self)
    #expect(!sent.contains("1234"))
    let answer = FieldAnswer(id: item.id, action: .save, cells: ["1", "2", "8", "4"], typed: [0, 1, 2, 3])
    #expect(try await desk.answer(answer, by: "anna") == .saved(agrees: false))
    #expect(try value(ledger, name) == ["corrected", "1284"])
    let summary = try await desk.summary()
    #expect(summary.hidden == 1 && summary.hiddenAgreeing == 0)
  }

  @Test func `a value that fails is kept only where somebody insists`() async throws {
    let name = name(hidden: false, 1)
    let ledger = try ledger([(name, "123(4)")])
    let desk = try desk(ledger)
    let item = try field(try await desk.next(for: "anna"))
    var answer = FieldAnswer(id: item.id, action: .save, cells: ["1", "2", "3", "_"], typed: [3])
    #expect(try await desk.check(item.id, ["1", "2", "3", "_"], by: "anna") == "length")
    #expect(try await desk.answer(answer, by: "anna") == .fails("length"))
    answer.insists = true
    #expect(try await desk.answer(answer, by: "anna") == .saved(agrees: nil))
    #expect(try value(ledger, name) == ["corrected", "123"])
  }

  @Test func `undo goes back without end, and over a restart`() async throws {
    let names = (1...3).map { name(hidden: false, $0) }
    let ledger = try ledger(names.map { ($0, "12(3)4") })
    var desk = try desk(ledger)
    for _ in names {
      let item = try field(try await desk.next(for: "anna"))
      _ = try await desk.answer(FieldAnswer(id: item.id, action: .illegible), by: "anna")
    }
    #expect(await desk.waiting.fields == 0)
    desk = try self.desk(ledger)
    #expect(try await isNothing(desk.undo(by: "ben")))
    for name in names.reversed() {
      guard case .undone(let item) = try await desk.undo(by: "anna") else { throw Missing() }
      #expect(try field(item).document == name)
    }
    #expect(try await isNothing(desk.undo(by: "anna")))
    // A table's decisions are not taken back by a key.
    try ledger.decide([
      DecisionRecord(field: id(names[0]), kind: .illegible, reviewer: "carl", time: 1, view: "table")
    ])
    #expect(try await isNothing(self.desk(ledger).undo(by: "carl")))
    try ledger.decide([DecisionRecord(field: id(names[0]), kind: .undo, reviewer: "carl", time: 2)])
    #expect(await desk.waiting.fields == 3)
    #expect(try ledger.decisionLog().count == 8)
  }

  @Test func `two reviewers never have the same item, until one is gone`() async throws {
    let names = [name(hidden: false, 1), name(hidden: false, 2)]
    let desk = try desk(try ledger(names.map { ($0, "12(3)4") }))
    let anna = try field(try await desk.next(for: "anna"))
    let ben = try field(try await desk.next(for: "ben"))
    #expect(anna.id != ben.id)
    #expect(try await desk.next(for: "carl") == nil)
    #expect(try await desk.answer(FieldAnswer(id: anna.id, action: .illegible), by: "ben") == .gone)
    clock.pass(ReviewDesk.leaseTime - 10)
    await desk.renew([anna.id], for: "anna")
    clock.pass(20)
    #expect(try field(try await desk.next(for: "carl")).id == ben.id)
  }

  @Test func `who was away overwrites nobody's decision`() async throws {
    let name = name(hidden: false, 1)
    let ledger = try ledger([(name, "12(3)4")])
    let desk = try desk(ledger)
    let item = try field(try await desk.next(for: "anna"))
    clock.pass(ReviewDesk.leaseTime + 1)
    let theirs = try field(try await desk.next(for: "ben"))
    let answer = FieldAnswer(
      id: item.id, action: .save, cells: ["1", "2", "8", "4"], typed: [2], version: theirs.version)
    #expect(try await desk.answer(answer, by: "ben") == .saved(agrees: nil))
    let late = FieldAnswer(id: item.id, action: .illegible, version: item.version)
    #expect(try await desk.answer(late, by: "anna") == .gone)
    #expect(try value(ledger, name) == ["corrected", "1284"])
  }

  @Test func `a better reading later leaves a person's word alone and says that it disagrees`() async throws {
    let name = name(hidden: false, 1)
    let ledger = try ledger([(name, "12(3)4"), (self.name(hidden: false, 2), "12(3)4")])
    let desk = try desk(ledger)
    let item = try field(try await desk.next(for: "anna"))
    let answer = FieldAnswer(id: item.id, action: .save, cells: ["1", "2", "8", "4"], typed: [2])
    _ = try await desk.answer(answer, by: "anna")
    try ledger.redecide { document, _, _, fields in
      guard document == name else { return fields }
      return fields.map { field in
        var field = field
        field.status = .accepted
        field.reading = FieldReading(text: "1234", isValid: true, confidence: 1, alternatives: [])
        return field
      }
    }
    #expect(try value(ledger, name) == ["corrected", "1284"])
    let summary = try await desk.summary()
    #expect(summary.disagreeing == 1 && summary.disagreements.map(\.reading) == ["1234"])
    #expect(summary.disagreements.map(\.decided) == ["1284"])
    #expect(try ledger.counts().disagreeing == 1)
  }

  @Test func `where two must key it, neither sees the other, and a mismatch goes to a third`() async throws {
    let name = name(hidden: false, 1)
    let ledger = try ledger([(name, "12(3)4")])
    let desk = try desk(ledger) {
      $0.replacingOccurrences(
        of: #""name": "number", "type""#, with: #""name": "number", "doubleKey": true, "type""#)
    }
    func key(_ digits: String, by reviewer: String) async throws {
      let item = try field(try await desk.next(for: reviewer))
      #expect(item.isBlind)
      let answer = FieldAnswer(
        id: item.id, action: .save, cells: digits.map(String.init), typed: Array(0..<digits.count))
      guard case .saved = try await desk.answer(answer, by: reviewer) else { throw Missing() }
    }
    try await key("1234", by: "anna")
    #expect(try value(ledger, name) == ["review", ""])
    #expect(try await desk.next(for: "anna") == nil)
    try await key("1284", by: "ben")
    #expect(try value(ledger, name) == ["review", ""])
    try await key("1284", by: "carl")
    #expect(try value(ledger, name) == ["corrected", "1284"])
    // One alone does not change what two decided.
    let item = try field(try await desk.open(id(name), for: "dora"))
    let alone = FieldAnswer(id: item.id, action: .illegible)
    #expect(try await desk.answer(alone, by: "dora") == .saved(agrees: nil))
    #expect(try value(ledger, name) == ["corrected", "1284"])
    _ = try await desk.undo(by: "carl")
    #expect(try value(ledger, name) == ["review", ""])
  }

  @Test func `an audit is keyed in full and counted`() async throws {
    let names = [name(hidden: false, 1), name(hidden: false, 2)]
    let ledger = try ledger(names.map { ($0, "1234") }, audit: true)
    let desk = try desk(ledger)
    for digits in ["1234", "1235"] {
      let item = try field(try await desk.next(for: "anna"))
      #expect(item.isBlind && item.cells.allSatisfy(\.mustType))
      let answer = FieldAnswer(
        id: item.id, action: .save, cells: digits.map(String.init), typed: [0, 1, 2, 3])
      #expect(try await desk.answer(answer, by: "anna") == .saved(agrees: digits == "1234"))
    }
    let summary = try await desk.summary()
    #expect(summary.audited == 2 && summary.auditedWrong == 1)
    #expect(abs((summary.errorBound ?? 0) - 0.9747) < 0.001)
    // One error among n has a bound of 0.1 % from n = 4742 on.
    #expect(summary.auditsMissing == 4742 - 2)
    let disagreeing = try ledger.reviewedFields().filter { $0.reasons.contains("disagrees") }
    #expect(disagreeing.map(\.document) == [names[1]])
  }

  @Test func `a group decides the fields in which nothing doubtful is left`() async throws {
    let names = [name(hidden: false, 1), name(hidden: false, 2)]
    let ledger = try ledger([(names[0], "12(3)4"), (names[1], "(3)2(8)4")])
    let desk = try desk(ledger)
    let carpet = try await desk.carpet(of: nil, for: "anna")
    #expect(carpet?.character == "3" && carpet?.waiting == ["3": 2, "8": 1])
    let boxes = (carpet?.boxes ?? []).map { box in
      CarpetAnswer.Box(id: box.id, box: box.box, character: box.id == id(names[1]) ? "5" : "3")
    }
    let outcome = try await desk.answer(CarpetAnswer(boxes: boxes), by: "anna")
    #expect(outcome.saved == 2 && outcome.fieldsDecided == 1)
    #expect(try value(ledger, names[0]) == ["confirmed", "1234"])
    let item = try field(try await desk.next(for: "anna"))
    #expect(item.cells.map(\.character) == ["5", "2", "8", "4"])
    #expect(item.cells.map(\.mustType) == [false, false, true, false])
    let answer = FieldAnswer(id: item.id, action: .save, cells: ["5", "2", "8", "4"], typed: [2])
    #expect(try await desk.answer(answer, by: "anna") == .saved(agrees: nil))
    #expect(try value(ledger, names[1]) == ["corrected", "5284"])
    _ = try await desk.undo(by: "anna")
    _ = try await desk.undo(by: "anna")
    #expect(await desk.waiting.fields == 2)
    #expect(try await desk.carpet(of: "3", for: "anna")?.boxes.count == 2)
  }

  @Test func `a box that is left to the field view waits there`() async throws {
    let names = [name(hidden: false, 1), name(hidden: false, 2)]
    let ledger = try ledger(names.map { ($0, "12(3)4") })
    let desk = try desk(ledger)
    let carpet = try #require(try await desk.carpet(of: nil, for: "anna"))
    let boxes = carpet.boxes.map { box in
      CarpetAnswer.Box(id: box.id, box: box.box, character: box.id == id(names[0]) ? "?" : "3")
    }
    let outcome = try await desk.answer(CarpetAnswer(boxes: boxes), by: "anna")
    #expect(outcome.saved == 1 && outcome.fieldsDecided == 1 && outcome.gone == 0)
    #expect(try await desk.carpet(of: nil, for: "anna") == nil)
    #expect(try field(try await desk.next(for: "anna")).document == names[0])
    #expect(try value(ledger, names[0]) == ["review", ""])
  }

  @Test func `a carpet keeps from others only what it shows`() async throws {
    let names = (1...70).map { name(hidden: false, $0) }
    let desk = try desk(try ledger(names.map { ($0, "12(3)4") }))
    #expect(try await desk.carpet(of: nil, for: "anna")?.boxes.count == 60)
    #expect(try await desk.carpet(of: nil, for: "ben")?.boxes.count == 10)
    #expect(try await desk.carpet(of: nil, for: "carl")?.boxes.isEmpty == true)
  }

  @Test func `what is put aside comes last, with its note`() async throws {
    let names = [name(hidden: false, 1), name(hidden: false, 2)]
    let desk = try desk(try ledger(names.map { ($0, "12(3)4") }))
    let first = try field(try await desk.next(for: "anna"))
    _ = try await desk.answer(FieldAnswer(id: first.id, action: .aside, note: "ask the bank"), by: "anna")
    let second = try field(try await desk.next(for: "anna"))
    #expect(second.id != first.id)
    _ = try await desk.answer(FieldAnswer(id: second.id, action: .illegible), by: "anna")
    let again = try field(try await desk.next(for: "anna"))
    #expect(again.id == first.id && again.note == "ask the bank")
    _ = try await desk.undo(by: "anna")
    // Whatever is put aside again goes behind the others.
    for id in [first.id, second.id] {
      let item = try field(try await desk.open(id, for: "anna"))
      _ = try await desk.answer(FieldAnswer(id: item.id, action: .aside, note: "again"), by: "anna")
    }
    #expect(try field(try await desk.next(for: "anna")).id == first.id)
  }

  @Test func `a page is shown only while its scan has the bytes that were read`() throws {
    let path = FilePath(scratch.path).appending("scan.tif")
    try Files.write(Array("as read".utf8), to: path)
    let file = ScanFile(path: path.string, sha256: try Files.sha256(path))
    #expect(ReviewDesk.isAsRead(file))
    try Files.write(Array("another".utf8), to: path)
    #expect(!ReviewDesk.isAsRead(file))
    #expect(!ReviewDesk.isAsRead(ScanFile(path: path.string + "-gone", sha256: file.sha256)))
  }

  @Test func `a page that fits no form becomes one, is to be scanned again, or is none`() async throws {
    let ledger = try ledger([])
    for document in ["a", "b", "c"] {
      try ledger.register([
        ScanRecord(
          document: document, path: "/scans/" + document, sha256: document,
          identity: FileIdentity(device: 1, inode: 1, size: 1, modified: 1), pageCount: 1)
      ])
      let likely = ["second", "removed"].map {
        LikelyForm(form: $0, residual: 0.1, edgesFound: 0.4)
      }
      let failure = FailureRecord(page: 1, code: "no-form", message: "fits none", likely: likely)
      try ledger.store([
        (document, PageRecord(page: 1, outcome: .failed(failure, crop: nil), basis: "", fields: []))
      ])
    }
    let desk = try desk(ledger)
    let actions: [(PageAnswer.Action, String?)] = [(.form, "small"), (.rescan, nil), (.notAForm, nil)]
    for (action, form) in actions {
      let item = try #require(try await desk.next(for: "anna", pages: true))
      guard case .page(let page) = item else { throw Missing() }
      #expect(page.forms.map(\.form) == ["second", "small"] && page.forms.map(\.edgesFound) == [0.4, 0])
      #expect(
        try await desk.answer(PageAnswer(id: item.id, action: action, form: form), by: "anna")
          == .saved(agrees: nil))
    }
    try ledger.writeOutputs(model: "", templates: [:])
    #expect(
      try scratch.text("out/failures.csv").split(separator: "\r\n").dropFirst() == ["b,1,no-form,fits none"])
    #expect(try ledger.reviewedFields().map(\.field) == ["number", "free"])
    let item = try field(try await desk.next(for: "anna"))
    #expect(item.document == "a" && item.isBlind && item.cells.count == 4)
    let answer = FieldAnswer(id: item.id, action: .save, cells: ["0", "0", "1", "2"], typed: [0, 1, 2, 3])
    #expect(try await desk.answer(answer, by: "anna") == .saved(agrees: nil))
    #expect(try value(ledger, "a") == ["corrected", "0012"])
    for _ in 0..<4 { _ = try await desk.undo(by: "anna") }
    #expect(try ledger.reviewedFields().isEmpty)
    let waiting = await desk.waiting
    #expect(waiting.fields == 0 && waiting.pages == 3)
  }

  @Test func `any document can be found and its accepted fields changed`() async throws {
    let name = name(hidden: true, 1)
    let ledger = try ledger([(name, "1234")])
    try ledger.redecide { _, _, _, fields in
      fields.map { field in
        var field = field
        field.status = .accepted
        return field
      }
    }
    let desk = try desk(ledger)
    #expect(try await desk.next(for: "anna") == nil)
    let found = try await desk.find(String(name.prefix(3)))
    #expect(found.first?.fields.first?.value == "1234")
    let item = try field(try await desk.open(id(name), for: "anna"))
    #expect(!item.isBlind && item.value == "1234")
    let answer = FieldAnswer(id: item.id, action: .save, cells: ["1", "2", "3", "9"], typed: [0, 1, 2, 3])
    _ = try await desk.answer(answer, by: "anna")
    #expect(try value(ledger, name) == ["corrected", "1239"])
    #expect(try await desk.find("nowhere").isEmpty)
  }
}
