import Foundation
import GlyphNet
import Testing

/// Every operator and attribute, and what Keras and PyTorch export, against ONNX Runtime; `training/oracles.py` and
/// `training/exports.py` made the files.
@Suite("Oracles") struct OracleTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Oracles")
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()
  }()

  private struct Oracle: Decodable {
    var input: [Float]
    var shape: [Int]
    var output: [Float]
  }

  @Test("are all there") func complete() { #expect(Self.names.count >= 70) }

  @Test("give the same numbers, alone and in a batch", arguments: names) func agrees(_ name: String) throws {
    let oracle = try JSONDecoder().decode(
      Oracle.self, from: Data(contentsOf: Self.folder.appendingPathComponent(name + ".json")))
    let bytes = Array(try Data(contentsOf: Self.folder.appendingPathComponent(name + ".onnx")))
    let layers = try NetworkProbe(onnx: bytes)
    #expect(layers.outputShape == oracle.shape)
    #expect(layers.trace(oracle.input).last == layers.run([oracle.input])[0])
    try agrees(layers, oracle)
    for level in KernelLevel.available { try agrees(NetworkProbe(onnx: bytes, kernels: level), oracle) }
  }

  private func agrees(_ network: NetworkProbe, _ oracle: Oracle) throws {
    // Pictures around it must not leak in.
    let other = oracle.input.map { 1 - $0 }
    for batch in [[oracle.input], [other, oracle.input, other]] {
      let rows = network.run(batch)
      let row = rows[batch.count / 2]
      #expect(row.count == oracle.output.count)
      let worst = zip(row, oracle.output).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
      #expect(worst < 1e-5, "\(worst)")
    }
  }
}
