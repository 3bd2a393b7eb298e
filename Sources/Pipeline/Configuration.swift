package import Forms
package import Ingest
package import NumberFormats

/// A batch's configuration, resolved: cannot be invalid, paths absolute, defaults filled in.
package struct Configuration: Sendable {
  package var models: Models
  package var accept: Acceptance
  package var audit: Audit
  package var limits: Limits
  package var forms: [FormTemplate]
  /// Acceptance of single fields, by form name, then field name.
  package var fieldAcceptance: [String: [String: Acceptance]]

  /// Paths of the weight files.
  package struct Models: Hashable, Sendable {
    package var digits: String
    package var letters: String?
  }

  /// When a field needs no look.
  package struct Acceptance: Hashable, Sendable {
    package var fieldError: Double
    package var writerError: Double
    /// Whether a repaired reading may be accepted.
    package var acceptsRepaired: Bool
  }

  /// The share of accepted fields that is drawn for a look.
  package struct Audit: Hashable, Sendable {
    package var share: Double
  }

  /// What one page may cost.
  package struct Limits: Hashable, Sendable {
    package var ingest: IngestLimits
    package var secondsPerPage: Double
    package var memoryMB: Int
  }

  /// Reads and resolves the file at `path`.
  ///
  /// - Throws: `ConfigurationError` with every problem found.
  package static func load(path: String) throws(ConfigurationError) -> Configuration {
    throw ConfigurationError(path: path, problems: [])
  }
}

/// All that is wrong with a configuration file, each with its key path.
package struct ConfigurationError: Error, Hashable, Sendable {
  package struct Problem: Hashable, Sendable {
    /// `forms[0].fields[2].boxes.pitch`
    package var keyPath: String
    package var message: String
  }

  package var path: String
  package var problems: [Problem]
}
