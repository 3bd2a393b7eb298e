/// Where a value stands in a configuration: `forms[0].fields[2].boxes.pitch`, led by the file's name where a form
/// has a file of its own.
struct KeyPath: Hashable, Sendable, CustomStringConvertible {
  /// The file as the configuration names it; nil for the configuration itself.
  var file: String?
  var steps = ""

  func key(_ key: String) -> KeyPath {
    KeyPath(file: file, steps: steps.isEmpty ? key : "\(steps).\(key)")
  }

  func index(_ index: Int) -> KeyPath {
    KeyPath(file: file, steps: "\(steps)[\(index)]")
  }

  var description: String {
    guard let file else { return steps }
    return steps.isEmpty ? file : "\(file): \(steps)"
  }
}

/// Gathers all that is wrong with a configuration, so that it can be told at once, and what is doubtful in it.
final class ProblemCollector {
  private(set) var problems: [ConfigurationError.Problem] = []
  /// What may stand there, but was hardly meant.
  private(set) var doubts: [ConfigurationError.Problem] = []

  func add(_ path: KeyPath, _ message: String) {
    let problem = ConfigurationError.Problem(keyPath: path.description, message: message)
    if !problems.contains(problem) { problems.append(problem) }
  }

  func doubt(_ path: KeyPath, _ message: String) {
    doubts.append(ConfigurationError.Problem(keyPath: path.description, message: message))
  }
}
