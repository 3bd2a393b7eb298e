/// The posterior from which on fields of a type are accepted, found on labelled fields.
///
/// The smallest threshold whose bound holds, looked for so that having looked at many does no harm: fixed-sequence
/// testing, from the strict end (Angelopoulos, Bates, Candès, Jordan and Lei 2021, *Learn then Test*). The sequence is
/// laid by the fields' posteriors alone: the strictest half of the usable fields, then a tenth of the rest more at a
/// time. Each is tested at 5 %; the first that fails ends the search, so that the chance that the one kept breaks its
/// promise is 5 % in all, however many were tried.
package struct AcceptanceThreshold: Hashable, Sendable {
  /// The least posterior of an accepted field.
  package var threshold: Double
  /// Usable fields that reach it, and the wrong ones among them.
  package var count: Int
  package var errors: Int
  /// The one-sided 95 % bound (Clopper and Pearson) on the share of wrong ones.
  package var bound: Double

  package init(threshold: Double, count: Int, errors: Int, bound: Double) {
    (self.threshold, self.count, self.errors, self.bound) = (threshold, count, errors, bound)
  }

  /// Steps from the strict end to all usable fields.
  private static let steps = 10

  /// What a search came to.
  package enum Search: Hashable, Sendable {
    case found(AcceptanceThreshold)
    /// So many usable fields lack before anything can be said.
    case missing(Int)
    /// Not even the strict end keeps the bound; the threshold is what was tried.
    case refused(AcceptanceThreshold)
  }

  /// Looks for the threshold.
  ///
  /// - Parameters:
  ///   - samples: of every labelled field that a posterior alone could have accepted: that posterior, and whether the
  ///     value is the truth.
  ///   - floor: the lowest threshold that may be found; fields below it are not usable. At least 1 − `fieldError`.
  /// - Complexity: sorts the samples; each of the bounds costs its errors.
  package static func search(
    _ samples: [(confidence: Double, isRight: Bool)], fieldError: Double, floor: Double
  ) -> Search {
    precondition(floor >= 1 - fieldError)
    let usable = samples.filter { $0.confidence >= floor }.sorted { $0.confidence > $1.confidence }
    let least = Binomial.leastCount(share: fieldError)
    guard usable.count >= least else { return .missing(least - usable.count) }
    let start = max(least, (usable.count + 1) / 2)
    var found: AcceptanceThreshold?
    for step in 0...steps {
      let tried = threshold(of: usable, first: start + (usable.count - start) * step / steps, floor: floor)
      guard tried.bound <= fieldError else { return found.map(Search.found) ?? .refused(tried) }
      found = tried
    }
    return found.map(Search.found) ?? .missing(0)
  }

  /// The threshold that lets in the first `count` of `usable`, and those of equal posterior with them.
  private static func threshold(
    of usable: [(confidence: Double, isRight: Bool)], first count: Int, floor: Double
  ) -> AcceptanceThreshold {
    let least = usable[count - 1].confidence
    let accepted = usable.prefix { $0.confidence >= least }
    let errors = accepted.count { !$0.isRight }
    return AcceptanceThreshold(
      threshold: accepted.count == usable.count ? floor : least, count: accepted.count, errors: errors,
      bound: Binomial.upperBound95(errors: errors, of: accepted.count))
  }
}
