import Cijfer
import FoundationEssentials
import Testing

@Suite struct FormReaderTests {
  @Test func `a configuration's problems come with their key paths`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "cijfer-\(UUID().uuidString).json")
    try Data("{ \"forms\": [], \"audit\": { \"share\": 2 } }".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect {
      try FormReader(configuration: file.path)
    } throws: { error in
      guard case .configuration(_, let problems)? = error as? FormReaderError else { return false }
      return Set(problems.map(\.keyPath)).isSuperset(of: ["forms", "audit.share"])
    }
  }

  @Test func `an error says where and what`() {
    let problem = FormReaderError.Problem(keyPath: "audit.share", message: "must be from 0 to 1, is 2")
    let error = FormReaderError.configuration(path: "pipeline.json", problems: [problem])
    #expect("\(error)" == "pipeline.json\n  audit.share must be from 0 to 1, is 2")
  }
}
