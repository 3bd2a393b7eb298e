import Pipeline
import SystemPackage

/// Text on its way to a file, which appears whole, or to standard output.
struct OutputText {
  /// nil for standard output.
  private let path: String?
  private var waiting: [UInt8] = []
  /// Bytes kept before standard output gets them.
  private static let enough = 1 << 16

  init(path: String?) { self.path = path }

  mutating func add(_ text: String) throws {
    waiting.append(contentsOf: text.utf8)
    if path == nil, waiting.count > Self.enough { try send() }
  }

  /// Returns once everything is where it belongs.
  ///
  /// - Throws: `OutputError`.
  mutating func finish() throws {
    guard let path else { return try send() }
    try OutputFile.write(waiting, to: path, isSynced: true)
  }

  private mutating func send() throws {
    do {
      try FileDescriptor.standardOutput.writeAll(waiting)
    } catch {
      throw OutputError(path: "standard output", reason: "\(error)")
    }
    waiting.removeAll(keepingCapacity: true)
  }
}
