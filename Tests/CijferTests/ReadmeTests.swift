import FoundationEssentials
import Glibc
import Testing

/// The repository, as seen from this file.
private enum Repository {
  static let root: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return parts.joined(separator: "/")
  }()

  static func has(_ path: String) -> Bool { access("\(root)/\(path)", R_OK) == 0 }

  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(root)/\(path)")), as: UTF8.self)
  }

  /// The first scan of the samples that is a bank transfer in TIFF.
  static func sampleScan() -> String? {
    let folder = "\(root)/samples/scans"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().first { $0.hasSuffix(".tif") }.map { "\(folder)/\($0)" }
  }
}

@Suite struct ReadmeTests {
  /// The example's lines, without the indentation they have in the test.
  private func example() throws -> String {
    let source = try Repository.text("Tests/CijferTests/ReadmeExample.swift")
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let begin = try #require(lines.firstIndex(of: "  // README: begin"))
    let end = try #require(lines.firstIndex(of: "  // README: end"))
    return lines[(begin + 1)..<end].map { $0.dropFirst(2) }.joined(separator: "\n")
  }

  @Test(.enabled(if: Repository.has("README.md")))
  func `the README shows the example that is compiled here`() throws {
    #expect(try Repository.text("README.md").contains(try example()))
  }

  @Test func `the library's documentation shows it too`() throws {
    let documented = try Repository.text("Sources/Cijfer/FormReader.swift").split(separator: "\n")
      .filter { $0.hasPrefix("/// ") }.map { $0.dropFirst(4) }.joined(separator: "\n")
    #expect(documented.contains(try example()))
  }

  @Test(.enabled(if: Repository.has("models/digits.onnx") && Repository.sampleScan() != nil))
  func `the README's example runs and prints fields`() async throws {
    let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      // A folder as the example expects it; only this process's own working directory changes.
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cijfer-\(getpid())").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for name in ["models", "samples", "pipeline.json"] {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/\(name)", withDestinationPath: "\(Repository.root)/\(name)")
      }
      guard let scan = Repository.sampleScan() else { exit(1) }
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/scan.tif", withDestinationPath: scan)
      guard chdir(folder) == 0 else { exit(2) }
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try readmeExample()
    }
    let result = try #require(ended)
    let lines = String(decoding: result.standardOutputContent, as: UTF8.self).split(separator: "\n")
    #expect(!lines.isEmpty)
  }
}
