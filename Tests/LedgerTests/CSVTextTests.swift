import Ledger
import Testing

@Suite("CSV text") struct CSVTextTests {
  @Test(
    "probabilities are cut after six decimals, never rounded",
    arguments: [
      (0.9999999, "0.999999"), (1.0, "1.000000"), (0.0, "0.000000"), (0.57, "0.570000"),
      (0.00001234, "0.000012"),
      (0.1234569, "0.123456"),
    ]) func sixDecimals(_ value: Double, _ text: String)
  {
    #expect(CSVText.sixDecimals(value) == text)
  }

  @Test("only what needs quotes has them") func quotes() {
    #expect(CSVText.row(["a", "b,c", "d\"e", "f;g"]) == "a,\"b,c\",\"d\"\"e\",f;g\r\n")
  }
}
