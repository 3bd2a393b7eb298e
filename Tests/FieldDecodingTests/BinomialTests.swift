import FieldDecoding
import Testing

@Suite("Bounds and thresholds") struct BinomialTests {
  @Test("0.1 % at 95 % needs 2,995 fields without an error") func ruleOfThree() {
    #expect(Binomial.upperBound95(errors: 0, of: 2995) <= 0.001)
    #expect(Binomial.upperBound95(errors: 0, of: 2994) > 0.001)
  }

  @Test(
    "known Clopper–Pearson intervals",
    arguments: [
      (0, 10, 0.0, 0.308_497), (1, 10, 0.002_529, 0.445_016), (5, 100, 0.016_432, 0.112_835),
      (10, 10, 0.691_503, 1.0),
    ]
  ) func known(errors: Int, count: Int, low: Double, high: Double) {
    let interval = Binomial.interval95(errors: errors, of: count)
    #expect(abs(interval.lowerBound - low) < 1e-6)
    #expect(abs(interval.upperBound - high) < 1e-6)
  }

  @Test("too few fields give no threshold") func tooFew() {
    let samples = (0..<2994).map { _ in (confidence: 0.9999, isRight: true) }
    #expect(AcceptanceThreshold(samples: samples, fieldError: 0.001) == nil)
  }

  @Test("enough right fields give the lowest threshold allowed") func enough() throws {
    let samples = (0..<3000).map { (confidence: 0.9995 + Double($0) * 1e-8, isRight: true) }
    let found = try #require(AcceptanceThreshold(samples: samples, fieldError: 0.001))
    #expect(found.threshold == 0.999)
    #expect(found.count == 3000)
  }

  @Test("wrong fields raise the threshold above themselves") func raised() throws {
    var samples = (0..<4000).map { _ in (confidence: 0.9999, isRight: true) }
    samples += (0..<50).map { _ in (confidence: 0.9992, isRight: false) }
    let found = try #require(AcceptanceThreshold(samples: samples, fieldError: 0.001))
    #expect(found.threshold == 0.9999)
    #expect(found.errors == 0)
  }
}
