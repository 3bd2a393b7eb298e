import Glibc

/// Exact bounds on a share, from errors among n (Clopper and Pearson 1934).
package enum Binomial {
  /// The greatest share of errors that `errors` of `count` leave possible at one-sided confidence 95 %; 1 for none.
  package static func upperBound95(errors: Int, of count: Int) -> Double {
    bound(errors: errors, of: count, tail: 0.05)
  }

  /// The fewest fields that can keep the share of errors within `share`, none of them wrong, at one-sided confidence
  /// 95 %: 2,995 for 0.001.
  package static func leastCount(share: Double) -> Int {
    precondition(share > 0 && share < 1)
    return Int((log(0.05) / log1p(-share)).rounded(.up))
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
