import Foundation

/// What stands beside a weight file: which classes it knows, and how its confidence is to be read.
struct ModelCard: Decodable, Hashable, Sendable {
  var format: Int
  var file: String
  var sha256: String
  var classes: [String]
  var input: Input
  var temperature: Double

  struct Input: Decodable, Hashable, Sendable {
    /// Channels, height, width.
    var shape: [Int]
    var polarity: String
    var range: [Double]
  }

  /// What does not fit between the card and its network; nil where all does.
  func fault(_ network: Network.Plan, sha256: String) -> String? {
    if format != 1 { return "the card's format \(format) is not 1" }
    if self.sha256.lowercased() != sha256 { return "the card is of another file: its SHA-256 differs" }
    if input.shape != network.inputShape.dimensions {
      return "the card's input \(input.shape) is not the network's \(network.inputShape)"
    }
    if input.polarity != "white-on-black" || input.range != [0, 1] {
      return "only white-on-black pictures of the range 0 to 1 are supported"
    }
    if classes.count != network.outputShape.count || Set(classes).count != classes.count {
      return "the card names \(classes.count) classes, the network has \(network.outputShape)"
    }
    if !(temperature.isFinite && temperature > 0) { return "the temperature is not above 0" }
    return nil
  }
}
