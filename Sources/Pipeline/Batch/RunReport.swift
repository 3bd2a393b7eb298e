import Crypto
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

  /// What a type's fields must reach.
  ///
  /// Without calibration n and errors are 0 and there is no bound.
  struct Threshold: Encodable {
    var threshold: Double
    var n: Int
    var errors: Int
    var bound: Double?
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
  init(configuration: Configuration, basis: ReadingBasis, counts: LedgerCounts, times: Times) throws {
    self.configuration = ResolvedConfiguration(configuration)
    hashes = Hashes(
      models: basis.models, forms: basis.geometry,
      lists: configuration.lists.map {
        List(form: $0.form, field: $0.field, sha256: $0.sha256, values: $0.count)
      }, decisions: try ResolvedConfiguration(configuration).decisionHash())
    let types = Set(configuration.forms.flatMap { $0.fields.map(\.format.type) })
    thresholds = Dictionary(
      uniqueKeysWithValues: types.map { type in
        let calibrated = configuration.calibration[type]
        let least = 1 - configuration.accept.fieldError
        return (
          type.rawValue,
          Threshold(
            threshold: max(least, calibrated?.threshold ?? 0), n: calibrated?.fields ?? 0,
            errors: calibrated?.errors ?? 0, bound: calibrated?.bound)
        )
      })
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
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let deciding = Deciding(accept: accept, audit: audit.share, forms: forms, lists: listHashes)
    return SHA256.hash(data: Array(try encoder.encode(deciding))).hex
  }
}
