import Crypto
import Foundation
package import Raster

/// A network with its model card: pictures of characters in, calibrated distributions out.
///
/// Where the card names a second network, it is asked too of each picture that the first one is in doubt of.
///
/// Owns its buffers, so one belongs to one worker at a time.
package final class GlyphClassifier {
  /// The classes in the order of the distributions: `0`…`9` or `A`…`Z`, then `junk` where the network knows it.
  package let classes: [String]
  /// SHA-256 of the weight file, 64 hex digits.
  package let sha256: String
  /// SHA-256 of the weight file and, behind it, its card, which has that of the second network: 64 hex digits.
  package let sha256WithCard: String
  /// What computes; made when the first picture is looked at.
  private lazy var network = Network(plan.withKernels(.best))
  /// The layers as they are defined, for looking at what each makes.
  private let plan: Network.Plan
  private let temperature: Double
  private let second: SecondOpinion?

  /// Loads the ONNX file at `path` and the card beside it (same name, `.json`), and so the second network it names.
  ///
  /// - Throws: `ModelError` for an unreadable file, an unsupported operator, a bad shape, a card that does not fit.
  package convenience init(path: String) throws(ModelError) {
    try self.init(path: path, isSecond: false)
  }

  private init(path: String, isSecond: Bool) throws(ModelError) {
    let bytes = try Self.read(path)
    var hash = SHA256()
    hash.update(data: bytes)
    sha256 = Self.hex(hash.finalize())
    let loaded: Network.Plan
    do {
      loaded = try Network.Plan(onnx: bytes)
    } catch {
      throw ModelError(path: path, node: error.node, reason: error.reason)
    }
    let cardPath = (path.hasSuffix(".onnx") ? String(path.dropLast(5)) : path) + ".json"
    let cardBytes = try Self.read(cardPath)
    hash.update(data: cardBytes)
    sha256WithCard = Self.hex(hash.finalize())
    let card: ModelCard
    do {
      card = try JSONDecoder().decode(ModelCard.self, from: Data(cardBytes))
    } catch {
      throw ModelError(path: cardPath, node: nil, reason: "not a model card: \(error)")
    }
    if let fault = card.fault(loaded, sha256: sha256) {
      throw ModelError(path: cardPath, node: nil, reason: fault)
    }
    guard loaded.inputShape.count == Glyph.side * Glyph.side else {
      throw ModelError(path: path, node: nil, reason: "the input \(loaded.inputShape) is not 1 × 28 × 28")
    }
    // The temperature belongs before the softmax: the last layer is taken off and done with it here.
    plan = loaded.withoutSoftmax
    classes = card.classes
    temperature = card.temperature
    guard let named = card.second else {
      second = nil
      return
    }
    if isSecond { throw ModelError(path: cardPath, node: nil, reason: "a second network names another one") }
    let folder = (cardPath as NSString).deletingLastPathComponent as NSString
    let network = try GlyphClassifier(path: folder.appendingPathComponent(named.file), isSecond: true)
    if network.classes != classes {
      throw ModelError(path: cardPath, node: nil, reason: "the classes of \(named.file) differ")
    }
    if network.sha256WithCard != named.sha256.lowercased() {
      let reason = "\(named.file) or its card is another one: their SHA-256 differs"
      throw ModelError(path: cardPath, node: nil, reason: reason)
    }
    second = SecondOpinion(
      network: network, below: Float(named.below), share: named.share, temperature: named.temperature)
  }

  private static func hex(_ digest: SHA256.Digest) -> String {
    digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// Bytes of a weight file or a card, at most: far beyond any network for 28 × 28 pictures.
  private static let mostBytes = 1 << 28

  private static func read(_ path: String) throws(ModelError) -> [UInt8] {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if let size = attributes?[.size] as? UInt64, size > mostBytes {
      throw ModelError(path: path, node: nil, reason: "\(size) bytes are more than \(mostBytes)")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ModelError(path: path, node: nil, reason: "cannot be read")
    }
    return Array(data)
  }

  /// The calibrated distribution of each of `glyphs` over `classes`; `glyphs.count` × `classes.count`.
  package func classify(_ glyphs: [Glyph]) -> [[Float]] {
    var rows: [[Float]] = []
    rows.reserveCapacity(glyphs.count)
    for start in stride(from: 0, to: glyphs.count, by: network.largestBatch) {
      rows += classify(batch: glyphs[start..<min(start + network.largestBatch, glyphs.count)])
    }
    second?.revise(&rows, of: glyphs)
    return rows
  }

  private func classify(batch glyphs: ArraySlice<Glyph>) -> [[Float]] {
    network.run(batch: glyphs.count) { input in
      for (index, glyph) in glyphs.enumerated() {
        let start = index * glyph.pixels.count
        for (place, pixel) in glyph.pixels.enumerated() { input[start + place] = Float(pixel) / 255 }
      }
    } take: { logits in
      let count = classes.count
      return glyphs.indices.map { index in
        let start = (index - glyphs.startIndex) * count
        return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
          if let target = buffer.baseAddress {
            Softmax.softmax(
              UnsafeBufferPointer(rebasing: logits[start..<start + count]), temperature: temperature,
              into: target)
          }
          filled = count
        }
      }
    }
  }

  /// What every layer of the first network makes of `glyph`, the input first, its calibrated distribution last.
  package func features(of glyph: Glyph) -> [GlyphFeatures] {
    let traced = Network(plan).trace(glyph.pixels.map { Float($0) / 255 }).map {
      GlyphFeatures(layer: $0.name, dimensions: $0.shape.dimensions, values: $0.values)
    }
    return traced + [
      GlyphFeatures(layer: "Softmax", dimensions: [classes.count], values: classify(batch: [glyph])[0])
    ]
  }

  /// The network's layers as a table.
  package var summary: String { plan.description }
}

/// A second network, and how its word is weighed.
private struct SecondOpinion {
  var network: GlyphClassifier
  /// Asked where the largest probability is lower.
  var below: Float
  /// What its distribution counts in the mean of both.
  var share: Double
  /// Of that mean.
  var temperature: Double

  /// Makes of each row that is in doubt the mean with what the network says of its glyph, at the temperature of both.
  ///
  /// - Parameters:
  ///   - rows: Calibrated distributions, `glyphs.count` × classes.
  ///   - glyphs: The pictures they are of.
  func revise(_ rows: inout [[Float]], of glyphs: [Glyph]) {
    let doubtful = rows.indices.filter { (rows[$0].max() ?? 1) < below }
    for (index, opinion) in zip(doubtful, network.classify(doubtful.map { glyphs[$0] })) {
      let powers = zip(rows[index], opinion).map {
        pow((1 - share) * Double($0) + share * Double($1), 1 / temperature)
      }
      let sum = powers.reduce(0, +)
      rows[index] = powers.map { Float($0 / sum) }
    }
  }
}

/// What one layer makes of a picture.
package struct GlyphFeatures: Hashable, Sendable {
  /// The operator.
  package var layer: String
  /// Channels, height, width; or features.
  package var dimensions: [Int]
  package var values: [Float]
}

/// Why a model cannot be used.
package struct ModelError: Error, Hashable, Sendable {
  package var path: String
  /// The node of the graph at fault, if one is.
  package var node: String?
  package var reason: String

  package init(path: String, node: String?, reason: String) {
    self.path = path
    self.node = node
    self.reason = reason
  }
}
