import FieldDecoding
import Forms
import Ingest
import Ledger
import Pipeline
import Synthesis

/// How well pages of a form are read, field by field, before the form is printed.
struct Expectation {
  private struct Count {
    var fields = 0
    var accepted = 0
    var right = 0
    var wrong = 0
  }

  private let form: FormTemplate
  private let reader: PageReader
  private let limits: IngestLimits
  private var counts: [String: Count] = [:]

  /// - Throws: `ModelError` where a network cannot be used.
  init(configuration: Configuration, form: FormTemplate) throws {
    self.form = form
    limits = configuration.limits.ingest
    reader = try PageReader(configuration: configuration, networks: try Networks.load(configuration.models))
  }

  /// Reads the pages of `file` and compares them with its truth; a field of a page that cannot be read waits.
  ///
  /// - Throws: `IngestError` where it cannot be decoded.
  mutating func add(_ file: SynthesizedFile) throws {
    let scan = try Scan(bytes: file.bytes, limits: limits)
    for number in 1...scan.pageCount {
      let read = reader.read(try scan.page(at: number - 1), number: number, sha256: file.name)
      for truth in file.truth where truth.page == number {
        add(read.record.fields.first { $0.field == truth.field }, truth: truth)
      }
    }
  }

  private mutating func add(_ field: FieldRecord?, truth: TruthLine) {
    var count = counts[truth.field] ?? Count()
    count.fields += 1
    if let field {
      let isRight = field.reading.text == truth.value
      if isRight { count.right += 1 }
      if [.accepted, .audit, .blank].contains(field.status) {
        count.accepted += 1
        if !isRight { count.wrong += 1 }
      }
    }
    counts[truth.field] = count
  }

  /// A line a field, in the form's order.
  var csv: String {
    let header =
      "field,fields,accepted,accepted_share,accepted_low95,accepted_high95,read_right,accepted_wrong"
    let rows = form.fields.map { field in
      let count = counts[field.name] ?? Count()
      let interval = count.fields > 0 ? Binomial.interval95(errors: count.accepted, of: count.fields) : 0...1
      let numbers = [count.fields, count.accepted].map(String.init)
      let share = count.fields > 0 ? Double(count.accepted) / Double(count.fields) : 0
      let bounds = [share, interval.lowerBound, interval.upperBound].map { CSVText.sixDecimals($0) }
      return [field.name] + numbers + bounds + [String(count.right), String(count.wrong)]
    }
    return CSVText.row(header.split(separator: ",").map(String.init)) + rows.map { CSVText.row($0) }.joined()
  }
}
