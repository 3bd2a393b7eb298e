import Foundation
import Testing

@Suite("Review without a browser") struct ReviewTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  /// The options of a configuration whose promise hardly any field keeps.
  private func everythingWaits(_ scratch: Scratch) throws -> [String] {
    let root = Program.repository.path
    let forms = ["bank-transfer", "exam-sheet"].map { "\"\(root)/samples/forms/\($0).json\"" }.joined(
      separator: ",")
    let models =
      "{ \"digits\": \"\(root)/models/digits.onnx\", \"letters\": \"\(root)/models/letters.onnx\" }"
    let text = "{ \"models\": \(models), \"accept\": { \"fieldError\": 1e-12 }, \"forms\": [\(forms)] }"
    return ["--config", try scratch.write("pipeline.json", text)]
  }

  /// The queue's rows: line → cells; the samples hold no quoted commas.
  private func rows(_ table: String) -> [[String]] {
    table.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test(
    "a table is exported, filled in, imported; the next run leaves the decisions alone",
    arguments: [false, true])
  func roundTrip(excel: Bool) throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-stray-ink.tif")
    let (out, file) = (scratch.path("out"), scratch.path("queue.csv"))
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    #expect(try Program.run(["review", out, "--export", file] + (excel ? ["--excel"] : [])).code == 0)
    let table = try text(file)
    let separator = excel ? ";" : ","
    #expect(table.contains(["id", "document", "page", "field", "type"].joined(separator: separator)))
    let queued = try text(out + "/review.jsonl").split(separator: "\n").count
    let lines = table.split(separator: "\r\n").map(String.init)
    #expect(lines.count == queued + 1 && queued > 0)

    // The first waiting field is corrected, the others stay open.
    var changed = lines
    #expect(changed[1].hasSuffix(String(repeating: separator, count: 3)))
    changed[1] = changed[1].dropLast(2) + "illegible" + separator + separator + "a blot"
    let id = String(lines[1].split(separator: separator.first ?? ",")[0].filter { $0.isHexDigit })
    try Data(changed.joined(separator: "\r\n").utf8).write(to: URL(fileURLWithPath: file))
    let taken = try Program.run(["review", out, "--import", file, "--reviewer", "anna"])
    #expect(taken.code == 0 && taken.errors.contains("1 decisions taken"))
    #expect(try text(out + "/review.jsonl").split(separator: "\n").count == queued - 1)
    #expect(try !text(out + "/review.jsonl").contains(id))
    #expect(try text(out + "/fields.csv").contains(",illegible,"))

    #expect(try Program.run(["run", scans, "--out", out, "--rerun", "--verify"]).code == 0)
    #expect(try text(out + "/fields.csv").contains(",illegible,"))
  }

  @Test("a correction is made canonical, one that fails is kept as typed and named") func corrections() throws
  {
    let scratch = try Scratch()
    let scans = try scratch.samples(
      "transfer-wrong-checksum.tif", "transfer-stray-ink.tif", "transfer-copied.tif")
    let (out, file) = (scratch.path("out"), scratch.path("queue.csv"))
    _ = try Program.run(["run", scans, "--out", out])
    _ = try Program.run(["review", out, "--export", file])
    let waiting = rows(try text(file)).dropFirst()
    let amount = try #require(waiting.first { $0[4] == "amount" })
    let date = try #require(waiting.first { $0[4] == "date" })
    let table =
      "id,decision,value,note\n\(amount[0]),correct,\"1.234,567\",\n\(date[0]),correct,23-11-2026,\n"
    try Data(table.utf8).write(to: URL(fileURLWithPath: file))
    let taken = try Program.run(["review", out, "--import", file])
    #expect(taken.code == 0)
    #expect(taken.errors.contains("line 2: the value fails its format (length); kept as typed"))
    #expect(try text(out + "/fields.csv").contains(",date,2026-11-23,corrected,"))
  }

  /// The rows of the queue of a transfer and an exam sheet, read into `out` and exported as `queue.csv`.
  private func queued(_ scratch: Scratch, _ config: [String]) throws -> [[String]] {
    let scans = try scratch.samples("transfer-copied.tif", "exam-sideways.tif")
    let (out, file) = (scratch.path("out"), scratch.path("queue.csv"))
    _ = try Program.run(["run", scans, "--out", out, "-q"] + config)
    _ = try Program.run(["review", out, "--export", file] + config)
    return Array(rows(try text(file)).dropFirst())
  }

  @Test(
    "what a spreadsheet makes of values is understood, or refused where nobody can tell",
    arguments: [
      ("amount", "1.234,5", "1234.50"), ("amount", "12,5", "12.50"), ("amount", "12", "12.00"),
      ("date", "2026-11-23", "2026-11-23"), ("date", "11/04/2026", nil), ("date", "23/04/2026", "2026-04-23"),
      ("number", "3,94356E+06", nil), ("number", "943560", nil), ("number", "'0943560", "0943560"),
      ("number", "=\"0943560\"", "0943560"),
    ] as [(String, String, String?)]) func spreadsheet(type: String, written: String, value: String?) throws
  {
    let scratch = try Scratch()
    let (out, file) = (scratch.path("out"), scratch.path("queue.csv"))
    let config = try everythingWaits(scratch)
    let queue = try queued(scratch, config)
    let row = try #require(queue.first { $0[4] == type })
    let cell = "\"" + written.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    try scratch.write("queue.csv", "id;decision;value;note\n\(row[0]);correct;\(cell);\n")
    let taken = try Program.run(["review", out, "--import", file] + config)
    #expect(taken.code == (value == nil ? 4 : 0), "\(taken.errors)")
    #expect(!taken.errors.contains("kept as typed"))
    if let value { #expect(try text(out + "/fields.csv").contains(",\(value),corrected,")) }
  }

  @Test(
    "a table that went through a spreadsheet is read, however that writes it",
    arguments: [
      // LibreOffice, comma, LF; a note of two lines; columns that nobody named.
      "id,decision,value,note,,\nID,correct,0943560,\"two\nlines\",,\n,,,,,\n",
      // Excel, semicolons, byte order mark; columns moved; capitals; blank rows.
      "\u{FEFF}note;value;id;Decision\r\nsaid \"\"so\"\";\"=\"\"0943560\"\"\";\"=\"\"ID\"\"\"; Correct \r\n;;;\r\n\r\n",
      // Old line ends; the columns that are needed; rows cut short.
      "value;decision;id\r'0943560;correct;ID\r;;\r",
    ]) func dialects(table: String) throws
  {
    let scratch = try Scratch()
    let (out, file, config, id) = try number(in: scratch)
    try Data(table.replacingOccurrences(of: "ID", with: id).utf8).write(to: URL(fileURLWithPath: file))
    let taken = try Program.run(["review", out, "--import", file] + config)
    #expect(taken.code == 0 && taken.errors.contains("1 decisions taken"), "\(taken.errors)")
    #expect(try text(out + "/fields.csv").contains(",0943560,corrected,"))
  }

  @Test("a comma without quotes, and a note that is not UTF-8") func commas() throws {
    let scratch = try Scratch()
    let (out, file, config, id) = try number(in: scratch)
    try Data("id,decision,value,note\n\(id),correct,0943,560,\n".utf8).write(to: URL(fileURLWithPath: file))
    let refused = try Program.run(["review", out, "--import", file] + config)
    #expect(refused.code == 4 && refused.errors.contains("line 2: more cells than the header has"))
    let latin = Data("id,decision,value,note\n\(id),correct,0943560,caf".utf8) + [0xE9, 0x0A]
    try latin.write(to: URL(fileURLWithPath: file))
    #expect(try Program.run(["review", out, "--import", file] + config).code == 0)
  }

  /// A batch with its table's file, its configuration, and the id of a number of seven digits that waits.
  private func number(in scratch: Scratch) throws -> (
    out: String, file: String, config: [String], id: String
  ) {
    let scans = try scratch.samples("exam-sideways.tif")
    let (out, file, config) = (scratch.path("out"), scratch.path("queue.csv"), try everythingWaits(scratch))
    _ = try Program.run(["run", scans, "--out", out, "-q"] + config)
    _ = try Program.run(["review", out, "--export", file] + config)
    return (out, file, config, try #require(rows(try text(file)).dropFirst().first { $0[3] == "student" })[0])
  }

  @Test("where two must key it, a table neither shows the reading nor decides alone") func keyedTwice() throws
  {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-red-boxes.jpg")
    let (out, file) = (scratch.path("out"), scratch.path("queue.csv"))
    let root = Program.repository.path
    let form = try text(root + "/samples/forms/bank-transfer.json")
      .replacingOccurrences(of: "\"name\": \"iban\",", with: "\"name\": \"iban\", \"doubleKey\": true,")
    let config = [
      "--config",
      try scratch.write(
        "pipeline.json",
        "{ \"models\": { \"digits\": \"\(root)/models/digits.onnx\", \"letters\": \"\(root)/models/letters.onnx\" }, \"forms\": [\(form)] }"
      ),
    ]
    _ = try Program.run(["run", scans, "--out", out, "-q"] + config)
    _ = try Program.run(["review", out, "--export", file] + config)
    let row = try #require(rows(try text(file)).first { $0[3] == "iban" })
    #expect(row[5] == "" && row[6] == "" && row[7].contains("double-key"))
    func hand(_ decision: String, by reviewer: String) throws -> Program.Ended {
      try scratch.write("queue.csv", "id,decision,value,note\n\(row[0]),\(decision),\n")
      return try Program.run(["review", out, "--import", file, "--reviewer", reviewer] + config)
    }
    #expect(try hand("confirm,", by: "anna").errors.contains("two must key it"))
    for reviewer in ["anna", "anna", "ben"] {
      #expect(try !text(out + "/fields.csv").contains("confirmed"))
      #expect(try hand("correct,\(try truth(of: "transfer-red-boxes.jpg", "iban"))", by: reviewer).code == 0)
    }
    #expect(try text(out + "/fields.csv").contains(",confirmed,"))
  }

  private func truth(of document: String, _ field: String) throws -> String {
    let lines = try text(Program.repository.path + "/samples/truth.csv").split(separator: "\r\n")
    return try #require(rows(lines.joined(separator: "\r\n")).first { $0[0] == document && $0[2] == field })[
      3]
  }

  @Test(
    "a reading is confirmed as the table shows it, or as a spreadsheet writes it",
    arguments: [
      ("number", "3943560", "3943560", 0), ("number", "3943560", "3,94356E+06", 0),
      ("number", "3943560", "3943561", 4), ("date", "2041-07-01", "1-7-2041", 0),
      ("date", "2041-07-01", "1-7-2042", 4),
    ] as [(String, String, String, Int32)])
  func stale(type: String, read: String, shown: String, code: Int32) throws {
    let scratch = try Scratch()
    let (out, file) = (scratch.path("out"), scratch.path("queue.csv"))
    let config = try everythingWaits(scratch)
    let queue = try queued(scratch, config)
    let row = try #require(queue.first { $0[4] == type && $0[5] == read })
    try scratch.write("queue.csv", "id,reading,decision\n\(row[0]),\"\(shown)\",confirm\n")
    let taken = try Program.run(["review", out, "--import", file] + config)
    #expect(taken.code == code, "\(taken.errors)")
    #expect(taken.errors.contains("line 2: the table shows “\(shown)”") == (code == 4))
    #expect(try text(out + "/fields.csv").contains(",\(read),confirmed,") == (code == 0))
  }

  @Test("tasks that Label Studio gives back are taken, all or none") func labelStudio() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-copied.tif")
    let (out, file) = (scratch.path("out"), scratch.path("tasks.json"))
    let config = try everythingWaits(scratch)
    _ = try Program.run(["run", scans, "--out", out, "-q"] + config)
    #expect(try Program.run(["export", out, "--format", "label-studio", "--output", file]).code == 0)
    var tasks = try #require(
      try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(fileURLWithPath: file)))
        as? [[String: Any]])
    #expect(tasks.count == 4)
    func annotation(_ text: String?, cancelled: Bool = false) -> [String: Any] {
      let result: [String: Any] =
        text.map { ["from_name": "value", "to_name": "image", "type": "textarea", "value": ["text": [$0]]] }
        ?? ["from_name": "state", "to_name": "image", "type": "choices", "value": ["choices": ["illegible"]]]
      return ["result": [result], "was_cancelled": cancelled, "lead_time": 2.5, "completed_by": 1]
    }
    func field(_ index: Int) -> String { (tasks[index]["data"] as? [String: Any])?["field"] as? String ?? "" }
    let amount = try #require(tasks.indices.first { field($0) == "amount" })
    let others = tasks.indices.filter { $0 != amount }
    tasks[amount]["annotations"] = [annotation("12,34"), annotation("12,34")]
    tasks[others[0]]["annotations"] = [annotation(nil)]
    tasks[others[1]]["annotations"] = [annotation("1", cancelled: true)]
    func hand(_ tasks: [[String: Any]]) throws -> Program.Ended {
      try JSONSerialization.data(withJSONObject: tasks).write(to: URL(fileURLWithPath: file))
      return try Program.run(["review", out, "--import", file, "--reviewer", "anna"] + config)
    }
    var bad = tasks
    bad[others[2]]["annotations"] = [annotation("1"), annotation("2")]
    let refused = try hand(bad)
    #expect(refused.code == 4 && refused.errors.contains("task \(others[2] + 1): its annotations differ"))
    #expect(try !text(out + "/fields.csv").contains(",corrected,"))
    #expect(try hand(tasks).code == 0)
    let fields = try text(out + "/fields.csv")
    #expect(fields.contains(",amount,12.34,corrected,") && fields.contains(",illegible,"))
    #expect(try text(out + "/review.jsonl").split(separator: "\n").count == 2)
  }

  @Test("a table with any bad row is refused whole, each row named") func refused() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-stray-ink.tif")
    let (out, file) = (scratch.path("out"), scratch.path("queue.csv"))
    _ = try Program.run(["run", scans, "--out", out])
    _ = try Program.run(["review", out, "--export", file])
    let before = try text(out + "/fields.csv")
    let id = rows(try text(file))[1][0]
    let table = """
      id,decision,value,note
      \(id),illegible,,
      \(id),illegible,,
      nobody,illegible,,
      \(id),perhaps,,
      \(id),correct,,
      \(id),,12,
      """
    try Data(table.utf8).write(to: URL(fileURLWithPath: file))
    let refused = try Program.run(["review", out, "--import", file])
    #expect(refused.code == 4)
    for line in 3...7 { #expect(refused.errors.contains("line \(line):"), "\(refused.errors)") }
    #expect(!refused.errors.contains("line 2:"))
    #expect(try text(out + "/fields.csv") == before)
    #expect(try Program.run(["review", scratch.path("nothing"), "--export", file]).code == 5)
    #expect(try Program.run(["review", out, "--import", scratch.path("nothing.csv")]).code == 2)
  }
}
