import FieldDecoding

/// What became of pages, and how often.
struct Tally {
  enum Outcome: String, CaseIterable {
    /// Read as what it is, every box within 0.3 mm of where it is; or rightly not read.
    case right
    case refused
    /// Refused, and less than a third of the boxes' edges (writing that covers some included) and fewer than three marks are
    /// left where they should be.
    case bare
    /// Read as another form, or with boxes further off.
    case misread
  }

  private(set) var counts: [Outcome: Int] = [:]
  /// Pages whose residual is at most 0.3 mm.
  private(set) var fitting = 0
  var pages: Int { counts.values.reduce(0, +) }

  mutating func add(_ outcome: Outcome, residual: Double? = nil) {
    counts[outcome, default: 0] += 1
    if let residual, residual <= 0.3 { fitting += 1 }
  }

  /// The pages that are not bare.
  var legible: Tally {
    var tally = self
    tally.counts[.bare] = nil
    return tally
  }

  /// One line: each outcome as k/n with its 95 % interval in per cent.
  var line: String {
    Outcome.allCases.filter { $0 != .bare || counts[$0] != nil }.map { outcome in
      let count = counts[outcome, default: 0]
      let interval = Binomial.interval95(errors: count, of: max(pages, 1))
      return
        "\(outcome.rawValue) \(count)/\(pages) (\(Self.percent(interval.lowerBound))–\(Self.percent(interval.upperBound)) %)"
    }.joined(separator: ", ")
  }

  private static func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let digits = String(hundredths % 100)
    return "\(hundredths / 100)." + (digits.count < 2 ? "0" + digits : digits)
  }
}
