import Foundation
import Testing

@Suite("A batch") struct BatchTests {
  private func text(_ folder: String, _ name: String) throws -> String {
    String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name)), as: UTF8.self
    )
  }

  private func mode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test("leaves the contract's files, its owner's alone") func files() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-grey.tif", "truncated.tif", "exam-duplex.tif")
    let out = scratch.path("out")
    let ended = try Program.run(["run", scans, "--out", out])
    #expect(ended.code == 4)
    #expect(ended.output.isEmpty)
    let fields = try text(out, "fields.csv")
    #expect(fields.hasPrefix("document,page,form,field,value,status,confidence,reading,reasons\r\n"))
    let lines = fields.split(separator: "\r\n")
    #expect(
      lines.dropFirst().allSatisfy {
        $0.hasPrefix("exam-duplex.tif,1,exam-sheet,") || $0.hasPrefix("transfer-grey.tif,1,bank-transfer,")
      })
    #expect(
      try text(out, "failures.csv").split(separator: "\r\n").dropFirst().map { $0.prefix(25) } == [
        "truncated.tif,,truncated,"
      ])
    for line in try text(out, "review.jsonl").split(separator: "\n") {
      let entry = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let crop = try #require(entry["crop"] as? String)
      #expect(FileManager.default.fileExists(atPath: out + "/" + crop))
    }
    #expect(try JSONSerialization.jsonObject(with: Data(text(out, "run.json").utf8)) is [String: Any])
    #expect(try mode(out) == 0o700)
    for name in ["ledger.sqlite", "fields.csv", "review.jsonl", "failures.csv", "run.json"] {
      #expect(try mode(out + "/" + name) == 0o600)
    }
  }

  @Test("what a killed run left of run.json is gone once the batch has ended") func draft() throws {
    let scratch = try Scratch()
    let out = scratch.path("out")
    let scans = try scratch.samples("exam-sideways.tif")
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    try scratch.write("out/run.json.tmp", "{")
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    #expect(!FileManager.default.fileExists(atPath: out + "/run.json.tmp"))
  }

  @Test("damage in a field's rows fails the page by name; elsewhere it passes with a reason") func damage()
    throws
  {
    let scratch = try Scratch()
    let scan = try Data(
      contentsOf: Program.repository.appendingPathComponent("samples/scans/transfer-grey.tif"))
    try FileManager.default.createDirectory(atPath: scratch.path("scans"), withIntermediateDirectories: true)
    // Strips of 64 rows at 300 dpi: 125 to 130 mm from the top, where the amount begins, and 216 to 222 mm.
    for (name, strip) in [("in", 23), ("off", 40)] {
      try Self.damaged(scan, strip: strip).write(to: URL(fileURLWithPath: scratch.path("scans/\(name).tif")))
    }
    let out = scratch.path("out")
    for arguments in [[scratch.path("scans")], []] {
      #expect(try Program.run(["run"] + arguments + ["--out", out]).code == 4)
      let rows = try text(out, "fields.csv").split(separator: "\r\n").dropFirst()
      #expect(rows.count == 4)
      #expect(rows.allSatisfy { $0.hasPrefix("off.tif,1,bank-transfer,") && $0.hasSuffix("damaged") })
      let failures = try text(out, "failures.csv").split(separator: "\r\n").dropFirst()
      #expect(failures.count == 1)
      #expect(
        failures.allSatisfy {
          $0.hasPrefix("in.tif,1,") && $0.contains("bank-transfer's amount lies there")
        })
    }
  }

  /// A little-endian TIFF with one strip overwritten by codes that no table holds.
  private static func damaged(_ scan: Data, strip: Int) throws -> Data {
    var bytes = [UInt8](scan)
    func number(_ place: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let directory = number(4, 4)
    let entry = try #require(
      (0..<number(directory, 2)).map { directory + 2 + 12 * $0 }.first { number($0, 2) == 273 })
    let start = number(number(entry + 8, 4) + 4 * strip, 4)
    for index in start + 40..<start + 120 { bytes[index] = 0xFF }
    return Data(bytes)
  }

  @Test("read again reads nothing again; the number of workers changes nothing") func again() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-batch.tif", "exam-sideways.tif", "envelope-1.jpg")
    var outputs: [[String]] = []
    for jobs in ["1", "3"] {
      let out = scratch.path("out\(jobs)")
      #expect(try Program.run(["run", scans, "--out", out, "--jobs", jobs]).code == 0)
      outputs.append(try ["fields.csv", "review.jsonl", "failures.csv"].map { try text(out, $0) })
      let second = try Program.run(["run", scans, "--out", out])
      #expect(second.code == 0)
      #expect(second.errors.contains("0 read now"))
      #expect(try ["fields.csv", "review.jsonl", "failures.csv"].map { try text(out, $0) } == outputs.last)
    }
    #expect(outputs[0] == outputs[1])
  }

  @Test("what waits goes to Label Studio, the least sure first") func labelStudio() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-stray-ink.tif", "transfer-copied.tif")
    let out = scratch.path("out")
    _ = try Program.run(["run", scans, "--out", out])
    let ended = try Program.run(["export", out, "--format", "label-studio"])
    #expect(ended.code == 0)
    let tasks = try #require(
      JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [[String: Any]])
    #expect(try tasks.count == text(out, "review.jsonl").split(separator: "\n").count && tasks.count > 1)
    let scores = tasks.compactMap { ($0["predictions"] as? [[String: Any]])?.first?["score"] as? Double }
    #expect(scores.count == tasks.count && scores == scores.sorted())
    for task in tasks {
      let image = try #require((task["data"] as? [String: Any])?["image"] as? String)
      let path = try #require(image.split(separator: "=").last)
      #expect(FileManager.default.fileExists(atPath: out + "/" + path))
    }
    #expect(try Program.run(["export", out, "--format", "label-studio", "--new"]).code == 1)
  }

  @Test("--dry-run makes nothing, --strict ends with 10 where something waits") func flags() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-stray-ink.tif")
    let out = scratch.path("out")
    let dry = try Program.run(["run", scans, "--out", out, "--dry-run"])
    #expect(dry.code == 0)
    #expect(dry.errors.contains("1 scans, 1 of them to read"))
    #expect(!FileManager.default.fileExists(atPath: out))
    #expect(try Program.run(["run", scans, "--out", out, "--strict"]).code == 10)
    #expect(try Program.run(["run", scans, "--out", out, "--strict", "--dry-run"]).code == 0)
  }

  @Test("an output that cannot be made ends with 5, before anything is read") func noOutput() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("exam-faint.jpg")
    let file = try scratch.write("file", "")
    #expect(try Program.run(["run", scans, "--out", file + "/out"]).code == 5)
  }

  @Test("the output may not lie among the scans; a list may come on standard input") func places() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("exam-faint.jpg")
    let config = Program.repository.appendingPathComponent("pipeline.json").path
    let folder = URL(fileURLWithPath: scans)
    // A link that leads back among them is no way round.
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link"), withDestinationPath: scans)
    for out in ["out", ".", "deep/er", scratch.path("link") + "/out"] {
      let refused = try Program.run(["run", ".", "--config", config, "--out", out], in: folder)
      #expect(refused.code == 1 && refused.errors.contains("lies inside the input"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scans) == ["exam-faint.jpg"])
    let listed = try Program.run(
      ["run", "-", "--config", config, "--out", scratch.path("listed")], input: "./exam-faint.jpg\n",
      in: folder)
    #expect(listed.code == 0)
    #expect(try text(scratch.path("listed"), "fields.csv").contains("\r\nexam-faint.jpg,1,"))
  }

  @Test("the same bytes twice are read once") func duplicates() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("exam-faint.jpg")
    try FileManager.default.copyItem(atPath: scans + "/exam-faint.jpg", toPath: scans + "/b.jpg")
    let out = scratch.path("out")
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    #expect(
      try text(out, "failures.csv")
        == "document,page,code,message\r\nexam-faint.jpg,,duplicate,same bytes as b.jpg\r\n")
  }

  @Test("is exported as CSV, for a spreadsheet, as JSON lines") func export() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-grey.tif", "transfer-skewed.tif")
    let out = scratch.path("out")
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    let fields = try text(out, "fields.csv")
    #expect(try Program.run(["export", out]).output == fields)
    let excel = try Program.run(["export", out, "--format", "excel"]).output
    #expect(excel.hasPrefix("\u{FEFF}document;page;form;field;value;status;confidence;reading;reasons\r\n"))
    let objects = try Program.run(["export", out, "--format", "jsonl"]).lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects.count == 8)
    #expect(Set(objects.map { Set($0.keys) }).count == 1)
    let file = scratch.path("rows.csv")
    #expect(try Program.run(["export", out, "--new", "--output", file]).code == 0)
    #expect(try scratch.text("rows.csv") == fields)
    #expect(try Program.run(["export", out, "--new"]).lines.count == 1)
    let missing = try Program.run(["export", scratch.path("nowhere")])
    #expect(missing.code == 5)
  }

  @Test("is evaluated against the truth") func evaluate() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("exam-faint.jpg")
    let out = scratch.path("out")
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    let truth = try scratch.write(
      "truth.csv", "document,page,field,value\nexam-faint.jpg,1,student,0\nlost.tif,1,student,1234567\n")
    let ended = try Program.run(["evaluate", out, "--truth", truth])
    #expect(
      ended.lines.first
        == "type,fields,read_right,accepted,accepted_wrong,wrong_low95,wrong_high95,chars,chars_right")
    #expect(ended.lines.last?.hasPrefix("number,2,0,") == true)
  }
}
