import Foundation
import Testing

@Suite("Purge") struct PurgeTests {
  /// Whether `needle` stands in any file below `folder`.
  private func holds(_ folder: String, _ needle: String) throws -> Bool {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try files.contains { name in
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        return false
      }
      return try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(needle.utf8)) != nil
    }
  }

  @Test("a document's readings are gone from every file, others stay") func purge() throws {
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-grey.tif", "transfer-skewed.tif")
    let out = scratch.path("out")
    #expect(try Program.run(["run", scans, "--out", out]).code == 0)
    let rows = try String(contentsOfFile: out + "/fields.csv", encoding: .utf8).split(separator: "\r\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    func reading(_ document: String) throws -> String {
      try #require(rows.first { $0[0] == document && $0[3] == "kenmerk" })[7]
    }
    let (gone, kept) = (try reading("transfer-grey.tif"), try reading("transfer-skewed.tif"))
    #expect(try holds(out, gone) && holds(out, kept) && gone != kept)

    #expect(try Program.run(["purge", out, "--document", "nobody.tif"]).code == 2)
    #expect(try holds(out, gone))
    // Without a configuration.
    let purged = try Program.run(["purge", out, "--document", "transfer-grey.tif"], in: scratch.url)
    #expect(purged.code == 0 && purged.output == "transfer-grey.tif\t1\t4\n")
    #expect(try !holds(out, gone))
    #expect(try holds(out, kept))
    let left = try String(contentsOfFile: out + "/fields.csv", encoding: .utf8)
    #expect(!left.contains("transfer-grey.tif") && left.contains("transfer-skewed.tif"))

    // Read once, it is not read again because it was purged.
    let again = try Program.run(["run", scans, "--out", out])
    #expect(again.code == 0 && again.errors.contains("0 read now"))
    #expect(try !holds(out, gone))
    #expect(try Program.run(["purge", out, "--older-than", "1"]).output.isEmpty)
    #expect(try Program.run(["purge", out, "--older-than", "0"]).output == "transfer-skewed.tif\t1\t4\n")
    #expect(try !holds(out, kept))
    #expect(try Program.run(["purge", out]).code == 1)
  }
}
