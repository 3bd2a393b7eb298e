import Foundation

/// What stands beside a weight file: which classes it knows, and how its confidence is to be read.
struct ModelCard: Decodable, Hashable, Sendable {
  var format: Int
  var file: String
  var sha256: String
  var classes: [String]
  var input: Input
  var temperature: Double
  /// The network that is asked as well where this one is in doubt.
  var second: Second?

  /// A network of other build and training: what two such say together is more often right and surer than either.
  struct Second: Decodable, Hashable, Sendable {
    /// Its weight file, beside this card, with a card of its own.
    var file: String
    /// Of the weight file and, behind it, that card: 64 hex digits.
    var sha256: String
    /// It is asked where the first one's largest probability is lower.
    var below: Double
    /// What its distribution counts in the mean of both, of (0, 1).
    var share: Double
    /// Of that mean.
    var temperature: Double
  }

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
    if let second {
      if !(second.temperature.isFinite && second.temperature > 0) {
        return "the temperature of both networks is not above 0"
      }
      if !(0...1).contains(second.below) { return "`below` of the second network is not within 0 and 1" }
      if !(second.share > 0 && second.share < 1) {
        return "`share` of the second network is not between 0 and 1"
      }
      if second.file == file { return "the second network is the first one" }
    }
    return nil
  }
}
