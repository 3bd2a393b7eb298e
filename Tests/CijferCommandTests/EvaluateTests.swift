import Foundation
import Testing

@Suite("Evaluation of a batch") struct EvaluateTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  /// The samples' own truth of one scan.
  private func truth(of scan: String) throws -> String {
    let lines = try text(Program.repository.appendingPathComponent("samples/truth.csv").path)
      .split(separator: "\r\n")
    return ([lines[0]] + lines.filter { $0.hasPrefix(scan + ",") }).map { $0 + "\r\n" }.joined()
  }

  @Test("prints the contract's CSV, writes a page its owner's alone, names what does not go together")
  func report() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-grey.tif", "exam-duplex.tif")
    let (out, page) = (scratch.path("out"), scratch.path("report.html"))
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    let file = try scratch.write("truth.csv", try truth(of: "transfer-grey.tif") + "gone.tif,1,iban,,,\r\n")
    let ended = try Program.run(["evaluate", out, "--truth", file, "--report", page])
    #expect(ended.code == 0)
    #expect(
      ended.lines.first
        == "type,fields,read_right,accepted,accepted_wrong,wrong_low95,wrong_high95,chars,chars_right")
    #expect(ended.lines.contains { $0.hasPrefix("iban,2,1,") })
    #expect(ended.errors.contains("1 document (gone.tif) not in the batch"))
    #expect(ended.errors.contains("1 document (exam-duplex.tif) of the batch not in the truth"))
    #expect(try text(page).hasPrefix("<!doctype html>"))
    let mode = try FileManager.default.attributesOfItem(atPath: page)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test("thresholds change what is accepted without a scan; a calibration for other models is refused")
  func calibrate() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-batch.tif")
    let (out, thresholds) = (scratch.path("out"), scratch.path("thresholds.json"))
    // So loose a promise that a dozen fields can keep it.
    let repository = Program.repository.path
    let sound = try text(repository + "/pipeline.json")
      .replacingOccurrences(of: "\"models/", with: "\"\(repository)/models/")
      .replacingOccurrences(of: "\"samples/", with: "\"\(repository)/samples/")
    func configuration(_ accept: String) throws -> String {
      let changed = sound.replacingOccurrences(
        of: "{ \"fieldError\": 0.001, \"writerError\": 0.01, \"repair\": \"accept\" }", with: "{ \(accept) }")
      return try scratch.write("pipeline.json", changed)
    }
    let loose = "\"fieldError\": 0.499"
    let strict = try configuration("\"fieldError\": 0.001")
    let first = try Program.run(["run", scans, "--config", strict, "--out", out])
    #expect(first.code == 0, "\(first.errors)")
    let file = try scratch.write("truth.csv", try truth(of: "transfer-batch.tif"))
    let few = try Program.run(["evaluate", out, "--truth", file, "--calibrate", thresholds])
    #expect(
      few.code == 0 && few.errors.contains("more usable fields are needed to keep 0.10 %; nothing changed"))
    #expect(!FileManager.default.fileExists(atPath: thresholds))

    _ = try Program.run(["run", "--config", try configuration(loose), "--out", out])
    // Three fields a type are too few for 49.9 %: five are needed.
    let three = try Program.run(["evaluate", out, "--truth", file, "--calibrate", thresholds])
    #expect(three.errors.contains("iban: 2 more usable fields are needed"))
    let named = try configuration(loose + ", \"calibration\": \"thresholds.json\"")
    #expect(try Program.run(["run", "--config", named, "--out", out]).code == 9)

    let run = try #require(
      JSONSerialization.jsonObject(with: Data(text(out + "/run.json").utf8)) as? [String: Any])
    let models = try #require((run["hashes"] as? [String: Any])?["models"] as? [String: String])
    func made(_ models: [String: String]) throws {
      let accept: [String: Any] = ["fieldError": 0.499, "writerError": 0.01, "repair": "accept"]
      let data: [String: Any] = [
        "source": "truth", "sha256": "t", "fields": 9, "documents": 3, "date": "today",
      ]
      let type: [String: Any] = [
        "n": 9, "errors": 9, "bound": 1.0, "data": data, "confidences": Array(repeating: 1, count: 32),
      ]
      let calibration: [String: Any] = [
        "kind": "cijfer calibration", "version": 1, "accept": accept, "models": models,
        "forms": [String: String](),
        "types": ["iban": type],
      ]
      try scratch.write(
        "thresholds.json",
        String(decoding: JSONSerialization.data(withJSONObject: calibration), as: UTF8.self))
    }
    try made(["digits": "another"])
    let refused = try Program.run(["run", "--config", named, "--out", out])
    #expect(refused.code == 9 && refused.errors.contains("made with another model for digits"))
    // No threshold keeps the promise: nothing of the type is accepted, and run.json says whose word it is.
    try made(models)
    #expect(try Program.run(["run", "--config", named, "--out", out]).code == 0)
    #expect(try !text(out + "/fields.csv").contains(",iban,NL"))
    let report = try text(out + "/run.json")
    #expect(report.contains("\"source\" : \"truth\"") && report.contains("thresholds.json"))

    // What another run read otherwise is no ground for one calibration.
    let limited = sound.replacingOccurrences(of: "\"secondsPerPage\": 30", with: "\"secondsPerPage\": 29")
    let other = try scratch.samples("envelope-2.tif") + "/envelope-2.tif"
    let another = try scratch.write("pipeline.json", limited)
    #expect(try Program.run(["run", other, "--config", another, "--out", out]).code == 0)
    let mixed = try Program.run(["evaluate", out, "--truth", file, "--calibrate", thresholds])
    #expect(mixed.code == 9)
    #expect(mixed.errors.contains("transfer-batch.tif, page 1 (first of 3), was not read with the models"))
  }

  @Test("a truth that cannot be used is named by its line") func faults() throws {
    let scratch = try Scratch()
    let out = scratch.path("out")
    let scans = try scratch.samples("envelope-2.tif")
    _ = try Program.run(["run", scans, "--out", out])
    let file = try scratch.write("truth.csv", "document,page,field,value\nenvelope-2.tif,x,postcode,1\n")
    let ended = try Program.run(["evaluate", out, "--truth", file])
    #expect(ended.code == 9 && ended.errors.contains("truth.csv, line 2: page is not a number from 1"))
    #expect(ended.output.isEmpty)
    #expect(try Program.run(["evaluate", out]).code == 1)
    #expect(try Program.run(["evaluate", out, "--truth", scratch.path("none.csv")]).code == 2)
  }
}
