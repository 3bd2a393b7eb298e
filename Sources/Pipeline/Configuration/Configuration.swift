package import FieldDecoding
package import Forms
package import Ingest
package import NumberFormats

/// A batch's configuration, resolved: cannot be invalid, paths absolute, defaults filled in.
package struct Configuration: Sendable {
  /// The file it was read from, absolute.
  package var path: String
  package var models: Models
  package var accept: Acceptance
  package var audit: Audit
  package var limits: Limits
  package var forms: [FormTemplate]
  /// Acceptance of single fields, by form name, then field name.
  package var fieldAcceptance: [String: [String: Acceptance]]
  /// Thresholds found on labelled fields; nil where the posterior alone decides.
  package var calibration: CalibrationFile?
  /// The closed lists that were read, in form and field order.
  package var lists: [ListSource] = []
  /// What may stand in its forms, but was hardly meant.
  package var doubts: [ConfigurationError.Problem] = []

  /// Paths of the weight files.
  package struct Models: Hashable, Sendable {
    package var digits: String
    package var letters: String?

    package init(digits: String, letters: String?) {
      self.digits = digits
      self.letters = letters
    }
  }

  /// When a field needs no look.
  package struct Acceptance: Hashable, Sendable {
    package var fieldError: Double
    package var writerError: Double
    /// Whether a repaired reading may be accepted.
    package var acceptsRepaired: Bool

    package init(fieldError: Double, writerError: Double, acceptsRepaired: Bool) {
      self.fieldError = fieldError
      self.writerError = writerError
      self.acceptsRepaired = acceptsRepaired
    }

    package static let standard = Acceptance(fieldError: 0.001, writerError: 0.01, acceptsRepaired: true)
  }

  /// The share of accepted fields that is drawn for a look.
  package struct Audit: Hashable, Sendable {
    package var share: Double

    package static let standard = Audit(share: 0.01)
  }

  /// What one page may cost.
  package struct Limits: Hashable, Sendable {
    package var ingest: IngestLimits
    package var secondsPerPage: Double
    package var memoryMB: Int

    package init(ingest: IngestLimits, secondsPerPage: Double, memoryMB: Int) {
      self.ingest = ingest
      self.secondsPerPage = secondsPerPage
      self.memoryMB = memoryMB
    }

    package static let standard = Limits(ingest: IngestLimits(), secondsPerPage: 30, memoryMB: 1024)
  }

  /// A closed list of a field and where its values came from.
  package struct ListSource: Hashable, Sendable {
    package var form: String
    package var field: String
    /// Absolute.
    package var path: String
    /// SHA-256 of the file, 64 hex digits.
    package var sha256: String
    package var count: Int
  }

  /// What `accept.calibration` names.
  package struct CalibrationFile: Hashable, Sendable {
    /// Absolute.
    package var path: String
    /// SHA-256 of the file, 64 hex digits.
    package var sha256: String
    package var content: Calibration
  }

  /// The calibrated threshold of a type; nil for a type that has none.
  package func calibration(of type: FieldType) -> TypeCalibration? {
    calibration?.content.types[type.rawValue]
  }

  /// The acceptance that holds for a field.
  package func acceptance(form: String, field: String) -> Acceptance {
    fieldAcceptance[form]?[field] ?? accept
  }
}

/// All that is wrong with a configuration file, each with its key path.
package struct ConfigurationError: Error, Hashable, Sendable {
  package struct Problem: Hashable, Sendable {
    /// `forms[0].fields[2].boxes.pitch`; led by the file's name in a form's own file; empty for the whole file.
    package var keyPath: String
    package var message: String

    package init(keyPath: String, message: String) {
      self.keyPath = keyPath
      self.message = message
    }
  }

  package var path: String
  package var problems: [Problem]

  package init(path: String, problems: [Problem]) {
    self.path = path
    self.problems = problems
  }
}
