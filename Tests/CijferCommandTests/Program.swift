import Foundation
import Glibc
import Testing

/// The program as its users start it: a process with arguments, standard input, outputs and an exit code.
enum Program {
  struct Ended {
    var code: Int32
    var output: String
    var errors: String

    /// Standard output's lines, without their ends.
    var lines: [String] {
      output.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline).map(String.init)
    }
  }

  /// The repository, as seen from this file.
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Where the program is.
  static var path: String { executable.path }

  /// Runs a line of a shell in the repository and waits for its end.
  static func runShell(_ line: String) throws -> Ended {
    try run(URL(fileURLWithPath: "/bin/bash"), ["-c", line])
  }

  /// Beside the tests, where the build put it.
  private static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("cijfer")

  /// Starts `cijfer` in the repository, its outputs thrown away, or standard output written to a file.
  static func start(_ arguments: [String], output: String? = nil) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = repository
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    if let output {
      try Data().write(to: URL(fileURLWithPath: output))
      process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    }
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs `cijfer` in the repository and waits for its end.
  static func run(_ arguments: [String], input: String = "", in folder: URL = repository) throws -> Ended {
    try run(executable, arguments, input: input, in: folder)
  }

  private static func run(
    _ executable: URL, _ arguments: [String], input: String = "", in folder: URL = repository
  ) throws -> Ended {
    let files = try Scratch()
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try files.reading("in", input)
    // Files, not pipes: a pipe that nobody empties would stop the program.
    process.standardOutput = try files.writing("out")
    process.standardError = try files.writing("err")
    try process.run()
    process.waitUntilExit()
    return Ended(
      code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: try files.text("out"), errors: try files.text("err"))
  }
}

/// A folder that is gone when the test has ended.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("cijfer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  /// Copies of samples, in a folder of their own.
  func samples(_ names: String...) throws -> String {
    let folder = url.appendingPathComponent("scans")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in names {
      try FileManager.default.copyItem(
        at: Program.repository.appendingPathComponent("samples/scans/\(name)"),
        to: folder.appendingPathComponent(name))
    }
    return folder.path
  }

  fileprivate func reading(_ name: String, _ text: String) throws -> FileHandle {
    try write(name, text)
    return try FileHandle(forReadingFrom: url.appendingPathComponent(name))
  }

  fileprivate func writing(_ name: String) throws -> FileHandle {
    try write(name, "")
    return try FileHandle(forWritingTo: url.appendingPathComponent(name))
  }
}
