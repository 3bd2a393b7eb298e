import FieldDecoding
import Testing

@Suite("Bounds") struct BinomialTests {
  @Test("0.1 % at 95 % needs 2,995 fields without an error") func ruleOfThree() {
    #expect(Binomial.upperBound95(errors: 0, of: 2995) <= 0.001)
    #expect(Binomial.upperBound95(errors: 0, of: 2994) > 0.001)
    #expect(Binomial.leastCount(share: 0.001) == 2995)
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
}
