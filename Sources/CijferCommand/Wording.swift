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
    case let error as FormatError: return ["\(error.key): \(error.message)"]
    case let error as IngestError: return ["\(error.code.rawValue): \(error.message)"]
    case let error as CommandError: return [error.message]
    case is CancellationError: return ["interrupted; what was finished is kept"]
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
    let counts = summary.counts
    var lines: [String] = []
    if summary.isDryRun {
      return ["\(summary.scans) scans, \(summary.scansToRead) of them to read"]
    }
    let rate = summary.seconds > 0 ? Int((Double(summary.pagesRead) / summary.seconds).rounded()) : 0
    lines.append(
      "\(counts.documents) documents, \(counts.pages) pages (\(summary.pagesRead) read now, \(rate) a second), "
        + "\(counts.blankPages) blank, \(counts.duplicates) duplicates")
    let fields = FieldStatus.allCases.compactMap { status in
      counts.fields[status].map { "\($0) \(status.rawValue)" }
    }
    lines.append("fields: " + (fields.isEmpty ? "none" : fields.joined(separator: ", ")))
    lines += list("waiting", counts.waiting)
    if counts.disagreeing > 0 {
      lines.append("\(counts.disagreeing) decided fields are read otherwise now, for sure: see disagrees")
    }
    lines += list("failures", counts.failures)
    lines += summary.failures.map { named in
      let page = named.failure.page.map { ", page \($0)" } ?? ""
      return "  \(named.document)\(page): \(named.failure.code): \(named.failure.message)"
    }
    return lines
  }

  private static func list(_ name: String, _ counts: [String: Int]) -> [String] {
    let entries = counts.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !entries.isEmpty else { return [] }
    return ["\(name): " + entries.map { "\($0.value) \($0.key)" }.joined(separator: ", ")]
  }
}
