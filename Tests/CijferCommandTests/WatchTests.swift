import Foundation
import Testing

@Suite("Watch") struct WatchTests {
  /// Waits until `condition` holds, at most half a minute.
  private func wait(until condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<300 {
      if try condition() { return true }
      Thread.sleep(forTimeInterval: 0.1)
    }
    return false
  }

  @Test("a file is read once it has stopped growing; an interruption keeps what was read") func grows() throws
  {
    let scratch = try Scratch()
    let inbox = try scratch.samples("transfer-grey.tif")
    let out = scratch.path("out")
    let whole = try Data(
      contentsOf: Program.repository.appendingPathComponent("samples/scans/exam-sideways.tif"))
    let process = try Program.start(["watch", inbox, "--out", out])
    defer { process.terminate() }
    func fields() -> String { (try? String(contentsOfFile: out + "/fields.csv", encoding: .utf8)) ?? "" }

    // Grows for three seconds: longer than a look at the folder takes.
    let growing = URL(fileURLWithPath: inbox + "/exam-sideways.tif")
    for part in 1...6 {
      try whole.prefix(whole.count * part / 6).write(to: growing)
      Thread.sleep(forTimeInterval: 0.5)
    }
    #expect(wait { fields().contains("exam-sideways.tif,1,exam-sheet") })
    #expect(fields().contains("transfer-grey.tif,1,bank-transfer"))
    #expect(try !String(contentsOfFile: out + "/failures.csv", encoding: .utf8).contains("exam-sideways.tif"))

    // A file that goes is no fault, nor does its reading go.
    try FileManager.default.removeItem(at: growing)
    try FileManager.default.copyItem(
      at: Program.repository.appendingPathComponent("samples/scans/envelope-1.jpg"),
      to: URL(fileURLWithPath: inbox + "/envelope-1.jpg"))
    #expect(wait { fields().contains("envelope-1.jpg,1,envelope") })
    #expect(fields().contains("exam-sideways.tif,1,exam-sheet"))
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
  }

  @Test("a folder that is not there ends with 2") func missing() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["watch", scratch.path("nothing"), "--out", scratch.path("out")]).code == 2)
  }
}
