import NumberFormats
import Testing

private func format(_ specification: FormatSpecification) throws -> any FieldFormat {
  try specification.makeFormat()
}

@Suite("Formats") struct FormatTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var specification: FormatSpecification
    var text: String
    var result: Validation
    var testDescription: String { "\(specification.type.rawValue) “\(text)”" }

    init(
      _ type: FieldType, _ text: String, _ result: Validation, country: String? = nil, check: String? = nil,
      length: Int? = nil, date: String? = nil, min: Int? = nil, max: Int? = nil, list: [String]? = nil
    ) {
      specification = FormatSpecification(
        type: type, country: country, length: length, format: date, min: min, max: max, check: check,
        list: list)
      self.text = text
      self.result = result
    }
  }

  static let examples = [
    Example(.iban, "nl91 abna 0417 1643 00", .valid(canonical: "NL91ABNA0417164300")),
    Example(.iban, "NL91ABNA0417164301", .invalid(.checksum), country: "NL"),
    Example(.iban, "NL91ABNA041716430", .invalid(.length)),
    Example(.iban, "XX91ABNA0417164300", .invalid(.component)),
    Example(.iban, "BE68 5390 0754 7034", .valid(canonical: "BE68539007547034")),
    Example(.iban, "BE68 5390 0754 7034", .invalid(.component), country: "NL"),
    Example(.iban, "DE89370400440532013000", .valid(canonical: "DE89370400440532013000")),
    Example(.iban, "NL9AABNA0417164300", .invalid(.format)),
    Example(.betalingskenmerk, "5000 0567 8901 2345", .valid(canonical: "5000056789012345")),
    Example(.betalingskenmerk, "6000056789012345", .invalid(.checksum)),
    Example(.betalingskenmerk, "1234567", .valid(canonical: "1234567")),
    Example(.betalingskenmerk, "12345678", .invalid(.length)),
    Example(.betalingskenmerk, "12 2345 3462 2567", .valid(canonical: "12234534622567")),
    Example(.betalingskenmerk, "13 2345 3462 2567", .invalid(.component)),
    Example(.rf, "RF18 5390 0754 7034", .valid(canonical: "RF18539007547034")),
    Example(.rf, "RF19539007547034", .invalid(.checksum)),
    Example(.bsn, "111222333", .valid(canonical: "111222333")),
    Example(.bsn, "111222334", .invalid(.checksum)),
    Example(.bsn, "000000000", .invalid(.checksum)),
    Example(.bsn, "11122233", .invalid(.length)),
    Example(.postcode, "1234ab", .valid(canonical: "1234 AB")),
    Example(.postcode, "0234AB", .invalid(.component)),
    Example(.postcode, "1234SS", .invalid(.component)),
    Example(.postcode, "12345", .invalid(.length)),
    Example(.postcode, "1234", .valid(canonical: "1234"), length: 4),
    Example(.postcode, "12345-6789", .valid(canonical: "12345-6789"), country: "US"),
    Example(.postcode, "0100", .invalid(.component), country: "BE"),
    Example(.housenumber, "12", .valid(canonical: "12")),
    Example(.housenumber, "12 a", .valid(canonical: "12A")),
    Example(.housenumber, "12-3", .valid(canonical: "12-3")),
    Example(.housenumber, "012", .invalid(.format)),
    Example(.amount, "1.234,56", .valid(canonical: "1234.56")),
    Example(.amount, "1234.56", .valid(canonical: "1234.56")),
    Example(.amount, "0,05", .valid(canonical: "0.05")),
    Example(.amount, "12,345", .invalid(.length)),
    Example(.amount, "12,3x", .invalid(.format)),
    Example(.date, "23-11-2026", .valid(canonical: "2026-11-23")),
    Example(.date, "29022024", .valid(canonical: "2024-02-29")),
    Example(.date, "29022023", .invalid(.component)),
    Example(.date, "31041999", .invalid(.component)),
    Example(.date, "290200", .valid(canonical: "2000-02-29"), date: "DDMMYY"),
    Example(.date, "02301999", .invalid(.component), date: "MMDDYYYY"),
    Example(.date, "20240229", .valid(canonical: "2024-02-29"), date: "YYYYMMDD"),
    Example(.number, "007", .valid(canonical: "007"), length: 3),
    Example(.number, "4539578763621486", .valid(canonical: "4539578763621486"), check: "luhn"),
    Example(.number, "4539578763621487", .invalid(.checksum), check: "luhn"),
    Example(.number, "123456789", .valid(canonical: "123456789"), check: "mod11"),
    Example(.number, "99", .invalid(.component), length: nil, min: 100, max: 200),
    Example(.number, "150", .valid(canonical: "150"), min: 100, max: 200),
    Example(.number, "1234568", .invalid(.component), list: ["1234567"]),
    Example(.text, "ab 12", .valid(canonical: "AB 12")),
    Example(.text, "a-b", .invalid(.format)),
  ]

  @Test("validate as documented", arguments: examples) func documented(_ example: Example) throws {
    #expect(try format(example.specification).validate(example.text) == example.result)
  }

  /// Every string of up to `boxes` symbols that the automaton accepts has a canonical value that validates to itself
  /// and is spelled by the string; every spelling is accepted.
  static let small: [(FormatSpecification, Int)] = [
    (FormatSpecification(type: .number), 3), (FormatSpecification(type: .number, length: 2), 3),
    (FormatSpecification(type: .number, check: "luhn"), 3), (FormatSpecification(type: .amount), 4),
    (FormatSpecification(type: .housenumber), 4), (FormatSpecification(type: .postcode, length: 4), 4),
    (FormatSpecification(type: .number, min: 5, max: 120), 3),
  ]

  @Test("automaton, validation and spellings agree on every short string", arguments: small)
  func agree(_ specification: FormatSpecification, boxes: Int) throws {
    let format = try format(specification)
    let symbols = Symbol.digits + [.blank, Symbol(rawValue: 10)]
    var accepted = 0
    for string in (0..<boxes).reduce(
      [[Symbol]]([[]]), { all, _ in all.flatMap { s in symbols.map { s + [$0] } } })
    where format.isValid(string) {
      accepted += 1
      let value = format.canonical(string)
      #expect(format.validate(value) == .valid(canonical: value), "\(value)")
      #expect(format.spellings(of: value, boxes: boxes).contains(string), "\(value)")
    }
    #expect(accepted > 0)
  }

  @Test(
    "every day from 1900 to 2099 and no other is a date", arguments: ["DDMMYYYY", "MMDDYYYY", "YYYYMMDD"])
  func calendar(_ order: String) throws {
    let format = try format(FormatSpecification(type: .date, format: order))
    var count = 0
    for year in stride(from: 1890, through: 2110, by: 1) {
      for month in 0...13 {
        for day in 0...32 {
          func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
          let text =
            switch order {
            case "DDMMYYYY": two(day) + two(month) + "\(year)"
            case "MMDDYYYY": two(month) + two(day) + "\(year)"
            default: "\(year)" + two(month) + two(day)
            }
          if format.isValid(text.compactMap(Symbol.init)) { count += 1 }
        }
      }
    }
    // 200 years, 48 of them with a leap day (1900 is none, 2000 is one): 49 multiples of four from 1904 to 2096.
    #expect(count == 200 * 365 + 49)
  }

  @Test("every valid IBAN fails with any one digit changed") func singleErrors() throws {
    let format = try format(FormatSpecification(type: .iban, country: "NL"))
    let symbols = "NL91ABNA0417164300".compactMap(Symbol.init)
    #expect(format.isValid(symbols))
    for position in [2, 3] + Array(8..<18) {
      for digit in Symbol.digits where digit != symbols[position] {
        var changed = symbols
        changed[position] = digit
        #expect(!format.isValid(changed))
      }
    }
  }

  @Test("check digits 00, 01 and 99 are refused though congruent") func padding() throws {
    let format = try format(FormatSpecification(type: .iban, country: "NL"))
    // 03 and 98 are in range; their congruent twins 00 + 97 … are tried for every account.
    for account in 0..<200 {
      let tail = "ABNA" + String(repeating: "0", count: 10 - String(account).count) + String(account)
      let valid = (0..<100).filter { check in
        let text = "NL" + (check < 10 ? "0\(check)" : "\(check)") + tail
        if case .valid = format.validate(text) { return true }
        return false
      }
      #expect(valid.count == 1, "\(account)")
    }
  }

  @Test("options of other types and impossible boxes are refused by key") func faults() {
    func key(_ specification: FormatSpecification) -> String? {
      do {
        _ = try specification.makeFormat()
        return nil
      } catch {
        return error.key
      }
    }
    #expect(key(FormatSpecification(type: .bsn, country: "NL")) == "country")
    #expect(key(FormatSpecification(type: .iban, country: "QQ")) == "country")
    #expect(key(FormatSpecification(type: .date, format: "YYMMDD")) == "format")
    #expect(key(FormatSpecification(type: .number, check: "crc")) == "check")
    #expect(key(FormatSpecification(type: .number, min: 5, max: 4)) == "max")
    #expect(key(FormatSpecification(type: .number, length: 3, max: 1000)) == nil)
    #expect(key(FormatSpecification(type: .bsn, boxes: 8)) == "boxes")
    #expect(key(FormatSpecification(type: .betalingskenmerk, boxes: 8)) == "length")
    #expect(key(FormatSpecification(type: .bsn, boxes: 9, list: ["123"])) == "list")
    #expect(key(FormatSpecification(type: .iban, country: "NL", boxes: 18)) == nil)
  }
}
