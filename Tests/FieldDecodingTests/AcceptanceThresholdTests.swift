import FieldDecoding
import Testing

@Suite("Thresholds from labelled fields") struct AcceptanceThresholdTests {
  private typealias Samples = [(confidence: Double, isRight: Bool)]

  private func search(_ samples: Samples, floor: Double = 0.999) -> AcceptanceThreshold.Search {
    AcceptanceThreshold.search(samples, fieldError: 0.001, floor: floor)
  }

  private func right(_ count: Int, from confidence: Double, step: Double = 1e-9) -> Samples {
    (0..<count).map { (confidence + Double($0) * step, true) }
  }

  @Test("below 2,995 usable fields it says how many lack; those below the floor are not usable")
  func missing() {
    #expect(search(right(2900, from: 0.9995)) == .missing(95))
    #expect(search(right(2990, from: 0.9995) + right(5000, from: 0.99)) == .missing(5))
    #expect(search([]) == .missing(2995))
  }

  @Test("enough right fields give the lowest threshold allowed", arguments: [2995, 3000, 12_345])
  func enough(count: Int) throws {
    guard case .found(let found) = search(right(count, from: 0.9995)) else {
      Issue.record("nothing found")
      return
    }
    #expect(found.threshold == 0.999)
    #expect(found.count == count && found.errors == 0 && found.bound <= 0.001)
  }

  @Test("wrong fields raise the threshold above themselves") func raised() {
    let samples = right(8000, from: 0.9999) + (0..<50).map { _ in (0.9992, false) }
    guard case .found(let found) = search(samples) else {
      Issue.record("nothing found")
      return
    }
    #expect(found.threshold >= 0.9999 && found.errors == 0 && found.count >= 4025)
  }

  @Test("fields of equal posterior are accepted together") func ties() {
    let samples = right(6000, from: 0.9999, step: 0) + (0..<50).map { _ in (0.9992, false) }
    guard case .found(let found) = search(samples) else {
      Issue.record("nothing found")
      return
    }
    #expect(found == AcceptanceThreshold(threshold: 0.9999, count: 6000, errors: 0, bound: found.bound))
  }

  @Test("where not even the surest keep the promise, nothing is found") func refused() {
    let samples = right(5980, from: 0.9991) + (0..<20).map { (0.99995 + Double($0) * 1e-9, false) }
    guard case .refused(let tried) = search(samples) else {
      Issue.record("something found")
      return
    }
    #expect(tried.errors == 20 && tried.bound > 0.001)
  }

  @Test("an error behind a passage that fails is not jumped over") func fixedSequence() {
    // The surest 4,000 hold 12 errors at their end; of all 40,000 they are few enough.
    let samples =
      right(20_000, from: 0.9999) + (0..<40).map { (0.9998 + Double($0) * 1e-9, false) }
      + right(100_000, from: 0.9991)
    guard case .found(let found) = search(samples) else {
      Issue.record("nothing found")
      return
    }
    #expect(found.bound <= 0.001 && found.threshold == 0.999)
    let early = (0..<100).map { (0.99999 + Double($0) * 1e-9, false) } + right(150_000, from: 0.9991)
    guard case .refused = search(early) else {
      Issue.record("the failing strict end was jumped over")
      return
    }
  }

  @Test("readers whose every field errs at the promise's limit are let through one time in twenty, not more")
  func level() {
    var state: UInt64 = 7
    func unit() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    var passed = 0
    for _ in 0..<400 {
      let samples = (0..<6000).map { _ in (confidence: 0.999 + 0.001 * unit(), isRight: unit() >= 0.001) }
      if case .found = search(samples) { passed += 1 }
    }
    // 5 % of 400, and three standard deviations.
    #expect(passed <= 33)
  }

  @Test("a batch that is less sure is told from its calibration, one of its kind is not") func drift() throws
  {
    var (here, there, alike) = (ConfidenceHistogram(), ConfidenceHistogram(), ConfidenceHistogram())
    for k in 0..<3000 {
      there.add(k % 10 == 0 ? 0.9 : 0.9999, isValid: true)
      alike.add(k % 11 == 0 ? 0.9 : 0.9999, isValid: true)
      if k % 10 == 0 { here.add(k % 20 == 0 ? 0.9 : 0.9999, isValid: true) }
    }
    let drift = try #require(Drift(of: here, from: there))
    #expect(drift.isNotable && drift.isLessSure && abs(drift.distance - 0.4) < 1e-9)
    #expect(try !#require(Drift(of: alike, from: there)).isNotable)
    #expect(Drift(of: ConfidenceHistogram(), from: there) == nil)
  }
}
