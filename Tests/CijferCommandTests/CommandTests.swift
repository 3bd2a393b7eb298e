import Foundation
import Testing

@Suite("Commands") struct CommandTests {
  @Test(
    "every command helps on standard output",
    arguments: [
      [], ["run"], ["export"], ["check"], ["classify"], ["inspect"], ["evaluate"], ["forms"],
      ["forms", "check"],
      ["synthesize"], ["worker"],
    ])
  func help(_ command: [String]) throws {
    let ended = try Program.run(command + ["--help"])
    #expect(ended.code == 0)
    #expect(ended.output.contains("USAGE: cijfer"))
    #expect(ended.errors.isEmpty)
  }

  @Test(
    "bad arguments end with 1 and say so on standard error",
    arguments: [
      ["nonsense"], ["run", "--nonsense"], ["run", "--jobs", "0", "x"], ["check"], ["check", "shoe", "1"],
      ["check", "number", "--check", "crc", "1"], ["inspect"], ["export", "x", "--format", "xml"],
      ["synthesize", "--out", "x"],
    ])
  func badArguments(_ arguments: [String]) throws {
    let ended = try Program.run(arguments)
    #expect(ended.code == 1)
    #expect(ended.output.isEmpty)
    #expect(!ended.errors.isEmpty)
  }

  @Test(
    "what does not exist ends with 2 and is named",
    arguments: [
      ["run", "no-such.tif", "--out", "/tmp/never-made"], ["classify", "no-such"], ["inspect", "no-such"],
      ["evaluate", "no-such", "--truth", "no-such"],
    ])
  func missing(_ arguments: [String]) throws {
    let ended = try Program.run(arguments)
    #expect(ended.code == 2)
    #expect(ended.errors.contains("no-such"))
    #expect(!FileManager.default.fileExists(atPath: "/tmp/never-made"))
  }

  @Test(
    "a folder where a file is expected is refused by name",
    arguments: [
      (["forms", "check", "samples"], 9), (["run", "samples/scans", "--config", "samples", "--dry-run"], 9),
      (["classify", "samples"], 2), (["inspect", "samples"], 2), (["worker", "--config", "samples"], 9),
      (["watch", "README.md", "--out", "/tmp/never-made"], 2),
    ] as [([String], Int32)]) func folders(_ arguments: [String], _ code: Int32) throws
  {
    let ended = try Program.run(arguments)
    #expect(ended.code == code, "\(ended.errors)")
    #expect(ended.errors.contains(arguments[0] == "watch" ? "README.md: is not a folder" : "samples"))
  }

  @Test("standard output that takes nothing is told of, with 5") func fullOutput() throws {
    for line in ["check bsn 111222333", "check bsn 111222334", "--version", "forms check"] {
      let ended = try Program.runShell("\(Program.path) \(line) >/dev/full")
      #expect(ended.code == 5)
      #expect(ended.errors.contains("standard output cannot be written: No space left"), "\(ended.errors)")
    }
  }

  @Test("a list on standard input may be ended by NUL, as find writes it") func nulList() throws {
    let scans = ["transfer-grey.tif", "transfer-copied.tif"].map { "samples/scans/\($0)" }
    let ended = try Program.run(
      ["run", "-", "--dry-run", "--out", "/tmp/never-made"], input: scans.map { $0 + "\0" }.joined())
    #expect(ended.code == 0)
    #expect(ended.errors.contains("2 scans, 2 of them to read"))
  }

  @Test("what stands at the place of an output stays: a link, a device, a pipe") func outputPlaces() throws {
    let scratch = try Scratch()
    let (link, target, pipe) = (scratch.path("link"), scratch.path("target"), scratch.path("pipe"))
    try scratch.write("target", "old")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
    #expect(try Program.run(["forms", "print", "--output", link]).code == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target")
    let printed = try Data(contentsOf: URL(fileURLWithPath: target))
    #expect(printed.starts(with: Array("%PDF".utf8)))
    let piped = try Program.runShell(
      "mkfifo \(pipe) && (\(Program.path) forms print --output \(pipe) & timeout 30 cat \(pipe)) | wc -c")
    #expect(piped.output == "\(printed.count)\n")
    let folder = try Program.run(["forms", "print", "--output", scratch.url.path])
    #expect(folder.code == 5)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted() == [
        "link", "pipe", "target",
      ])
  }

  @Test("control characters of a name do not reach the terminal")
  func controlCharacters() throws {
    let ended = try Program.run(["inspect", "no\u{1B}[2J\nsuch"])
    #expect(ended.code == 2)
    #expect(ended.errors.hasPrefix(#"cijfer: no\u{1B}[2J\nsuch: "#), "\(ended.errors)")
    #expect(ended.errors.filter { $0 == "\n" }.count == 1)
  }

  // MARK: check

  @Test(
    "check says what it makes of each value",
    arguments: [
      (["iban", "nl91 abna 0417 1643 00"], "valid\tNL91ABNA0417164300", 0),
      (["iban", "NL91ABNA0417164301"], "invalid\tchecksum", 4),
      (["iban", "NL91ABNA041716430"], "invalid\tlength", 4),
      (["iban", "--country", "NL", "DE89370400440532013000"], "invalid\tcomponent", 4),
      (["date", "31022026"], "invalid\tcomponent", 4), (["date", "23112026"], "valid\t2026-11-23", 0),
      (["postcode", "--country", "NL", "1234ab"], "valid\t1234 AB", 0),
      (["number", "--check", "luhn", "79927398713"], "valid\t79927398713", 0),
      (["number", "--length", "6", "12345"], "invalid\tlength", 4),
      (["amount", "1234.56"], "valid\t1234.56", 0), (["number", "12x"], "invalid\tformat", 4),
    ])
  func check(_ arguments: [String], _ verdict: String, _ code: Int32) throws {
    let ended = try Program.run(["check"] + arguments)
    #expect(ended.output == "\(arguments.last ?? "")\t\(verdict)\n")
    #expect(ended.code == code)
    #expect(ended.errors.isEmpty)
  }

  @Test("check says a value with a line end on one line") func checkLineEnds() throws {
    let ended = try Program.run(["check", "iban", "NL91\nABNA0417164300"])
    #expect(ended.output == "NL91\\nABNA0417164300\tvalid\tNL91ABNA0417164300\n")
  }

  @Test("check reads lines of standard input, in order") func checkLines() throws {
    let ended = try Program.run(["check", "bsn"], input: "111222333\n111222334\n")
    #expect(ended.lines == ["111222333\tvalid\t111222333", "111222334\tinvalid\tchecksum"])
    #expect(ended.code == 4)
  }

  // MARK: forms

  @Test("forms check names the forms, or every fault with its key path") func forms() throws {
    let fine = try Program.run(["forms", "check"])
    #expect(fine.code == 0)
    #expect(fine.lines.first == "bank-transfer\tiban kenmerk amount date")
    let scratch = try Scratch()
    let path = try scratch.write(
      "bad.json",
      #"{ "version": 1, "formz": [], "audit": { "share": 7 }, "models": { "digits": "none.onnx" } }"#)
    let bad = try Program.run(["forms", "check", path])
    #expect(bad.code == 9)
    for key in ["formz", "forms", "audit.share"] { #expect(bad.errors.contains("  \(key)")) }
  }

  @Test("a model file that is none ends with 9") func badModel() throws {
    let glyphs = "samples/glyphs/digits-images-idx3-ubyte.gz"
    #expect(try Program.run(["classify", glyphs, "--model", "README.md"]).code == 9)
  }

  // MARK: classify

  @Test("classify reads most of the samples' digits, a line each") func classify() throws {
    let ended = try Program.run(["classify", "samples/glyphs/digits-images-idx3-ubyte.gz"])
    #expect(ended.code == 0)
    let lines = ended.lines
    #expect(lines.first == "index,label,confidence,junk")
    #expect(lines.count == 1921)
    // The digits of each font stand in order, twelve of each.
    let labels = lines.dropFirst().compactMap { $0.split(separator: ",").dropFirst().first }
    let right = labels.enumerated().count { $0.element == "\($0.offset / 12 % 10)" }
    #expect(right > 1800)
    let rows = lines.dropFirst().map { $0.split(separator: ",") }
    #expect(rows.allSatisfy { $0.count == 4 && $0[2].count == 8 && $0[3].count == 8 })
    #expect(rows.enumerated().allSatisfy { $0.element[0] == "\($0.offset)" })
  }

  @Test("classify says that an empty picture is no character") func classifyEmpty() throws {
    let scratch = try Scratch()
    let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]
    let path = scratch.path("empty-idx3-ubyte")
    try Data(header + Array(repeating: 0, count: 784)).write(to: URL(fileURLWithPath: path))
    let ended = try Program.run(["classify", path])
    #expect(ended.output.hasSuffix(",1.000000\r\n"))
  }

  @Test("classify of a file that is no picture ends with 4") func classifyNothing() throws {
    let ended = try Program.run(["classify", "README.md"])
    #expect(ended.code == 4)
    #expect(ended.errors.contains("README.md"))
  }

  // MARK: inspect

  @Test("inspect draws a page and prints its fields") func inspect() throws {
    let scratch = try Scratch()
    let ended = try Program.run([
      "inspect", "samples/scans/transfer-grey.tif", "--output", scratch.path("page.png"),
    ])
    #expect(ended.code == 0)
    #expect(ended.lines.count == 5)
    let picture = try Data(contentsOf: scratch.url.appendingPathComponent("page.png"))
    #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test("forms preview draws a template where it lies, and says how well it fits") func preview() throws {
    let scratch = try Scratch()
    let picture = scratch.path("preview.png")
    let scan = "samples/scans/transfer-skewed.tif"
    let ended = try Program.run(["forms", "preview", scan, "--output", picture])
    #expect(ended.code == 0 && ended.output.hasPrefix("bank-transfer\t0."))
    let signature = try Data(contentsOf: URL(fileURLWithPath: picture)).prefix(4)
    #expect(signature == Data([0x89, 0x50, 0x4E, 0x47]))
    #expect(try Program.run(["forms", "preview", scan, "--form", "nobody"]).code == 1)
    #expect(
      try Program.run(["forms", "preview", scan, "--form", "exam-sheet", "--output", picture]).code == 4)
    #expect(try Program.run(["forms", "preview", "no-such.tif"]).code == 2)
  }

  @Test("inspect of a page that is no form ends with 4, of one that is not there with 1")
  func inspectNothing() throws {
    let scratch = try Scratch()
    let output = scratch.path("page.png")
    let letter = try Program.run(["inspect", "samples/scans/letter.tif", "--output", output])
    #expect(letter.code == 4)
    #expect(FileManager.default.fileExists(atPath: output))
    #expect(try Program.run(["inspect", "samples/scans/letter.tif", "--page", "2"]).code == 1)
  }

  @Test("inspect --features draws a character's way through the network and prints its layers")
  func features() throws {
    let scratch = try Scratch()
    let ended = try Program.run([
      "inspect", "--features", "samples/glyphs/digits-images-idx3-ubyte.gz", "--output",
      scratch.path("f.png"),
    ])
    #expect(ended.code == 0)
    #expect(ended.lines.first?.hasPrefix("layer") == true)
    #expect(ended.lines.last?.hasPrefix("total") == true)
    #expect(try Data(contentsOf: scratch.url.appendingPathComponent("f.png")).count > 1000)
    #expect(try Program.run(["inspect", "--features", "x", "y.tif"]).code == 1)
  }

  // MARK: synthesize

  @Test("synthesize gives the same bytes again, and other ones for another seed") func synthesize() throws {
    let scratch = try Scratch()
    func make(_ name: String, seed: String) throws -> [String: Data] {
      let ended = try Program.run([
        "synthesize", "--form", "envelope", "--pages", "3", "--seed", seed, "--glyphs",
        "samples/glyphs/digits-images-idx3-ubyte.gz", "samples/glyphs/letters-images-idx3-ubyte.gz", "--out",
        scratch.path(name),
      ])
      #expect(ended.code == 0)
      let folder = scratch.url.appendingPathComponent(name)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      return try Dictionary(
        uniqueKeysWithValues: files.map { ($0, try Data(contentsOf: folder.appendingPathComponent($0))) })
    }
    let first = try make("a", seed: "5")
    #expect(first.count == 4)
    #expect(try make("b", seed: "5") == first)
    #expect(try make("c", seed: "6") != first)
  }

  // MARK: worker

  @Test("worker answers a line a line, in order, and outlives bad ones") func worker() throws {
    let input = """
      {"id":"a","path":"samples/scans/transfer-batch.tif","pages":[2,3]}
      {"id":"b","path":"no-such.tif"}
      nonsense
      {"id":"c","path":"samples/scans/exam-duplex.tif","form":"exam-sheet"}

      """
    let ended = try Program.run(["worker"], input: input)
    #expect(ended.code == 0)
    let answers = try ended.lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(answers.count == 4)
    #expect(answers.map { $0["id"] as? String } == ["a", "b", nil, "c"] || answers[2]["id"] as? String == "")
    let first = try #require(answers[0]["pages"] as? [[String: Any]])
    #expect(first.map { $0["page"] as? Int } == [2, 3])
    #expect(answers[0]["pageCount"] as? Int == 3)
    #expect((answers[1]["failures"] as? [[String: Any]])?.first?["code"] as? String == "unreadable")
  }
}
