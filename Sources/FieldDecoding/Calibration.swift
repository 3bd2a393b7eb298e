/// What `evaluate --calibrate` writes and `accept.calibration` names: thresholds by type, and what they rest on.
package struct Calibration: Hashable, Sendable, Codable {
  /// What kind of file it is.
  package var kind = Self.kind
  package var version = 1
  /// The promise that the thresholds keep, and the prior that the posteriors were made with.
  package var accept: Promise
  /// Hashes of the models (cards included) and of the forms' geometry that the fields were read with, as in run.json.
  package var models: [String: String]
  package var forms: [String: String]
  /// By type; types without enough labelled fields are left out.
  package var types: [String: TypeCalibration]

  package static let kind = "cijfer calibration"

  package init(
    accept: Promise, models: [String: String], forms: [String: String], types: [String: TypeCalibration] = [:]
  ) {
    self.accept = accept
    self.models = models
    self.forms = forms
    self.types = types
  }

  package struct Promise: Hashable, Sendable, Codable {
    package var fieldError: Double
    package var writerError: Double
    /// `accept` or `review`.
    package var `repair`: String

    package init(fieldError: Double, writerError: Double, repair: String) {
      (self.fieldError, self.writerError, self.repair) = (fieldError, writerError, `repair`)
    }
  }

  /// Whether thresholds of this and of `other` rest on the same readings and keep the same promise.
  package func isAlike(_ other: Calibration) -> Bool {
    models == other.models && accept == other.accept
  }

  /// What is wrong with the numbers themselves: a file that was changed by hand promises nothing.
  package var problem: String? {
    guard kind == Self.kind, version == 1 else { return "is no calibration that this version knows" }
    for (name, type) in types.sorted(by: { $0.key < $1.key }) {
      guard type.n >= 0, (0...max(0, type.n)).contains(type.errors) else {
        return "\(name): \(type.errors) errors of \(type.n)"
      }
      guard let threshold = type.threshold else { continue }
      let bound = type.n > 0 ? Binomial.upperBound95(errors: type.errors, of: type.n) : 1
      guard bound <= accept.fieldError, threshold >= 1 - accept.fieldError, threshold <= 1 else {
        return "\(name): \(type.errors) errors of \(type.n) at \(threshold) do not keep \(accept.fieldError)"
      }
    }
    return nil
  }
}

/// The threshold of one type and the labelled fields that it was found on.
package struct TypeCalibration: Hashable, Sendable, Codable {
  /// nil where no threshold keeps the promise: nothing of the type is accepted.
  package var threshold: Double?
  /// Fields that reach the threshold, and the wrong ones among them; without a threshold, those of the strict end.
  package var n: Int
  package var errors: Int
  /// The one-sided 95 % bound on the share of wrong ones.
  package var bound: Double
  package var data: LabelledData
  /// Of all readings of the type in the batch, to tell a batch that is unlike it.
  package var confidences: ConfidenceHistogram

  package init(
    threshold: Double?, n: Int, errors: Int, bound: Double, data: LabelledData,
    confidences: ConfidenceHistogram
  ) {
    self.threshold = threshold
    self.n = n
    self.errors = errors
    self.bound = bound
    self.data = data
    self.confidences = confidences
  }
}

/// Whose promise a threshold is.
package struct LabelledData: Hashable, Sendable, Codable {
  package enum Source: String, Hashable, Sendable, Codable {
    /// A truth.csv that holds every field of the batch.
    case truth
    /// Accepted fields that were drawn, each decided by a person.
    case audit
  }

  package var source: Source
  /// SHA-256 of the truth.csv; nil for an audit.
  package var sha256: String?
  /// Labelled fields of the type.
  package var fields: Int
  package var documents: Int
  /// ISO 8601, UTC.
  package var date: String

  package init(source: Source, sha256: String?, fields: Int, documents: Int, date: String) {
    self.source = source
    self.sha256 = sha256
    self.fields = fields
    self.documents = documents
    self.date = date
  }
}
