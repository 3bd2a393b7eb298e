import Crypto
import Evaluation
import FieldDecoding
import FoundationEssentials
import Ledger
import Pipeline
import SystemPackage

/// Writes what `evaluate --calibrate` finds, and says on standard error what became of each type.
struct CalibrationWriter {
  let facts: RunFacts
  let ledger: Ledger
  /// The file to write or to bring up to date.
  let path: String

  /// - Parameter evaluation: against a complete truth; without one, audited fields are taken.
  /// - Throws: where not every page was read with the models that the file would name.
  func write(_ evaluation: Evaluation?, _ labels: TruthFile?) throws {
    let others = try facts.pagesReadOtherwise(in: ledger)
    if let first = others.first {
      throw CommandError(
        .badConfiguration,
        "\(ledger.directory): \(first.document), page \(first.page) (first of \(others.count)), was not read with the "
          + "models, forms and limits of run.json: run all scans with one configuration, then calibrate")
    }
    let accept = facts.configuration.accept
    let calibrator = Calibrator(
      promise: accept, models: facts.hashes.models, forms: facts.hashes.forms,
      confidences: try ledger.confidences(), date: Date().formatted(.iso8601))
    let previous = try previous()
    let outcomes: [String: Calibrator.Outcome]
    if let evaluation, let labels {
      outcomes = calibrator.calibrate(evaluation, sha256: SHA256.hash(data: labels.bytes).hex)
    } else {
      outcomes = calibrator.calibrate(
        try auditedFields(), thresholds: facts.thresholds.compactMapValues(\.threshold))
    }
    EvaluationWording.outcomes(outcomes, isAudit: evaluation == nil, fieldError: accept.fieldError)
      .forEach(Terminal.say)
    let calibration = calibrator.calibration(outcomes, previous: previous)
    let hasFound = outcomes.values.contains { if case .calibrated = $0 { true } else { false } }
    guard hasFound else { return Terminal.say("\(path): nothing changed") }
    if let previous, !previous.isAlike(calibration) {
      Terminal.say("\(path): what stood there was made with other models or another promise, and is replaced")
    }
    try OutputFile.write(try calibration.encoded(), to: path)
  }

  /// Drawn fields that the batch's common acceptance accepted.
  private func auditedFields() throws -> [AuditedField] {
    let own = facts.configuration.forms.flatMap { form in
      form.fields.filter { $0.accept != nil }.map { [form.name, $0.name] }
    }
    return try ledger.auditedFields().filter { !own.contains([$0.form, $0.field]) }
  }

  /// What stands in the file; nil where there is none yet.
  private func previous() throws -> Calibration? {
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try Files.read(FilePath(path))
    } catch {
      if error == .noSuchFileOrDirectory { return nil }
      throw InputError(faults: [InputError.Fault(path: path, reason: error.description)])
    }
    guard let found = try? Calibration.decoded(bytes), found.problem == nil else {
      throw CommandError(
        .badConfiguration, "\(path) is there already and is no calibration: it is left as it is")
    }
    return found
  }
}
