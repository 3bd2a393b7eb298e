import Foundation
import Glibc
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

  @Test("a full disk is told once and waited for; inputs are left as they are", .enabled(if: getuid() == 0))
  func fullDisk() throws {
    let scratch = try Scratch()
    let inbox = try scratch.samples("exam-sideways.tif")
    let before = try FileManager.default.attributesOfItem(atPath: inbox + "/exam-sideways.tif")
    // A small file system of its own, where the system allows one; it grows after a while.
    let script = """
      mount -t tmpfs -o size=40k tmpfs $0 || exit 77
      "$1" watch "$2" --out $0/out 2> $3 & watch=$!
      for i in $(seq 100); do sleep 0.1; grep -q 'disk is full' $3 && break; done
      sleep 3
      mount -o remount,size=64m $0
      for i in $(seq 400); do sleep 0.1; grep -qs exam-sheet $0/out/fields.csv && break; done
      kill -INT $watch; wait $watch
      grep -c exam-sheet $0/out/fields.csv
      """
    let disk = scratch.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    let log = scratch.path("log")
    let line =
      "unshare -m bash -c '\(script.replacingOccurrences(of: "'", with: "'\\''"))' "
      + "\(disk) \(Program.path) \(inbox) \(log)"
    let ended = try Program.runShell(line)
    if ended.code == 77 || ended.errors.contains("unshare") { return }
    #expect(ended.lines == ["2"], "\(ended.errors)")
    #expect(try scratch.text("log").components(separatedBy: "disk is full").count == 2)
    let after = try FileManager.default.attributesOfItem(atPath: inbox + "/exam-sideways.tif")
    #expect(after[.modificationDate] as? Date == before[.modificationDate] as? Date)
    #expect(try FileManager.default.contentsOfDirectory(atPath: inbox) == ["exam-sideways.tif"])
  }

  @Test("what can never work ends at once") func refused() throws {
    let scratch = try Scratch()
    let inbox = try scratch.samples("exam-sideways.tif")
    #expect(try Program.run(["watch", inbox, "--out", inbox + "/out"]).code == 1)
    #expect(try Program.run(["watch", inbox, "--out", scratch.path("out"), "--form", "none"]).code == 1)
  }

  @Test("a folder that is not there ends with 2") func missing() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["watch", scratch.path("nothing"), "--out", scratch.path("out")]).code == 2)
  }
}
