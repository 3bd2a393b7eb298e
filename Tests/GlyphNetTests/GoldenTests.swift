import Foundation
import GlyphNet
import Raster
import Testing

@Suite("The shipped networks") struct GoldenTests {
  private static let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("models")

  private struct Golden: Decodable {
    var images: [[UInt8]]
    var probabilities: [[Double]]
  }

  private struct Card: Decodable {
    var temperature: Double
  }

  private func json<Value: Decodable>(_ name: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(contentsOf: Self.models.appendingPathComponent(name)))
  }

  @Test(
    "answer as ONNX Runtime does, at the card's temperature",
    arguments: [
      ("digits", "0123456789"), ("letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
      ("print", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    ]) func golden(name: String, characters: String) throws
  {
    let golden: Golden = try json("goldens/\(name).json")
    let card: Card = try json("\(name).json")
    let classifier = try GlyphClassifier(path: Self.models.appendingPathComponent("\(name).onnx").path)
    let rows = classifier.classify(golden.images.map { Glyph(pixels: $0) })
    for (row, expected) in zip(rows, golden.probabilities) {
      // Oracle outputs have no temperature: it is put in here.
      let powers = expected.map { pow(max($0, 1e-30), 1 / card.temperature) }
      let sum = powers.reduce(0, +)
      for (value, power) in zip(row, powers) { #expect(abs(Double(value) - power / sum) < 1e-5) }
    }
    #expect(classifier.classes == characters.map(String.init) + ["junk"])
  }

  @Test("a truncated weight file is refused") func truncated() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try Data(contentsOf: Self.models.appendingPathComponent("digits.onnx"))
    for length in stride(from: 0, to: whole.count, by: 97_001) {
      let path = folder.appendingPathComponent("cut.onnx")
      try whole.prefix(length).write(to: path)
      #expect(throws: ModelError.self) { try GlyphClassifier(path: path.path) }
    }
  }
}
