import FieldDecoding
import GlyphNet
import Ingest
import Ledger
import NumberFormats
import Pipeline

/// The words of every error; each names the file, page, field and limit it is about.
enum Wording {
  /// The lines that say what `error` is.
  static func lines(for error: any Error) -> [String] {
    switch error {
    case let error as ConfigurationError:
      let count = error.problems.count
      return ["\(error.path): \(count) \(count == 1 ? "problem" : "problems")"]
        + error.problems.map { "  \($0.keyPath.isEmpty ? "(file)" : $0.keyPath): \($0.message)" }
    case let error as InputError: return error.faults.map { "\($0.path): \($0.reason)" }
    case let error as ModelError:
      return ["\(error.path): \(error.node.map { "node \($0): " } ?? "")\(error.reason)"]
    case let error as LedgerError: return [ledger(error)]
    case let error as OutputError: return ["\(error.path) cannot be written: \(error.reason)"]
    case let error as WorkerPoolError: return ["workers cannot be kept alive: \(error.reason)"]
    case let error as BatchArgumentError: return [argument(error)]
    case let error as BatchFaults: return error.errors.flatMap(lines)
    case let error as FormatError: return ["\(error.key): \(error.message)"]
    case let error as IngestError: return ["\(error.code.rawValue): \(error.message)"]
    case let error as CommandError: return [error.message]
    case is CancellationError:
      return ["interrupted; what was finished is kept in the ledger: the same command goes on from there"]
    default: return ["internal error: \(error)"]
    }
  }

  private static func ledger(_ error: LedgerError) -> String {
    switch error {
    case .locked(let directory): "\(directory) is in use by another run"
    case .noAccess(let path, let reason): "\(path): no access: \(reason)"
    case .damaged(let path, let reason): "\(path) is damaged: \(reason)"
    }
  }

  private static func argument(_ error: BatchArgumentError) -> String {
    switch error {
    case .unknownForm(let name, let known):
      "--form \(name): there is no such form; the configuration has \(known.joined(separator: ", "))"
    case .nothingToDo(let out): "no INPUT, and no ledger in \(out) to decide again from"
    case .outputInside(let out, let input):
      "--out \(out) lies inside the input \(input): choose a folder outside it"
    case .jobs(let count): "--jobs \(count): must be 1 to 256"
    }
  }

  static func proposal(_ error: TemplateProposalError) -> String {
    switch error {
    case .unknown(let kind, let word, let known):
      let guess = Spelling.nearest(to: word, of: known).map { "; did you mean \($0)?" } ?? ""
      return "there is no \(kind) \(word): there are \(known.joined(separator: ", "))\(guess)"
    case .option(let option, let type):
      return "\(type):\(option): what follows must be a number of characters"
    case .format(let field, let error): return "\(field): \(error.key): \(error.message)"
    }
  }

  /// The closing summary of a batch, a line an entry.
  static func summary(_ summary: BatchSummary, out: String) -> [String] {
    let closed = summary.closed.map { "not looked into: \($0.path): \($0.reason)" }
    if summary.isDryRun {
      return ["\(summary.scans) scans, \(summary.scansToRead) of them to read"] + closed
    }
    let counts = summary.counts
    var lines = [pages(summary)]
    let fields = FieldStatus.allCases.compactMap { status in
      counts.fields[status].map { "\($0) \(status.rawValue)" }
    }
    lines.append("fields: " + (fields.isEmpty ? "none" : fields.joined(separator: ", ")))
    lines += list("waiting", counts.waiting)
    if summary.scansReplaced > 0 {
      let count = summary.scansReplaced
      lines.append("\(count) scans have other bytes than before: what was read of the old ones is gone")
    }
    if counts.disagreeing > 0 {
      lines.append("\(counts.disagreeing) decided fields are read otherwise now, for sure: see disagrees")
    }
    lines += audits(counts.audits) + drift(summary.drift)
    lines += list("failures", counts.failures)
    lines += summary.failures.prefix(mostFailures).map { named in
      let page = named.failure.page.map { ", page \($0)" } ?? ""
      return "  \(named.document)\(page): \(named.failure.code): \(named.failure.message)"
    }
    if counts.failures.values.reduce(0, +) > min(summary.failures.count, mostFailures) {
      lines.append("  all of them: \(out)/failures.csv")
    }
    return lines + closed
  }

  /// Failures that a summary names.
  private static let mostFailures = 20

  private static func pages(_ summary: BatchSummary) -> String {
    let (counts, seconds) = (summary.counts, summary.seconds)
    let tenths = seconds > 0 ? Int((10 * Double(summary.pagesRead) / seconds).rounded()) : 0
    var parts = [
      "\(counts.documents) documents",
      "\(counts.pages) pages (\(summary.pagesRead) read now, \(tenths / 10).\(tenths % 10) a second)",
      "\(counts.blankPages) blank", "\(counts.duplicates) duplicates",
    ]
    if counts.purged > 0 { parts.append("\(counts.purged) purged") }
    return parts.joined(separator: ", ")
  }

  /// What people found of accepted fields that were drawn.
  private static func audits(_ audits: [String: AuditCounts]) -> [String] {
    let seen = audits.sorted { $0.key < $1.key }.filter { $0.value.right + $0.value.wrong > 0 }
    return seen.map { type, counts in
      let count = counts.right + counts.wrong
      let interval = Binomial.interval95(errors: counts.wrong, of: count)
      let waiting = counts.waiting > 0 ? ", \(counts.waiting) more wait" : ""
      return "audit: of \(count) accepted \(type) fields looked at, \(counts.wrong) wrong "
        + "(95 % interval \(percent(interval.lowerBound)) to \(percent(interval.upperBound)) %)\(waiting)"
    }
  }

  /// Types whose readings are unlike those that the thresholds were found on.
  private static func drift(_ drift: [String: Drift]) -> [String] {
    drift.sorted { $0.key < $1.key }.filter(\.value.isNotable).map { type, drift in
      "drift: \(type) fields are \(drift.isLessSure ? "less" : "more") sure than those of the calibration "
        + "(distance \(percent(drift.distance)) %): its promise may not hold for this batch"
    }
  }

  /// A share in percent, to two digits behind the point.
  static func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func list(_ name: String, _ counts: [String: Int]) -> [String] {
    let entries = counts.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !entries.isEmpty else { return [] }
    return ["\(name): " + entries.map { "\($0.value) \($0.key)" }.joined(separator: ", ")]
  }
}
