import Foundation
import Testing

/// What an operator and a script see when a batch does not go as planned.
@Suite("An operator") struct OperatorTests {
  private let scratch: Scratch
  private let config: String
  private var out: String { scratch.path("out") }

  init() throws {
    scratch = try Scratch()
    config = Program.repository.appendingPathComponent("pipeline.json").path
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: out + "/" + name)), as: UTF8.self)
  }

  @Test("of several faults all are told at once, and the first by the contract is the exit code")
  func faults() throws {
    let bad = try scratch.write("bad.json", #"{ "version": 1, "audit": { "share": 7 } }"#)
    let file = try scratch.write("file", "")
    let cases: [([String], Int32, [String])] = [
      (["run", "no-such", "--config", bad, "--jobs", "0"], 9, ["audit.share", "forms"]),
      (
        ["run", "no-such", "also-none", "--out", file + "/out", "--jobs", "0"], 5,
        ["no-such", "also-none", "--jobs 0", "file"]
      ),
      (["run", "no-such", "--out", out, "--form", "none"], 1, ["no-such", "--form none"]),
      (["run", "no-such", "also-none", "--out", out], 2, ["no-such", "also-none"]),
    ]
    for (arguments, code, words) in cases {
      let ended = try Program.run(arguments)
      #expect(ended.code == code, "\(arguments)")
      for word in words { #expect(ended.errors.contains(word), "\(ended.errors)") }
    }
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  /// The sample configuration with other limits and absolute paths.
  private func configuration(limits: String) throws -> String {
    let whole = try String(contentsOfFile: config, encoding: .utf8)
    let start = try #require(whole.range(of: "\"limits\": {"))
    let end = try #require(whole.range(of: "}", range: start.upperBound..<whole.endIndex))
    let root = Program.repository.path
    let changed = whole.replacingCharacters(
      in: start.lowerBound..<end.upperBound, with: "\"limits\": { \(limits) }")
    let absolute = changed.replacingOccurrences(of: "\"models/", with: "\"\(root)/models/")
      .replacingOccurrences(of: "\"samples/", with: "\"\(root)/samples/")
    return try scratch.write("limits.json", absolute)
  }

  @Test("a page over a limit is named with the limit") func limits() throws {
    let scans = try scratch.samples("transfer-batch.tif", "transfer-grey.tif", "exam-sideways.tif")
    let cases = [
      ("\"megapixels\": 2", "transfer-grey.tif,1,limit,", "megapixels"),
      ("\"pages\": 2", "transfer-batch.tif,,limit,", "2 pages"),
      ("\"secondsPerPage\": 0.001", "exam-sideways.tif,1,timeout,", "limits.secondsPerPage"),
    ]
    for (limits, row, word) in cases {
      let path = try configuration(limits: limits)
      #expect(try Program.run(["run", scans, "--config", path, "--out", out, "--jobs", "1"]).code == 4)
      let line = try #require(try text("failures.csv").split(separator: "\r\n").first { $0.hasPrefix(row) })
      #expect(line.contains(word))
    }
  }

  @Test("a worker that cannot start is exit code 7, and nothing is lost by it") func noWorker() throws {
    let scans = try scratch.samples("exam-sideways.tif")
    // A configuration that can be read once only: the workers find nothing.
    let path = try configuration(limits: "\"pages\": 9")
    let ended = try Program.runShell("\(Program.path) run \(scans) --config <(cat \(path)) --out \(out)")
    #expect(ended.code == 7 && ended.errors.contains("workers cannot be kept alive"))
    #expect(try Program.run(["run", scans, "--config", path, "--out", out]).code == 0)
  }

  @Test("decided characters are exported as pictures with labels, and read back") func crops() throws {
    let scans = try scratch.samples("transfer-grey.tif", "exam-sideways.tif", "transfer-stray-ink.tif")
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    let queue = scratch.path("queue.csv")
    #expect(try Program.run(["review", out, "--export", queue]).code == 0)
    var lines = try String(contentsOfFile: queue, encoding: .utf8).split(separator: "\r\n").map(String.init)
    var digits = 0
    for (index, line) in lines.enumerated().dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard cells[4] == "number" || cells[4] == "betalingskenmerk", cells[5].allSatisfy(\.isNumber) else {
        continue
      }
      digits += cells[5].count
      lines[index] = (cells.dropLast(3) + ["confirm", "", ""]).joined(separator: ",")
    }
    #expect(digits > 0)
    try Data((lines.joined(separator: "\r\n") + "\r\n").utf8).write(to: URL(fileURLWithPath: queue))
    #expect(try Program.run(["review", out, "--import", queue]).code == 0)
    for name in ["digits-images-idx3-ubyte", "more-images.idx3.gz"] {
      let file = scratch.path(name)
      let ended = try Program.run(["export", out, "--format", "crops", "--output", file])
      #expect(
        ended.code == 0 && ended.output.isEmpty && ended.errors.contains("\(digits) decided characters"))
      #expect(try Program.run(["classify", file]).lines.count == digits + 1)
    }
    #expect(FileManager.default.fileExists(atPath: scratch.path("digits-labels-idx1-ubyte")))
    #expect(FileManager.default.fileExists(atPath: scratch.path("more-labels.idx1.gz")))
    let written = try Program.run([
      "synthesize", "--form", "exam-sheet", "--glyphs", scratch.path("digits-images-idx3-ubyte"), "--pages",
      "1",
      "--out", scratch.path("pages"),
    ])
    #expect(written.code == 0, "\(written.errors)")
    #expect(try Program.run(["export", out, "--format", "crops"]).code == 1)
  }

  @Test("an export that cannot be written hands nothing on") func export() throws {
    let scans = try scratch.samples("exam-sideways.tif")
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    #expect(try Program.run(["export", out, "--new", "--output", out + "/none/rows.csv"]).code == 5)
    let full = try Program.runShell("\(Program.path) export \(out) --new > /dev/full")
    #expect(full.code == 5)
    #expect(try Program.run(["export", out, "--new"]).lines.count > 1)
    #expect(try Program.run(["export", out, "--new"]).lines.count == 1)
  }

  @Test("kills at random moments leave nothing that differs") func kills() throws {
    let script = Program.repository.appendingPathComponent("scripts/kill-test").path
    let ended = try Program.runShell("\(script) \(Program.path) 10 24")
    #expect(ended.code == 0, "\(ended.output) \(ended.errors)")
    #expect(ended.output.contains("10 kills"))
  }
}
