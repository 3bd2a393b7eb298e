package import FieldDecoding
package import Ledger

/// Finds thresholds by type from labelled fields, and says what it made of each type.
package struct Calibrator {
  /// What the batch was read and decided with.
  package var promise: Calibration.Promise
  package var models: [String: String]
  package var forms: [String: String]
  /// By type: how sure all the batch's readings are.
  package var confidences: [String: ConfidenceHistogram]
  /// ISO 8601, UTC.
  package var date: String

  package init(
    promise: Calibration.Promise, models: [String: String], forms: [String: String],
    confidences: [String: ConfidenceHistogram], date: String
  ) {
    self.promise = promise
    self.models = models
    self.forms = forms
    self.confidences = confidences
    self.date = date
  }

  /// What calibrating a type came to.
  package enum Outcome: Hashable, Sendable {
    case calibrated(TypeCalibration)
    /// So many usable fields lack.
    case missing(Int)
    /// So many fields of the batch have no truth: what was labelled may have been chosen.
    case incomplete(Int)
  }

  /// From complete truth: every field of the type in the batch is told.
  ///
  /// A field rightly taken for blank accepts no value and does not count; one wrongly taken for blank counts as an error.
  ///
  /// - Parameter sha256: of the truth.csv.
  package func calibrate(_ evaluation: Evaluation, sha256: String) -> [String: Outcome] {
    var outcomes: [String: Outcome] = [:]
    let labelled = Dictionary(grouping: evaluation.samples.filter { $0.status != nil }, by: \.type)
    for (type, samples) in labelled {
      if let untold = evaluation.untold[type] {
        outcomes[type] = .incomplete(untold)
        continue
      }
      let usable = samples.filter(\.isCalibrating).filter { sample in
        sample.isAcceptable || (sample.status == .blank && !sample.isRight)
      }
      let data = LabelledData(
        source: .truth, sha256: sha256, fields: samples.count, documents: Set(samples.map(\.document)).count,
        date: date)
      outcomes[type] = outcome(
        type, usable.map { ($0.confidence, $0.isRight) }, floor: 1 - promise.fieldError, data)
    }
    return outcomes
  }

  /// From accepted fields that were drawn, each of which a person decided.
  ///
  /// They tell nothing of fields below the threshold that held when they were drawn: `thresholds`, by type.
  package func calibrate(_ audited: [AuditedField], thresholds: [String: Double]) -> [String: Outcome] {
    Dictionary(grouping: audited, by: \.type).mapValues { fields in
      let waiting = fields.count { $0.outcome == .waiting }
      guard waiting == 0 else { return .incomplete(waiting) }
      let type = fields[0].type
      let data = LabelledData(
        source: .audit, sha256: nil, fields: fields.count, documents: Set(fields.map(\.document)).count,
        date: date)
      return outcome(
        type, fields.map { ($0.confidence, $0.outcome == .right) },
        floor: max(1 - promise.fieldError, thresholds[type] ?? 0), data)
    }
  }

  private func outcome(
    _ type: String, _ samples: [(confidence: Double, isRight: Bool)], floor: Double, _ data: LabelledData
  ) -> Outcome {
    func made(_ found: AcceptanceThreshold, _ threshold: Double?) -> Outcome {
      .calibrated(
        TypeCalibration(
          threshold: threshold, n: found.count, errors: found.errors, bound: found.bound, data: data,
          confidences: confidences[type] ?? ConfidenceHistogram()))
    }
    switch AcceptanceThreshold.search(samples, fieldError: promise.fieldError, floor: floor) {
    case .found(let found): return made(found, found.threshold)
    case .refused(let tried): return made(tried, nil)
    case .missing(let count): return .missing(count)
    }
  }

  /// The calibration that `outcomes` make of `previous`: types that could not be calibrated stay as they were, unless
  /// other models or another promise make what was void.
  package func calibration(_ outcomes: [String: Outcome], previous: Calibration?) -> Calibration {
    var calibration = Calibration(accept: promise, models: models, forms: forms)
    if let previous, previous.isAlike(calibration) {
      calibration.types = previous.types
      calibration.forms.merge(previous.forms) { new, _ in new }
    }
    for case (let type, .calibrated(let found)) in outcomes { calibration.types[type] = found }
    return calibration
  }
}
