/// The most promising ways to cut an area's ink into characters, by number of characters.
struct SegmentationWays {
  struct Way: Hashable {
    /// Segments that are characters, left to right.
    var segments: [Int] = []
    /// The product of fits and omissions.
    var fit = 1.0
    /// The same times each segment's best character's probability.
    var score = 1.0
    var leavesInk = false
  }

  /// Ways through all pieces, the best first.
  let complete: [Way]

  /// - Parameter most: characters.
  init(_ segments: [SegmentEvidence], pieces: Int, most: Int) {
    var ending = Array(repeating: [Int](), count: pieces + 1)
    for (index, segment) in segments.enumerated() where segment.pieces.upperBound <= pieces {
      ending[segment.pieces.upperBound].append(index)
    }
    // Of every piece the ways to it, by number of characters.
    var ways = Array(repeating: [Int: [Way]](), count: pieces + 1)
    ways[0][0] = [Way()]
    for place in stride(from: 1, through: pieces, by: 1) {
      var here: [Int: [Way]] = [:]
      for index in ending[place] {
        let segment = segments[index]
        let step = Step(segment)
        for (count, before) in ways[segment.pieces.lowerBound] {
          if count < most {
            here[count + 1, default: []] += before.map { step.taking($0, index) }
          }
          if step.omission > 0 { here[count, default: []] += before.map { step.leaving($0) } }
        }
      }
      ways[place] = here.mapValues { ways in
        Array(ways.sorted(by: Self.isBetter).prefix(AreaDecoder.mostPartial))
      }
    }
    complete = ways[pieces].values.flatMap(\.self).sorted(by: Self.isBetter)
  }

  /// The order must not depend on chance.
  private static func isBetter(_ a: Way, _ b: Way) -> Bool {
    a.score != b.score ? a.score > b.score : a.segments.lexicographicallyPrecedes(b.segments)
  }

  private struct Step {
    let fit: Double
    let best: Double
    let omission: Double
    let isDoubtful: Bool

    init(_ segment: SegmentEvidence) {
      fit = segment.fit
      let values = segment.evidence.probabilities
      // The last two are blank and junk.
      best = Double(values.dropLast(2).max() ?? 0)
      let junk = Double(values.last ?? 0)
      omission =
        segment.omission > 0
        ? segment.omission + (1 - segment.omission) * AreaDecoder.junkOmission * junk : 0
      isDoubtful = segment.omission < AreaDecoder.doubtfulOmission
    }

    func taking(_ way: Way, _ index: Int) -> Way {
      Way(
        segments: way.segments + [index], fit: way.fit * fit * (1 - omission),
        score: way.score * fit * (1 - omission) * best, leavesInk: way.leavesInk)
    }

    func leaving(_ way: Way) -> Way {
      Way(
        segments: way.segments, fit: way.fit * omission, score: way.score * omission,
        leavesInk: way.leavesInk || isDoubtful)
    }
  }
}
