import FieldDecoding
import Ledger
import NumberFormats
import Pipeline
import Testing

/// One row of the contract's rules.
struct Rule: Sendable, CustomTestStringConvertible {
  var name: String
  /// What the boxes show, best first, with the best's share.
  var boxes: [(Character, Float)]
  var best: String
  var isValid = true
  var probability = 0.9999
  var second = 0.0
  var strayInk = false
  var hasList = false
  var acceptsRepaired = true
  var status: FieldStatus
  var reasons: [Reason]

  var testDescription: String { name }

  func judge(auditShare: Double = 0, id: String = String(repeating: "f", count: 32)) -> Judgement {
    let decider = Decider(
      format: SumOfSeven(), hasList: hasList, acceptsRepaired: acceptsRepaired, threshold: 0.999,
      auditShare: auditShare)
    let evidence = boxes.map { box($0.0, $0.1) }
    let posterior = FieldPosterior(
      best: Hypothesis(symbols: symbols(best), value: best, isValid: isValid, probability: probability),
      alternatives: [Hypothesis(symbols: symbols("70"), value: "70", isValid: true, probability: second)],
      boxwise: evidence.map(\.likeliest), validMass: 0.5)
    return decider.decide(posterior, boxes: evidence, hasStrayInk: strayInk, id: id)
  }
}

private let rules: [Rule] = [
  Rule(
    name: "sure and valid", boxes: [("3", 0.999), ("4", 0.999)], best: "34", status: .accepted, reasons: []),
  Rule(
    name: "at the threshold", boxes: [("3", 0.999), ("4", 0.999)], best: "34", probability: 0.999,
    status: .accepted, reasons: []),
  Rule(
    name: "below the threshold", boxes: [("3", 0.999), ("4", 0.999)], best: "34", probability: 0.9989,
    status: .review, reasons: [.lowConfidence]),
  Rule(
    name: "a second value near", boxes: [("3", 0.6), ("4", 0.999)], best: "34", probability: 0.8,
    second: 0.15,
    status: .review, reasons: [.lowConfidence, .ambiguous]),
  Rule(
    name: "repaired", boxes: [("9", 0.5), ("4", 0.999)], best: "34", status: .accepted, reasons: [.repaired]),
  Rule(
    name: "repaired, to be reviewed", boxes: [("9", 0.5), ("4", 0.999)], best: "34", acceptsRepaired: false,
    status: .review, reasons: [.repaired]),
  Rule(
    name: "repaired and doubtful", boxes: [("9", 0.5), ("4", 0.999)], best: "34", probability: 0.9,
    status: .review, reasons: [.lowConfidence, .repaired]),
  Rule(
    name: "invalid, however sure", boxes: [("3", 0.999), ("5", 0.999)], best: "35", isValid: false,
    status: .review, reasons: [.checksum]),
  Rule(
    name: "valid but for the list", boxes: [("3", 0.999), ("4", 0.999)], best: "34", isValid: false,
    hasList: true,
    status: .review, reasons: [.notInList]),
  Rule(
    name: "invalid for no known reason", boxes: [("3", 0.999), ("4", 0.999)], best: "34", isValid: false,
    status: .review, reasons: [.format]),
  Rule(
    name: "a box empty", boxes: [("3", 0.999), ("_", 0.999)], best: "3_", isValid: false, status: .review,
    reasons: [.checksum, .blankBox]),
  Rule(
    name: "an empty box filled by the checksum", boxes: [("3", 0.999), ("_", 0.9)], best: "34",
    status: .review,
    reasons: [.repaired, .blankBox]),
  Rule(
    name: "a crossed-out box", boxes: [("3", 0.999), ("?", 0.9)], best: "3?", isValid: false, status: .review,
    reasons: [.notACharacter]),
  Rule(
    name: "a crossed-out box filled by the checksum", boxes: [("3", 0.999), ("?", 0.6)], best: "34",
    status: .review, reasons: [.repaired, .notACharacter]),
  Rule(
    name: "a box a little likelier no character, read as one with the checksum",
    boxes: [("3", 0.999), ("?", 0.2)], best: "34", status: .accepted, reasons: [.repaired]),
  Rule(
    name: "stray ink beside a sure value", boxes: [("3", 0.999), ("4", 0.999)], best: "34", strayInk: true,
    status: .accepted, reasons: []),
  Rule(
    name: "stray ink beside a doubtful value", boxes: [("3", 0.999), ("4", 0.999)], best: "34",
    probability: 0.5,
    strayInk: true, status: .review, reasons: [.lowConfidence, .strayInk]),
]

@Suite struct DeciderTests {
  @Test(arguments: rules) func `fields are accepted and wait as the contract says`(rule: Rule) {
    let judgement = rule.judge()
    #expect(judgement.status == rule.status)
    #expect(judgement.reasons == rule.reasons)
    #expect(judgement.reading.text == rule.best)
    #expect(judgement.reading.confidence == rule.probability)
  }

  @Test(arguments: rules) func `only accepted fields are drawn for a look`(rule: Rule) {
    let drawn = rule.judge(auditShare: 1)
    #expect(drawn.status == (rule.status == .accepted ? .audit : rule.status))
    #expect(drawn.reasons == (rule.status == .accepted ? rule.reasons + [.sampled] : rule.reasons))
  }

  @Test func `the draw follows the id and keeps its share`() {
    let ids = (0..<20_000).map { FieldIdentity.id(sha256: "x", page: $0, form: "f", field: "n") }
    let drawn = ids.filter { AuditDraw.isDrawn(id: $0, share: 0.01) }
    #expect((140...260).contains(drawn.count))
    #expect(drawn == ids.filter { AuditDraw.isDrawn(id: $0, share: 0.01) })
    #expect(Set(drawn).isSubset(of: ids.filter { AuditDraw.isDrawn(id: $0, share: 0.02) }))
    #expect(!ids.contains { AuditDraw.isDrawn(id: $0, share: 0) })
    #expect(ids.allSatisfy { AuditDraw.isDrawn(id: $0, share: 1) })
  }

  private func blank(
    _ boxes: [BoxEvidence], required: Bool = false, validMass: Double = 0, strayInk: Bool = false
  )
    -> Judgement
  {
    Decider(format: SumOfSeven(), required: required, threshold: 0.999)
      .decideBlank(boxes, validMass: validMass, writerError: 0.01, strayInk)
  }

  @Test func `a field without ink is blank, a required one waits`() {
    let boxes = Array(repeating: box("_", 0.999), count: 8)
    #expect(blank(boxes).status == .blank)
    #expect(blank(boxes).reasons.isEmpty)
    #expect(blank(boxes).reading.text.isEmpty)
    #expect(blank(boxes, required: true).status == .review)
    #expect(blank(boxes, required: true).reasons == [.blankBox])
  }

  @Test func `boxes that may hold ink make an empty field wait`() {
    #expect(blank([box("_", 0.999), box("_", 0.6)], validMass: 0.1).reasons == [.lowConfidence])
    #expect(blank([box("_", 0.999), box("_", 0.999)], strayInk: true).reasons == [.strayInk])
  }

  @Test func `a printed constant is not asked, unless something else stands there for sure`() {
    let decider = Decider(format: SumOfSeven(), threshold: 0.999)
    func judge(_ value: String, _ probability: Double) -> Judgement {
      let best = Hypothesis(symbols: symbols(value), value: value, isValid: true, probability: probability)
      let posterior = FieldPosterior(
        best: best, alternatives: [], boxwise: symbols(value), validMass: 1)
      return decider.decidePreprinted(posterior, constant: "34")
    }
    #expect(judge("34", 0.9).status == .accepted)
    #expect(judge("70", 0.9).status == .accepted)
    #expect(judge("70", 0.9).reading.text == "34")
    #expect(judge("70", 0.995).reasons == [.registration])
    #expect(judge("70", 0.9995).status == .review)
  }

  @Test func `reasons keep the contract's order`() {
    let words =
      "low-confidence ambiguous checksum format repaired not-in-list blank-box stray-ink not-a-character"
    let order = (words + " registration duplicate-value disagrees sampled").split(separator: " ").map(
      String.init)
    #expect(Reason.allCases.sorted().map(\.rawValue) == order + ["double-key", "damaged"])
  }
}
