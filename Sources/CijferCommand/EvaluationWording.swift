import Evaluation
import FieldDecoding

/// The words of `evaluate` on standard error.
enum EvaluationWording {
  /// What of the truth and the batch does not go together.
  static func warnings(_ evaluation: Evaluation) -> [String] {
    var lines: [String] = []
    let unknown = evaluation.unknownDocuments
    if !unknown.isEmpty {
      lines.append("\(documents(unknown)) not in the batch: each row counts as not read")
    }
    let untold = evaluation.untoldDocuments
    if !untold.isEmpty { lines.append("\(documents(untold)) of the batch not in the truth: left out") }
    if let row = evaluation.strangeRows.first {
      lines.append(
        "\(evaluation.strangeRows.count) rows about fields that their pages do not have, first \(row.field) of "
          + "\(row.document), page \(row.page)")
    }
    return lines
  }

  private static func documents(_ names: [String]) -> String {
    let shown = names.prefix(3).joined(separator: ", ")
    return
      "\(names.count) \(names.count == 1 ? "document" : "documents") (\(shown)\(names.count > 3 ? ", …" : ""))"
  }

  /// What became of each type.
  static func outcomes(_ outcomes: [String: Calibrator.Outcome], isAudit: Bool, fieldError: Double)
    -> [String]
  {
    let promised = Wording.percent(fieldError)
    let lines = outcomes.sorted { $0.key < $1.key }.map { type, outcome in
      switch outcome {
      case .missing(let count):
        return "\(type): \(count) more usable fields are needed to keep \(promised) %; nothing changed"
      case .incomplete(let count):
        let what = isAudit ? "drawn fields still wait" : "fields of the batch are not in the truth"
        return "\(type): \(count) \(what): what was labelled may have been chosen; nothing changed"
      case .calibrated(let found):
        let counts = "\(found.errors) of \(found.n) wrong, at most \(thousandths(found.bound)) %"
        guard let threshold = found.threshold else {
          return
            "\(type): not even its surest fields keep \(promised) % (\(counts)): nothing of it will be accepted"
        }
        return "\(type): threshold \(threshold) (\(counts))"
      }
    }
    return lines.isEmpty ? ["no \(isAudit ? "drawn" : "labelled") field to learn from"] : lines
  }

  /// A share in percent, rounded up to a thousandth.
  private static func thousandths(_ share: Double) -> String {
    let thousandths = Int((share * 100_000).rounded(.up))
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
