import Foundation
import GlyphNet
import Testing

/// Kernels against the layers as they are defined, on chains of random shapes; the files are written here.
@Suite("Kernels") struct KernelTests {
  /// Agreement asked of sums of up to a few hundred products of numbers around 1.
  private static let tolerance: Float = 1e-4

  @Test("of every level compute what the layers do", arguments: 0..<60) func agree(seed: UInt64) throws {
    var chain = RandomChain(seed: seed)
    let bytes = chain.onnx()
    let layers = try NetworkProbe(onnx: bytes)
    let pictures = (0..<[1, 3, 17][Int(seed) % 3]).map { _ in chain.picture() }
    let expected = layers.run(pictures)
    for level in KernelLevel.available {
      let rows = try NetworkProbe(onnx: bytes, kernels: level).run(pictures)
      for (row, wanted) in zip(rows, expected) {
        #expect(row.count == wanted.count)
        let worst = zip(row, wanted).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
        #expect(worst < Self.tolerance, "seed \(seed), \(level): \(worst)\n\(layers.summary)")
      }
    }
  }

  @Test("take a shipped network whole", arguments: ["digits", "letters"]) func whole(name: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("models/\(name).onnx")
    let probe = try NetworkProbe(onnx: Array(try Data(contentsOf: file)), kernels: .best)
    #expect(probe.layerCount <= 2)
  }
}
