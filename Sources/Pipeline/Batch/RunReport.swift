import Crypto
import FieldDecoding
import Forms
import FoundationEssentials
import Ingest
import Ledger
import NumberFormats
import Raster
import SystemPackage

/// `run.json`: what a batch was read with and what it came to.
///
/// Only `times` differs between runs that read the same.
struct RunReport: Encodable {
  var version = 1
  var configuration: ResolvedConfiguration
  var hashes: Hashes
  var thresholds: [String: Threshold]
  /// By type: what people found of accepted fields that were drawn.
  var audits: [String: Audit]
  /// By type, where there is a calibration: how unlike its fields those of this batch are.
  var drift: [String: Drift]
  var counts: Counts
  var times: Times

  struct Hashes: Encodable {
    /// Of the files, cards included.
    var models: [String: String]
    /// Of what a form's pages are read with.
    var forms: [String: String]
    var lists: [List]
    /// Of all that decides; when it changes, everything is decided again.
    var decisions: String
  }

  struct List: Encodable {
    var form: String
    var field: String
    var sha256: String
    var values: Int
  }

  /// What a type's fields must reach; nil where nothing of the type is accepted.
  ///
  /// Without calibration n and errors are 0, there is no bound, and the promise is the posterior's alone.
  struct Threshold: Encodable {
    var threshold: Double?
    var n: Int
    var errors: Int
    var bound: Double?
    var promise: Promise
  }

  /// Whose promise a threshold is.
  struct Promise: Encodable {
    /// `posterior`, or what was calibrated on: `truth`, `audit`.
    var source: String
    var fieldError: Double
    /// The calibration's file and its hash; of the models that it was made with, see `hashes`: they are the same.
    var file: String?
    var sha256: String?
    /// The labelled fields.
    var data: LabelledData?
    /// Forms that the calibration did not see as they are now.
    var formsNotSeen: [String]?
  }

  /// Accepted fields that were drawn for a look.
  struct Audit: Encodable {
    var waiting: Int
    var right: Int
    var wrong: Int
    /// The exact 95 % interval of the share of wrong ones; nil before anybody looked.
    var wrongLow95: Double?
    var wrongHigh95: Double?
  }

  struct Counts: Encodable {
    var documents: Int
    var duplicates: Int
    var purged: Int
    var pages: Int
    var blankPages: Int
    var fields: [String: Int]
    var waiting: [String: Int]
    var failures: [String: Int]
    var types: [String: [String: Int]]
    /// Decided fields of which the machine is sure to read something else.
    var disagreeing: Int
  }

  struct Times: Encodable {
    /// ISO 8601, UTC.
    var started: String
    var seconds: Double
    var pagesRead: Int
    var pagesPerSecond: Double
    var jobs: Int
  }

  /// Pretty, keys sorted: same report, same bytes.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

extension RunReport {
  init(
    configuration: Configuration, basis: ReadingBasis, counts: LedgerCounts, drift: [String: Drift],
    times: Times
  ) throws {
    self.configuration = ResolvedConfiguration(configuration)
    hashes = Hashes(
      models: basis.models, forms: basis.geometry,
      lists: configuration.lists.map {
        List(form: $0.form, field: $0.field, sha256: $0.sha256, values: $0.count)
      }, decisions: try ResolvedConfiguration(configuration).decisionHash())
    let types = Set(configuration.forms.flatMap { $0.fields.map(\.format.type) })
    thresholds = Dictionary(
      uniqueKeysWithValues: types.map { ($0.rawValue, Threshold($0, configuration, basis)) })
    audits = counts.audits.mapValues(Audit.init)
    self.drift = drift
    self.counts = Counts(counts)
    self.times = times
  }

  /// The `hashes.decisions` of the report in `bytes`; nil for what is no report.
  static func decisionHash(in bytes: [UInt8]) -> String? {
    struct Part: Decodable {
      struct Hashes: Decodable { var decisions: String }
      var hashes: Hashes
    }
    return (try? JSONDecoder().decode(Part.self, from: Data(bytes)))?.hashes.decisions
  }
}

extension RunReport.Threshold {
  fileprivate init(_ type: FieldType, _ configuration: Configuration, _ basis: ReadingBasis) {
    let calibrated = configuration.calibration(of: type)
    let least = configuration.accept.threshold(calibrated)
    self.init(
      threshold: least.isFinite ? least : nil, n: calibrated?.n ?? 0, errors: calibrated?.errors ?? 0,
      bound: calibrated?.bound,
      promise: RunReport.Promise(source: "posterior", fieldError: configuration.accept.fieldError))
    guard let calibrated, let file = configuration.calibration else { return }
    promise.source = calibrated.data.source.rawValue
    promise.file = file.path
    promise.sha256 = file.sha256
    promise.data = calibrated.data
    let forms = configuration.forms.filter { $0.fields.contains { $0.format.type == type } }.map(\.name)
    promise.formsNotSeen = forms.filter { file.content.forms[$0] != basis.geometry[$0] }
  }
}

extension RunReport.Audit {
  fileprivate init(_ counts: AuditCounts) {
    let seen = counts.right + counts.wrong
    let interval = seen > 0 ? Binomial.interval95(errors: counts.wrong, of: seen) : nil
    self.init(
      waiting: counts.waiting, right: counts.right, wrong: counts.wrong, wrongLow95: interval?.lowerBound,
      wrongHigh95: interval?.upperBound)
  }
}

extension RunReport.Counts {
  init(_ counts: LedgerCounts) {
    let named = { (fields: [FieldStatus: Int]) in
      Dictionary(uniqueKeysWithValues: fields.map { ($0.key.rawValue, $0.value) })
    }
    self.init(
      documents: counts.documents, duplicates: counts.duplicates, purged: counts.purged, pages: counts.pages,
      blankPages: counts.blankPages, fields: named(counts.fields), waiting: counts.waiting,
      failures: counts.failures, types: counts.byType.mapValues(named),
      disagreeing: counts.disagreeing)
  }
}

extension ResolvedConfiguration {
  /// Of all that decides without reading: acceptance, audit, formats, lists.
  func decisionHash() throws -> String {
    struct Deciding: Encodable {
      var accept: Acceptance
      var audit: Double
      var forms: [Form]
      var lists: [String]
      var calibration: String?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let deciding = Deciding(
      accept: accept, audit: audit.share, forms: forms, lists: listHashes, calibration: calibrationHash)
    return SHA256.hash(data: Array(try encoder.encode(deciding))).hex
  }
}
