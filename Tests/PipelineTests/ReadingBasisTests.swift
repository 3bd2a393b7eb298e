import Pipeline
import SystemPackage
import Testing

@Suite struct ReadingBasisTests {
  private func basis(_ change: @escaping (String) -> String = { $0 }) throws -> ReadingBasis {
    try Sample.configuration(change: change).basis
  }

  /// A change of the configuration and whether pages of `small`, of `second`, unidentified and blank ones are read
  /// again.
  @Test(arguments: [
    ("\"x\": 10, \"y\": 10", "\"x\": 11, \"y\": 10", true, false, true, false),
    ("\"x\": 50", "\"x\": 51", false, true, true, false),
    ("\"width\": 100", "\"width\": 101", true, false, true, false),
    ("\"name\": \"free\"", "\"name\": \"other\"", true, false, true, false),
    ("\"secondsPerPage\": 5", "\"secondsPerPage\": 6", true, true, true, true),
    ("\"name\": \"second\"", "\"name\": \"third\"", false, true, true, false),
    ("\"audit\": { \"share\": 0 }", "\"audit\": { \"share\": 1 }", false, false, false, false),
    ("\"audit\"", "\"accept\": { \"writerError\": 0.1 }, \"audit\"", false, false, false, false),
    ("\"unique\": true", "\"required\": true", false, false, false, false),
    ("\"length\": 4", "\"length\": 4, \"check\": \"luhn\"", false, false, false, false),
  ])
  func `only what decides how a page reads makes it be read again`(
    old: String, new: String, small: Bool, second: Bool, unidentified: Bool, blank: Bool
  ) throws {
    let before = try basis()
    let after = try basis { $0.replacing(old, with: new, maxReplacements: 1) }
    #expect((before.identified(as: "small") != after.identified(as: "small")) == small)
    #expect((before.identified(as: "second") != after.identified(as: "second")) == second)
    #expect((before.unidentified(among: nil) != after.unidentified(among: nil)) == unidentified)
    #expect((before.formless != after.formless) == blank)
  }

  @Test func `a page tried against one form is not one tried against all`() throws {
    let basis = try basis()
    #expect(basis.unidentified(among: "small") != basis.unidentified(among: nil))
    #expect(basis.unidentified(among: "small") != basis.unidentified(among: "second"))
  }

  @Test func `networks that were loaded have the hashes of their files`() throws {
    let folder = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    let configuration = try Configuration.load(path: folder.appending("pipeline.json").string)
    #expect(try ReadingBasis(configuration).models == Networks.load(configuration.models).hashes)
  }

  @Test func `weights and their cards count`() throws {
    let folder = try Scratch()
    let plain = try Sample.configuration(in: folder).basis
    try folder.write("models/digits.json", "{}")
    let carded = try ReadingBasis(try Configuration.load(path: folder.path + "/pipeline.json"))
    try folder.write("models/digits.onnx", "other weights")
    let other = try ReadingBasis(try Configuration.load(path: folder.path + "/pipeline.json"))
    #expect(Set([plain, carded, other].map { $0.identified(as: "small") }).count == 3)
    #expect(Set([plain, carded, other].map(\.formless)).count == 3)
  }
}
