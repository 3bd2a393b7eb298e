import Glibc

/// Exact bounds on a share, from errors among n (Clopper and Pearson 1934).
package enum Binomial {
  /// The greatest share of errors that `errors` of `count` leave possible at one-sided confidence 95 %; 1 for none.
  package static func upperBound95(errors: Int, of count: Int) -> Double {
    bound(errors: errors, of: count, tail: 0.05)
  }

  /// The two-sided 95 % interval of the share of errors.
  package static func interval95(errors: Int, of count: Int) -> ClosedRange<Double> {
    let low = errors == 0 ? 0 : 1 - bound(errors: count - errors, of: count, tail: 0.025)
    return low...max(low, bound(errors: errors, of: count, tail: 0.025))
  }

  /// The share p at which `errors` or fewer of `count` have the probability `tail`, by bisection.
  private static func bound(errors: Int, of count: Int, tail: Double) -> Double {
    precondition(errors >= 0 && errors <= count)
    guard errors < count else { return 1 }
    var low = 0.0
    var high = 1.0
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if atMost(errors, of: count, share: middle) > tail { low = middle } else { high = middle }
    }
    return high
  }

  /// The probability of `errors` or fewer among `count`, each with probability `share`.
  private static func atMost(_ errors: Int, of count: Int, share: Double) -> Double {
    guard share > 0 else { return 1 }
    guard share < 1 else { return errors >= count ? 1 : 0 }
    let n = Double(count)
    // Summed from the largest term down in logarithms, so that thousands of fields neither underflow nor cost accuracy.
    let logs = (0...errors).map { k -> Double in
      let k = Double(k)
      return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(share) + (n - k) * log1p(-share)
    }
    let most = logs.max() ?? 0
    return min(1, exp(most) * logs.reduce(0) { $0 + exp($1 - most) })
  }
}

/// The posterior from which on fields are accepted.
package struct AcceptanceThreshold: Hashable, Sendable {
  /// The least posterior of an accepted field.
  package var threshold: Double
  /// Calibration fields that reach it, and the wrong ones among them.
  package var count: Int
  package var errors: Int
  /// The one-sided 95 % bound on the share of wrong ones.
  package var bound: Double

  /// The smallest threshold whose bound is within `fieldError`, never below 1 − `fieldError`; nil if even the highest
  /// does not reach it.
  ///
  /// - Parameter samples: of every calibration field its posterior and whether its reading is the truth.
  /// - Complexity: sorts the samples; each candidate's bound costs its errors.
  package init?(samples: [(confidence: Double, isRight: Bool)], fieldError: Double) {
    let usable = samples.filter { $0.confidence >= 1 - fieldError }.sorted { $0.confidence > $1.confidence }
    var best: AcceptanceThreshold?
    var errors = 0
    for (index, sample) in usable.enumerated() {
      if !sample.isRight { errors += 1 }
      // Fields of equal posterior are accepted together.
      if index + 1 < usable.count, usable[index + 1].confidence == sample.confidence { continue }
      let bound = Binomial.upperBound95(errors: errors, of: index + 1)
      guard bound <= fieldError else { continue }
      best = AcceptanceThreshold(
        threshold: sample.confidence, count: index + 1, errors: errors, bound: bound)
    }
    guard var found = best else { return nil }
    if found.count == usable.count { found.threshold = 1 - fieldError }
    self = found
  }

  private init(threshold: Double, count: Int, errors: Int, bound: Double) {
    self.threshold = threshold
    self.count = count
    self.errors = errors
    self.bound = bound
  }
}
