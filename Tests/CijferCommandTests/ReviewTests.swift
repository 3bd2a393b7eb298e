import Foundation
import Testing

@Suite("Review without a browser") struct ReviewTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
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
    let id = String(lines[1].split(separator: separator.first ?? ",")[0].filter { $0 != "\u{FEFF}" })
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
    let table = "id,decision,value,note\n\(amount[0]),correct,\"1.234,5\",\n\(date[0]),correct,23-11-2026,\n"
    try Data(table.utf8).write(to: URL(fileURLWithPath: file))
    let taken = try Program.run(["review", out, "--import", file])
    #expect(taken.code == 0)
    #expect(taken.errors.contains("line 2: the value fails its format (length); kept as typed"))
    #expect(try text(out + "/fields.csv").contains(",date,2026-11-23,corrected,"))
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
