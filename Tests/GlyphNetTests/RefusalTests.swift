import Foundation
import GlyphNet
import Testing

/// Files that must not load; `training/oracles.py` made them.
@Suite("Hostile weight files") struct RefusalTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Oracles/Refused")
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()
  }()

  private struct Refusal: Decodable {
    var node: String?
    var word: String
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
  }

  @Test("are refused with the node at fault and the reason", arguments: names) func refused(_ name: String)
    throws
  {
    let refusal = try JSONDecoder().decode(Refusal.self, from: Data(try bytes(name + ".json")))
    do {
      _ = try NetworkProbe(onnx: try bytes(name + ".onnx"))
      Issue.record("it loads")
    } catch let error as ModelError {
      #expect(error.node == refusal.node)
      #expect(error.reason.contains(refusal.word), "\(error.reason)")
    }
  }

  @Test("are there") func complete() { #expect(Self.names.count >= 25) }

  @Test("a file cut anywhere, or with any byte changed, loads or is refused by name") func damaged() throws {
    let whole = Array(
      try Data(contentsOf: Self.folder.deletingLastPathComponent().appendingPathComponent("residual.onnx")))
    for length in stride(from: 0, to: whole.count, by: 3) {
      _ = Result { try NetworkProbe(onnx: Array(whole.prefix(length))) }
    }
    var refused = 0
    for place in whole.indices {
      for change: UInt8 in [1, 0x80, 0xFF] {
        var bytes = whole
        bytes[place] ^= change
        do {
          let network = try NetworkProbe(onnx: bytes)
          _ = network.summary
        } catch {
          #expect(!error.reason.isEmpty)
          refused += 1
        }
      }
    }
    #expect(refused > 100)
  }
}
