import NumberFormats
import Testing

/// The automaton, which constrains reading, and the validation of text must say the same.
@Suite("Automaton and validation") struct AgreementTests {
  static let cases: [(FormatSpecification, String)] = [
    (FormatSpecification(type: .iban), "BE68539007547034"),
    (FormatSpecification(type: .iban, country: "BE"), "BE68539007547034"),
    (FormatSpecification(type: .iban, country: "ES"), "ES9121000418450200051332"),
    (FormatSpecification(type: .iban, country: "ME"), "ME25505000012345678951"),
    (FormatSpecification(type: .iban, country: "NL"), "NL91ABNA0417164300"),
    (FormatSpecification(type: .iban, country: "NO"), "NO9386011117947"),
    (FormatSpecification(type: .rf), "RF18539007547034"),
    (FormatSpecification(type: .bsn), "111222333"),
    (FormatSpecification(type: .betalingskenmerk), "5000056789012345"),
    (FormatSpecification(type: .betalingskenmerk), "12234534622567"),
    (FormatSpecification(type: .betalingskenmerk), "1234567"),
    (FormatSpecification(type: .postcode), "1234AB"),
    (FormatSpecification(type: .postcode, country: "DE"), "10115"),
    (FormatSpecification(type: .postcode, country: "US"), "123456789"),
    (FormatSpecification(type: .date), "29022024"),
    (FormatSpecification(type: .date, format: "DDMMYY"), "290224"),
    (FormatSpecification(type: .date, format: "YYYYMMDD", min: 20_240_105, max: 20_261_130), "20240229"),
    (FormatSpecification(type: .number, length: 16, check: "luhn"), "4539578763621486"),
    (FormatSpecification(type: .number, check: "mod11"), "123456789"),
    (FormatSpecification(type: .number, length: 6, min: 1000, max: 765_432), "012345"),
    (FormatSpecification(type: .text), "AB12"),
  ]

  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  @Test("agree on a valid value and on its mutations", arguments: cases)
  func agree(_ specification: FormatSpecification, value: String) throws {
    let format = try specification.makeFormat()
    let written = value.compactMap(Symbol.init)
    #expect(format.isValid(written))
    var random = Seeded(state: 1)
    var valid = 0
    for _ in 0..<3000 {
      var symbols = written
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0..<symbols.count, using: &random)
        let kind = Int.random(in: 0..<20, using: &random) > 0 && symbols[place].isDigit
        symbols[place] = (kind ? Symbol.digits : Symbol.letters).randomElement(using: &random) ?? .junk
      }
      let text = symbols.text
      let isValid = format.isValid(symbols)
      if isValid {
        valid += 1
        let canonical = format.canonical(symbols)
        #expect(format.validate(text) == .valid(canonical: canonical), "\(text)")
        #expect(format.validate(canonical) == .valid(canonical: canonical), "\(canonical)")
        #expect(format.spellings(of: canonical, boxes: symbols.count).contains(symbols), "\(text)")
      } else if case .valid = format.validate(text) {
        Issue.record("\(text) is valid as text, not in boxes")
      }
    }
    #expect(valid > 600)
  }

  @Test("an IBAN of any country may leave boxes after it empty") func anyCountry() throws {
    let format = try FormatSpecification(type: .iban, boxes: 34).makeFormat()
    let written = ("NO9386011117947" + String(repeating: "_", count: 19)).compactMap(Symbol.init)
    #expect(format.isValid(written))
    #expect(format.canonical(written) == "NO9386011117947")
    #expect(format.spellings(of: "NO9386011117947", boxes: 34) == [written])
    #expect(!format.isValid(("NO93_86011117947" + String(repeating: "_", count: 18)).compactMap(Symbol.init)))
  }

  @Test(
    "national checks inside an IBAN count",
    arguments: [
      "BE41091811735141", "ES1512341234171234567890", "NO2386011117946", "ME52510000000006234132",
    ])
  func nationalChecks(_ value: String) throws {
    // Each is 1 modulo 97 and fails its country's own check.
    #expect(try FormatSpecification(type: .iban).makeFormat().validate(value) == .invalid(.checksum))
  }

  @Test("a date stays within its range to the day") func range() throws {
    let format = try FormatSpecification(type: .date, min: 20_260_228, max: 20_260_302).makeFormat()
    let days = ["27022026", "28022026", "29022026", "01032026", "02032026", "03032026", "01032025"]
    #expect(
      days.map { format.isValid($0.compactMap(Symbol.init)) } == [
        false, true, false, true, true, false, false,
      ])
    #expect(format.validate("2026-02-28") == .valid(canonical: "2026-02-28"))
    #expect(format.validate("2026-02-27") == .invalid(.component))
    let noDay = FormatSpecification(type: .date, max: 20_261_131)
    #expect(throws: FormatError.self) { try noDay.makeFormat() }
  }

  @Test("what people paste is forgiven, what they mistype is not") func typed() throws {
    let bsn = try FormatSpecification(type: .bsn).makeFormat()
    for text in ["111\u{A0}222\u{2013}333", "１１１２２２３３３", " 1112.22.333\t"] {
      #expect(bsn.validate(text) == .valid(canonical: "111222333"), "\(text)")
    }
    for text in ["", " ", "١١١٢٢٢٣٣٣", "111222333\u{301}", "111_222_333", "①11222333"] {
      #expect(bsn.validate(text) == .invalid(.format), "\(text)")
    }
    let dates = try FormatSpecification(type: .date).makeFormat()
    #expect(dates.validate("2-3-112026") == .invalid(.length))
    #expect(dates.validate("23--112026") == .invalid(.format))
  }
}
