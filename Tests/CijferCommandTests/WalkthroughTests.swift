import Foundation
import Testing

/// The commands of documents that lead somebody step by step, run as they stand there.
@Suite("Walkthroughs") struct WalkthroughTests {
  @Test(
    "docs/first-hour.md: from an installed cijfer to a reviewed batch of one's own form, nothing accepted wrong"
  )
  func firstHour() throws {
    let ended = try Program.runShell("scripts/first-hour '\(Program.path)'")
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.contains(" 0 of them wrong"), "\(ended.output)")
  }

  @Test(
    "docs/own-model.md: from reviewed characters to a network of one's own that reads them better",
    .enabled(if: Self.hasPackages, "Python's numpy, scipy, onnx and onnxruntime are not installed"))
  func ownModel() throws {
    let ended = try Program.runShell("scripts/own-model '\(Program.path)'")
    #expect(ended.code == 0, "\(ended.output)\(ended.errors)")
  }

  @Test(
    "random templates are found on their prints and scans as they are, within 0.3 mm",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftoppm"), "there is no pdftoppm"))
  func prints() throws {
    let ended = try Program.runShell("scripts/print-figures '\(Program.path)' 3")
    #expect(ended.code == 0, "\(ended.output)\(ended.errors)")
  }

  private static let hasPackages: Bool = {
    let line = "$(command -v python || command -v python3) -c 'import numpy, scipy, onnx, onnxruntime'"
    return (try? Program.runShell(line))?.code == 0
  }()
}
