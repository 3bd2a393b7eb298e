package import Raster

/// A network with its model card: pictures of characters in, calibrated distributions out.
///
/// Owns its buffers, so one belongs to one worker at a time.
package final class GlyphClassifier {
  /// The classes in the order of the distributions: `0`…`9` or `A`…`Z`, then `junk` where the network knows it.
  package let classes: [String]
  /// SHA-256 of the weight file, 64 hex digits.
  package let sha256: String

  /// Loads the ONNX file at `path` and the card beside it (same name, `.json`).
  ///
  /// - Throws: `ModelError` for an unreadable file, an unsupported operator, a bad shape, a card that does not fit.
  package init(path: String) throws(ModelError) {
    throw ModelError(path: path, node: nil, reason: "stub")
  }

  /// The calibrated distribution of each of `glyphs` over `classes`; `glyphs.count` × `classes.count`.
  package func classify(_ glyphs: [Glyph]) -> [[Float]] { [] }
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
