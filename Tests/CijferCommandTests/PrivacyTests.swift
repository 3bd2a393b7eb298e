import Foundation
import Testing

/// What stands on a form stands in DIR's files that are for it, and in no log.
@Suite("Privacy") struct PrivacyTests {
  private let scratch: Scratch
  private let scans: String
  private var out: String { scratch.path("out") }

  init() throws {
    scratch = try Scratch()
    scans = try scratch.samples(
      "transfer-grey.tif", "transfer-wrong-checksum.tif", "transfer-stray-ink.tif", "exam-sideways.tif",
      "letter.tif", "truncated.tif", "envelope-1.jpg")
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: out + "/" + name)), as: UTF8.self)
  }

  /// Values and readings long enough not to stand somewhere by chance, with and without what only separates.
  private func secrets() throws -> [String] {
    let rows = try text("fields.csv").split(separator: "\r\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let found = rows.flatMap { [$0[4], $0[7]] }.flatMap { [$0, $0.filter { $0.isLetter || $0.isNumber }] }
    return Set(found).filter { $0.count >= 5 }.sorted()
  }

  private func holdsNone(_ secrets: [String], _ text: String) -> Bool {
    !secrets.contains { text.localizedCaseInsensitiveContains($0) }
  }

  @Test("no value of a form is in what run says, nor in failures.csv and run.json") func run() throws {
    let loud = try Program.run(["run", scans, "--out", out])
    #expect(loud.code == 4 && loud.output.isEmpty)
    let secrets = try secrets()
    #expect(secrets.count > 15)
    #expect(try !holdsNone(secrets, text("fields.csv")))
    let quiet = try Program.run(["run", scans, "--out", out, "--rerun", "-q"])
    #expect(quiet.code == 4 && quiet.errors.isEmpty)
    for said in [loud.errors, try text("failures.csv"), try text("run.json")] {
      #expect(holdsNone(secrets, said))
    }
    // A table whose columns were shifted has values where decisions should stand.
    let queue = try Program.run(["review", out, "--export", scratch.path("queue.csv")])
    #expect(queue.code == 0)
    let table = try scratch.text("queue.csv").replacingOccurrences(of: ",,,\r\n", with: ",12345678,,\r\n")
    let refused = try Program.run(["review", out, "--import", try scratch.write("shifted.csv", table)])
    #expect(refused.code == 4 && holdsNone(secrets + ["12345678"], refused.errors), "\(refused.errors)")
  }

  @Test("nor in what watch says") func watch() throws {
    let log = scratch.path("log")
    let line = "exec timeout --signal=INT 8 \(Program.path) watch \(scans) --out \(out) 2> \(log)"
    _ = try Program.runShell(line)
    let said = try scratch.text("log")
    #expect(said.contains("letter.tif") && said.contains("documents"), "\(said)")
    #expect(try holdsNone(secrets(), said))
  }
}
