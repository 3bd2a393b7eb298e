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
    var second: Second?

    struct Second: Decodable {
      var file: String
      var below: Double
      var share: Double
      var temperature: Double
    }
  }

  private func json<Value: Decodable>(_ name: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(contentsOf: Self.models.appendingPathComponent(name)))
  }

  @Test(
    "answer as ONNX Runtime does, at the card's temperature",
    arguments: [
      ("digits", "0123456789"), ("digits-second", "0123456789"), ("letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
      ("print", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    ]) func golden(name: String, characters: String) throws
  {
    let golden: Golden = try json("goldens/\(name).json")
    let card: Card = try json("\(name).json")
    let classifier = try GlyphClassifier(path: Self.models.appendingPathComponent("\(name).onnx").path)
    let rows = classifier.classify(golden.images.map { Glyph(pixels: $0) })
    var expected = golden.probabilities.map { Self.cooled($0, by: card.temperature) }
    if let second = card.second {
      // The pictures are drawn from one seed for all networks.
      let name = (second.file as NSString).deletingPathExtension
      let other: Golden = try json("goldens/\(name).json")
      let temperature = (try json("\(name).json") as Card).temperature
      try #require(other.images == golden.images)
      let doubtful = expected.indices.filter { (expected[$0].max() ?? 1) < second.below }
      #expect(!doubtful.isEmpty)
      for index in doubtful {
        let mean = zip(expected[index], Self.cooled(other.probabilities[index], by: temperature)).map {
          (1 - second.share) * $0 + second.share * $1
        }
        expected[index] = Self.cooled(mean, by: second.temperature)
      }
    }
    for (row, expected) in zip(rows, expected) {
      for (value, expected) in zip(row, expected) { #expect(abs(Double(value) - expected) < 1e-5) }
    }
    #expect(classifier.classes == characters.map(String.init) + ["junk"])
  }

  /// The distribution at another temperature.
  private static func cooled(_ distribution: [Double], by temperature: Double) -> [Double] {
    let powers = distribution.map { pow(max($0, 1e-30), 1 / temperature) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
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

  @Test("a card whose second network does not fit is refused by name") func misfit() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["digits", "digits-second", "letters"] {
      for file in ["\(name).onnx", "\(name).json"] {
        try FileManager.default.copyItem(
          at: Self.models.appendingPathComponent(file), to: folder.appendingPathComponent(file))
      }
    }
    let path = folder.appendingPathComponent("digits.onnx").path
    let whole = try GlyphClassifier(path: path).sha256WithCard
    func fault(_ card: String, _ key: String, _ value: Any?) throws -> String? {
      let file = folder.appendingPathComponent(card)
      let kept = try Data(contentsOf: file)
      defer { try? kept.write(to: file) }
      var json = try JSONSerialization.jsonObject(with: kept) as? [String: Any] ?? [:]
      var second =
        json["second"] as? [String: Any] ?? [
          "file": "letters.onnx", "sha256": "", "below": 0.5, "share": 0.5, "temperature": 1,
        ]
      second[key] = value
      json["second"] = second
      try JSONSerialization.data(withJSONObject: json).write(to: file)
      do {
        #expect(try GlyphClassifier(path: path).sha256WithCard != whole)
        return nil
      } catch {
        return "\(error.path): \(error.reason)"
      }
    }
    #expect(try fault("digits.json", "file", "absent.onnx")?.contains("absent.onnx: cannot be read") == true)
    #expect(
      try fault("digits.json", "file", "letters.onnx")?.contains("classes of letters.onnx differ") == true)
    #expect(try fault("digits.json", "file", "digits.onnx")?.contains("is the first one") == true)
    #expect(try fault("digits.json", "below", 1.5)?.contains("`below`") == true)
    #expect(try fault("digits.json", "share", 1)?.contains("`share`") == true)
    #expect(try fault("digits.json", "temperature", 0)?.contains("temperature of both") == true)
    #expect(
      try fault("digits.json", "sha256", "00")?.contains("digits-second.onnx or its card is another") == true)
    #expect(try fault("digits-second.json", "below", 0.5)?.contains("names another one") == true)
    #expect(try fault("digits.json", "below", 0.5) == nil)
  }
}
