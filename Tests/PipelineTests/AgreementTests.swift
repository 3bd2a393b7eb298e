import Forms
import Ledger
import NumberFormats
import Pipeline
import Testing

@Suite("Values of a page that must agree") struct AgreementTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    try folder.write("models/digits.onnx", "")
  }

  private func load(_ rules: String, type: String = "amount") throws -> Configuration {
    let fields = ["a", "b", "c"].enumerated().map { row, name in
      """
      { "name": "\(name)", "type": "\(type)", "boxes":
        { "x": 10, "y": \(10 + 20 * row), "width": 5, "height": 7, "count": 8 } }
      """
    }
    let text = """
      { "forms": [ { "name": "f", "page": { "width": 100, "height": 100 },
        "fields": [ \(fields.joined(separator: ",")) ], "agrees": [ \(rules) ] } ] }
      """
    return try Configuration.load(path: folder.write("pipeline.json", text))
  }

  /// The fields of a page that `values` were read as: empty for a blank one, `?` for one that waits.
  private func page(_ values: [String]) -> [FieldRecord] {
    zip(["a", "b", "c"], values).map { name, value in
      let reading = FieldReading(text: value, isValid: value != "?", confidence: 1, alternatives: [])
      let status: FieldStatus = value == "?" ? .review : value.isEmpty ? .blank : .accepted
      return FieldRecord(
        id: name, field: name, type: "amount", reading: reading, status: status,
        reasons: value == "?" ? ["low-confidence"] : ["repaired"], characters: [], crop: nil)
    }
  }

  private func clashing(_ rule: String, _ values: [String], type: String = "amount") throws -> [String] {
    let configuration = try load(rule, type: type)
    let plan = try FormPlan(template: configuration.forms[0], configuration: configuration)
    var page = page(values)
    plan.settle(&page)
    let clashing = page.filter { $0.reasons.contains("disagrees") }
    #expect(clashing.allSatisfy { $0.status == .review && $0.reasons == ["repaired", "disagrees"] })
    return clashing.map(\.field)
  }

  @Test func `what two are to key waits, however sure, after it was told what agrees`() throws {
    var configuration = try load(#"{ "sum": ["a", "b"], "total": "c" }"#)
    configuration.forms[0].fields[0].doubleKey = true
    let plan = try FormPlan(template: configuration.forms[0], configuration: configuration)
    var page = page(["1.00", "2.50", "3.51"])
    plan.settle(&page)
    plan.awaitTwo(&page)
    #expect(
      page.map(\.reasons) == [["repaired", "disagrees", "double-key"]]
        + Array(repeating: ["repaired", "disagrees"], count: 2))
    for (value, status) in [("1.00", FieldStatus.review), ("?", .review), ("", .blank)] {
      var page = self.page([value, "", ""])
      plan.awaitTwo(&page)
      #expect(page[0].status == status && page[0].reasons.contains("double-key") == (status == .review))
    }
  }

  @Test(
    arguments: [
      (["1.00", "2.50", "3.50"], []), (["1.00", "2.50", "3.51"], ["a", "b", "c"]),
      (["3.50", "", "3.50"], []),
      (["1.00", "?", "3.50"], []), (["1.00", "2.50", ""], []), (["", "", "3.50"], ["c"]),
    ] as [([String], [String])])
  func `a total is the sum of what it totals`(values: [String], clash: [String]) throws {
    #expect(try clashing(#"{ "sum": ["a", "b"], "total": "c" }"#, values) == clash)
  }

  @Test(
    arguments: [
      (["1.00", "1.00", "2.00"], ["a", "b", "c"]), (["1.00", "", "1.00"], []),
      (["1.00", "?", "2.00"], ["a", "c"]),
    ] as [([String], [String])])
  func `what is written twice is the same`(values: [String], clash: [String]) throws {
    #expect(try clashing(#"{ "same": ["a", "b", "c"] }"#, values) == clash)
  }

  @Test(
    arguments: [
      (["2026-01-31", "2026-02-01", "2026-02-01"], []), (["2026-01-31", "", "2025-12-31"], ["a", "c"]),
    ] as [([String], [String])])
  func `dates keep their order`(values: [String], clash: [String]) throws {
    #expect(try clashing(#"{ "ascending": ["a", "b", "c"] }"#, values, type: "date") == clash)
  }

  @Test(arguments: [
    (#"{ "sum": ["a", "b"] }"#, "total"), (#"{ "same": ["a", "d"] }"#, "same"),
    (#"{ "same": ["a"] }"#, "same"), (#"{ "same": ["a", "a"] }"#, "same"),
    (#"{ "ascending": ["a", "b"], "total": "c" }"#, "total"), (#"{ }"#, ""),
    (#"{ "equal": ["a", "b"] }"#, "equal"),
  ])
  func `a rule that cannot be is told by its key`(rule: String, key: String) {
    #expect {
      try load(rule)
    } throws: { error in
      let paths = (error as? ConfigurationError)?.problems.map(\.keyPath) ?? []
      return paths.contains("forms[0].agrees[0]" + (key.isEmpty ? "" : "." + key))
    }
  }

  @Test func `only what has an order is ordered`() {
    #expect(throws: ConfigurationError.self) { try load(#"{ "ascending": ["a", "b"] }"#, type: "text") }
    #expect(throws: ConfigurationError.self) { try load(#"{ "sum": ["a"], "total": "b" }"#, type: "date") }
  }
}
