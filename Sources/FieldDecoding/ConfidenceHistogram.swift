import Glibc

/// How sure a batch's readings of one type are: bin k counts confidences of [1 − 2⁻ᵏ, 1 − 2⁻ᵏ⁻¹), the last all above.
package struct ConfidenceHistogram: Hashable, Sendable, Codable {
  package private(set) var bins = Array(repeating: 0, count: Self.count)

  /// The bin of 1 − 2⁻³¹ and above is the last: no posterior tells more.
  package static let count = 32

  package init() {}

  package init(from decoder: any Decoder) throws {
    bins = try decoder.singleValueContainer().decode([Int].self)
    guard bins.count == Self.count, bins.allSatisfy({ $0 >= 0 }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "needs \(Self.count) counts"))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bins)
  }

  /// Counts a reading; one that fails its format is never accepted, so it counts as not sure at all.
  package mutating func add(_ confidence: Double, isValid: Bool) {
    bins[isValid ? Self.bin(of: confidence) : 0] += 1
  }

  /// The bin that `confidence` of [0, 1] falls in.
  package static func bin(of confidence: Double) -> Int {
    guard confidence < 1 else { return count - 1 }
    return min(count - 1, max(0, Int(-log2(1 - confidence))))
  }

  package var total: Int { bins.reduce(0, +) }
}

/// Whether a batch is unlike the one that its thresholds were found on.
package struct Drift: Hashable, Sendable, Codable {
  /// Greatest distance between the two distributions of confidences (Kolmogorov and Smirnov), of [0, 1].
  package var distance: Double
  /// The chance of so great a distance between two samples of one kind; approximate, too great where bins are coarse.
  package var probability: Double
  /// Whether readings are less sure here.
  package var isLessSure: Bool

  /// Drift is told from this chance down, and from this distance up: of very many fields any difference is sure.
  private static let least = (probability: 0.001, distance: 0.05)

  package var isNotable: Bool {
    probability < Self.least.probability && distance >= Self.least.distance
  }

  /// Compares `batch` with `calibration`; nil where either is empty.
  package init?(of batch: ConfidenceHistogram, from calibration: ConfidenceHistogram) {
    let (n, m) = (Double(batch.total), Double(calibration.total))
    guard n > 0, m > 0 else { return nil }
    var (here, there, most) = (0.0, 0.0, 0.0)
    for (mine, theirs) in zip(batch.bins, calibration.bins) {
      here += Double(mine) / n
      there += Double(theirs) / m
      if abs(here - there) > abs(most) { most = here - there }
    }
    distance = abs(most)
    isLessSure = most > 0
    probability = min(1, 2 * exp(-2 * most * most * n * m / (n + m)))
  }
}
