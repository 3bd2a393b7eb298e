import GlyphNet
import Pipeline

/// Why a reader cannot be made or a scan cannot be read.
public enum FormReaderError: Error, Hashable, Sendable {
  /// Something wrong in a configuration.
  public struct Problem: Hashable, Sendable {
    /// Where it stands: `forms[0].fields[2].boxes.pitch`; empty for the whole file.
    public var keyPath: String
    /// What is wrong, in words.
    public var message: String

    /// A problem at a key path.
    public init(keyPath: String, message: String) {
      self.keyPath = keyPath
      self.message = message
    }
  }

  /// Everything that is wrong with a configuration file.
  case configuration(path: String, problems: [Problem])
  /// A weight file that cannot be used.
  case model(path: String, reason: String)
  /// A file that is no scan; the code is one of `failures.csv`.
  case scan(code: String, message: String)
  /// The configuration has no form of that name.
  case unknownForm(String)
}

extension FormReaderError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .configuration(let path, let problems):
      ([path] + problems.map { $0.keyPath.isEmpty ? $0.message : "\($0.keyPath) \($0.message)" })
        .joined(separator: "\n  ")
    case .model(let path, let reason): "\(path): \(reason)"
    case .scan(let code, let message): "\(code): \(message)"
    case .unknownForm(let name): "there is no form \(name)"
    }
  }

  /// The public error for one of the pipeline's.
  init(_ error: any Error) {
    switch error {
    case let error as ConfigurationError:
      let problems = error.problems.map { Problem(keyPath: $0.keyPath, message: $0.message) }
      self = .configuration(path: error.path, problems: problems)
    case let error as ModelError:
      self = .model(path: error.path, reason: error.reason)
    default:
      self = .model(path: "", reason: "\(error)")
    }
  }
}
