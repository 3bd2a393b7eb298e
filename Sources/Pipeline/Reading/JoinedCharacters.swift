import NumberFormats

/// Weighs the ways in which characters that are joined over a line may part, by what the networks make of them: a box's
/// distribution is the mixture over the ways.
///
/// A way is as good as both characters that it makes look like one, and most part at the line. Where ways that are alike
/// in that make different characters, none is sure.
package enum JoinedCharacters {
  /// The share of joined characters that part at the line.
  private static let atLine = 0.9

  /// - Parameters:
  ///   - own: of each box of a row, what the networks say of its ink as far as the lines.
  ///   - others: of each box what they say of the two characters of each of its `otherCuts`.
  /// - Returns: of each box, all ways together.
  package static func mixed(
    own: [GlyphOpinion], others: [[(left: GlyphOpinion, right: GlyphOpinion)]]
  ) -> [GlyphOpinion] {
    // Of the ways behind each box their shares, the line's first.
    let shares = own.indices.map { box in
      others[box].isEmpty ? [1] : weighed([(own[box], own[box + 1])] + others[box])
    }
    return own.indices.map { box in
      let before = box > 0 ? shares[box - 1] : [1]
      let behind = shares[box]
      guard before.count + behind.count > 2 else { return own[box] }
      // Of a box that is joined on both sides, one side at a time parts elsewhere.
      var ways = [(share: before[0] * behind[0], opinion: own[box])]
      ways += zip(behind.dropFirst(), others[box]).map { (before[0] * $0, $1.left) }
      if box > 0 { ways += zip(before.dropFirst(), others[box - 1]).map { ($0 * behind[0], $1.right) } }
      return GlyphOpinion(mixture: ways)
    }
  }

  private static func weighed(_ ways: [(left: GlyphOpinion, right: GlyphOpinion)]) -> [Double] {
    let worth = ways.enumerated().map { number, way in
      // To the fourth: half a character that looks like one looks less so than a whole one.
      let both = way.left.sureness * way.right.sureness
      return (number == 0 ? atLine : (1 - atLine) / Double(ways.count - 1)) * both * both * both * both
    }
    let sum = worth.reduce(0, +)
    return worth.map { $0 / max(sum, .leastNormalMagnitude) }
  }
}

extension GlyphOpinion {
  /// The probability of the likeliest character.
  fileprivate var sureness: Double {
    max(digits?.characters.max() ?? 0, letters?.characters.max() ?? 0)
  }

  fileprivate init(mixture: [(share: Double, opinion: GlyphOpinion)]) {
    self.init(
      digits: Distribution(mixture: mixture.map { ($0.share, $0.opinion.digits) }),
      letters: Distribution(mixture: mixture.map { ($0.share, $0.opinion.letters) }))
  }
}
