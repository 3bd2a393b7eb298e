import ArgumentParser
import NumberFormats
import Pipeline

extension FieldType: ExpressibleByArgument {}

/// `cijfer check`: validates values without a scan.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validates values, or lines of standard input.",
    discussion: """
      Prints a line each: value, TAB, valid or invalid, TAB, the canonical form or the reason (format, length, \
      checksum, component). Exit code 0 if all are valid, else 4.
      """)

  @Argument(help: "One of \(FieldType.allCases.map(\.rawValue).joined(separator: ", ")).")
  var type: FieldType

  @Argument(help: "The values; without any, lines of standard input.")
  var values: [String] = []

  @Option(help: "Country of an iban or postcode (ISO 3166 alpha-2).")
  var country: String?

  @Option(help: "Length of a number, a text, a betalingskenmerk or a postcode.")
  var length: Int?

  @Option(help: "Format of a date: DDMMYYYY, DDMMYY, MMDDYYYY, YYYYMMDD.")
  var format: String?

  @Option(help: "Check of a number: luhn, mod11, mod97.")
  var check: String?

  @Option(help: "The least number; the first date, as YYYYMMDD.")
  var min: Int?

  @Option(help: "The greatest number; the last date, as YYYYMMDD.")
  var max: Int?

  func run() throws {
    let specification = FormatSpecification(
      type: type, country: country, length: length, format: format, min: min, max: max, check: check)
    let resolved: any FieldFormat
    do {
      resolved = try specification.makeFormat()
    } catch {
      throw ValidationError("--\(error.key): \(error.message)")
    }
    var allValid = true
    func report(_ value: String) {
      let (word, detail) =
        switch resolved.validate(value) {
        case .valid(let canonical): ("valid", canonical)
        case .invalid(let fault): ("invalid", fault.rawValue)
        }
      allValid = allValid && word == "valid"
      print(Terminal.printable(value), word, detail, separator: "\t")
    }
    if values.isEmpty {
      var isFirst = true
      while let line = readLine() {
        // Some editors begin a file with a byte order mark.
        let hasMark = isFirst && line.unicodeScalars.first == "\u{FEFF}"
        report(hasMark ? String(line.unicodeScalars.dropFirst()) : line)
        isFirst = false
      }
    } else {
      values.forEach(report)
    }
    if !allValid { throw Pipeline.ExitCode.partial }
  }
}
