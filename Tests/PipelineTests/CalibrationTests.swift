import FieldDecoding
import FoundationEssentials
import Ledger
import NumberFormats
import Pipeline
import Testing

@Suite("accept.calibration") struct CalibrationTests {
  private let form = """
    { "name": "f", "page": { "width": 210, "height": 297 }, "fields": [ { "name": "n", "type": "number", "length": 2,
      "boxes": { "x": 25, "y": 70, "width": 5, "height": 7, "count": 2 } } ] }
    """

  private func calibration(_ change: (inout Calibration) -> Void = { _ in }) throws -> String {
    let data = LabelledData(source: .truth, sha256: "t", fields: 3000, documents: 3000, date: "2026-11-25")
    var calibration = Calibration(
      accept: Configuration.Acceptance.standard.promise, models: ["digits": "d"], forms: ["f": "g"],
      types: [
        "number": TypeCalibration(
          threshold: 0.9995, n: 3000, errors: 0, bound: 0.000999, data: data,
          confidences: ConfidenceHistogram())
      ])
    change(&calibration)
    return String(decoding: try calibration.encoded(), as: UTF8.self)
  }

  private func load(_ text: String, accept: String = "\"calibration\": \"c.json\"") throws -> Configuration {
    let scratch = try Scratch()
    try scratch.write("digits.onnx", "x")
    try scratch.write("c.json", text)
    let path = try scratch.write(
      "pipeline.json",
      "{ \"models\": { \"digits\": \"digits.onnx\" }, \"accept\": { \(accept) }, \"forms\": [ \(form) ] }")
    return try Configuration.load(path: path)
  }

  @Test("is read, and its threshold holds for its type") func read() throws {
    let configuration = try load(try calibration())
    let found = try #require(configuration.calibration(of: .number))
    #expect(configuration.accept.threshold(found) == 0.9995)
    #expect(configuration.calibration(of: .iban) == nil)
    #expect(configuration.calibration?.sha256.count == 64)
  }

  @Test("what it does not promise is a problem of the configuration") func conflicts() throws {
    func problem(_ text: String, _ accept: String = "\"calibration\": \"c.json\"") throws -> String? {
      do {
        _ = try load(text, accept: accept)
        return nil
      } catch let error as ConfigurationError {
        #expect(error.problems.map(\.keyPath) == ["accept.calibration"])
        return error.problems.first?.message
      }
    }
    let named = "\"calibration\": \"c.json\""
    #expect(
      try problem(calibration(), named + ", \"fieldError\": 0.0001")?.contains("0.0001 is asked") == true)
    #expect(try problem(calibration(), named + ", \"fieldError\": 0.01") == nil)
    #expect(try problem(calibration(), named + ", \"writerError\": 0.02")?.contains("writerError") == true)
    #expect(try problem(calibration(), named + ", \"repair\": \"review\"")?.contains("repair") == true)
    #expect(try problem("{}")?.contains("is no calibration") == true)
    #expect(try problem(calibration { $0.types["number"]?.errors = 7 })?.contains("7 errors") == true)
    #expect(try problem(calibration(), "\"calibration\": \"none.json\"")?.contains("cannot be read") == true)
  }

  @Test("a field's own acceptance cannot name one") func fieldsOwn() throws {
    let own = form.replacing(
      "\"length\": 2,", with: "\"length\": 2, \"accept\": { \"calibration\": \"c.json\" },")
    let scratch = try Scratch()
    try scratch.write("digits.onnx", "x")
    let path = try scratch.write(
      "pipeline.json", "{ \"models\": { \"digits\": \"digits.onnx\" }, \"forms\": [ \(own) ] }")
    #expect(throws: ConfigurationError.self) { try Configuration.load(path: path) }
  }
}
