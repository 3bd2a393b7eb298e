import FieldDecoding
import NumberFormats
import Testing

@Suite("Undivided areas") struct AreaDecoderTests {
  private static let digits = Symbol.digits + [.blank, .junk]

  /// Every run of up to two of `pieces` pieces, with random evidence.
  private func segments(_ pieces: Int, _ random: inout Seeded) -> [SegmentEvidence] {
    (0..<pieces).flatMap { first in
      (first + 1...min(first + 2, pieces)).map { end in
        var weights = Array(repeating: Float(0), count: Symbol.count)
        for symbol in Self.digits {
          let unit = Float.random(in: 0.001..<1, using: &random)
          weights[Int(symbol.rawValue)] = unit * unit * unit
        }
        let sum = weights.reduce(0, +)
        return SegmentEvidence(
          pieces: first..<end, fit: Double.random(in: 0.05...1, using: &random),
          omission: end == first + 1 ? Double.random(in: 0...0.9, using: &random) : 0,
          evidence: BoxEvidence(probabilities: weights.map { $0 / sum }))
      }
    }
  }

  private typealias Way = (read: [Int], fit: Double)

  /// Every way through the pieces: the segments read, the product of fits and omissions.
  private func ways(_ segments: [SegmentEvidence], pieces: Int, from place: Int = 0) -> [Way] {
    if place == pieces { return [([], 1)] }
    return segments.indices.filter { segments[$0].pieces.lowerBound == place }.flatMap { index -> [Way] in
      let segment = segments[index]
      let junk = Double(segment.evidence.probabilities.last ?? 0)
      let omission = segment.omission > 0 ? segment.omission + (1 - segment.omission) * 0.2 * junk : 0
      return ways(segments, pieces: pieces, from: segment.pieces.upperBound).flatMap { rest in
        [([index] + rest.read, segment.fit * (1 - omission) * rest.fit), (rest.read, omission * rest.fit)]
          .filter { $0.1 > 0 }
      }
    }
  }

  @Test(
    "equal the sum over every way to cut and every string", arguments: [nil, "luhn", "mod11"] as [String?])
  func equalsEnumeration(check: String?) throws {
    let format = try FormatSpecification(type: .number, check: check).makeFormat()
    for seed in 0..<60 {
      var random = Seeded(state: UInt64(seed))
      let pieces = 1 + seed % 3
      let segments = segments(pieces, &random)
      let decoder = try AreaDecoder(format: format, counts: 1...3, writerError: 0.05)
      var masses: [String: Double] = [:]
      for way in ways(segments, pieces: pieces) where !way.read.isEmpty {
        let oracle = Enumeration(format: format, boxes: way.read.count, writerError: 0.05)
        let found = oracle.posterior(way.read.map { segments[$0].evidence }, over: Self.digits)
        let chance = way.read.reduce(1.0) { product, _ in product * 10 }
        for (value, entry) in found.values {
          masses[value, default: 0] += way.fit * chance * found.sum * entry.probability
        }
      }
      let total = masses.values.reduce(0, +)
      let posterior = try #require(decoder.posterior(segments, pieces: pieces), "seed \(seed)")
      let best = posterior.field.best
      let truth = (masses[(best.isValid ? "" : "!") + best.value] ?? -1) / total
      // Of each way only the six best values are named: what is left out is small.
      #expect(best.probability <= truth + 1e-6 && best.probability > 0.9 * truth, "seed \(seed)")
      #expect(posterior.segments.allSatisfy(segments.indices.contains))
    }
  }

  @Test("a checksum tells where to cut") func checksum() throws {
    func part(_ pieces: Range<Int>, _ digit: Int) -> SegmentEvidence {
      var values = Array(repeating: Float(0.0001), count: 10) + Array(repeating: Float(0), count: 28)
      values[digit] = 0.9991
      return SegmentEvidence(
        pieces: pieces, fit: 0.5, omission: 0, evidence: BoxEvidence(probabilities: values))
    }
    // 18 holds the Luhn check, 7 does not.
    let segments = [part(0..<1, 1), part(1..<2, 8), part(0..<2, 7)]
    let format = try FormatSpecification(type: .number, check: "luhn").makeFormat()
    let decoder = try AreaDecoder(format: format, counts: 1...2, writerError: 0.01)
    let posterior = try #require(decoder.posterior(segments, pieces: 2))
    #expect(posterior.field.best.value == "18" && posterior.field.best.isValid)
    #expect(posterior.segments == [0, 1])
  }

  @Test("an impossible number of characters is read as it stands") func impossible() throws {
    let format = try FormatSpecification(type: .number, length: 5).makeFormat()
    let decoder = try AreaDecoder(format: format, counts: 1...9, writerError: 0.01)
    var random = Seeded(state: 1)
    var segments = segments(2, &random)
    for index in segments.indices { segments[index].omission = 0 }
    #expect(decoder.posterior(segments, pieces: 2) == nil)
    #expect(!decoder.unread(segments, pieces: 2).segments.isEmpty)
    #expect(decoder.unread([], pieces: 0).text.isEmpty)
  }
}
