import Subprocess
import SystemPackage

/// Pictures of whole pages, made by a process of their own: the one that talks to people decodes no files.
package struct PagePictures: Sendable {
  /// This program.
  package var executable: String
  /// The configuration's file, whose limits hold.
  package var configuration: String
  package var secondsPerPage: Double

  /// Bytes of a picture, at most.
  private static let mostBytes = 1 << 28

  package init(executable: String, configuration: String, secondsPerPage: Double) {
    (self.executable, self.configuration, self.secondsPerPage) = (executable, configuration, secondsPerPage)
  }

  /// Page `number` (from 1) of `scan`, as PNG.
  ///
  /// - Throws: `PictureError` where it cannot be read, or not in time.
  package func picture(of scan: String, page number: Int) async throws -> [UInt8] {
    guard Files.hasNullDevice else { throw PictureError(scan: scan, page: number) }
    let process = Subprocess.Configuration(
      executable: .path(FilePath(executable)),
      arguments: Arguments(["inspect", scan, "--page", "\(number)", "--plain", "--config", configuration]),
      environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]))
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        let result = try await Subprocess.run(
          process, input: .none, output: .bytes(limit: Self.mostBytes), error: .discarded)
        guard result.terminationStatus.isSuccess else { throw PictureError(scan: scan, page: number) }
        return result.standardOutput
      }
      group.addTask { [secondsPerPage] in
        try await Task.sleep(for: .seconds(secondsPerPage + 5))
        throw PictureError(scan: scan, page: number)
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }
}

/// A page that no picture could be made of.
package struct PictureError: Error, Hashable, Sendable {
  package var scan: String
  package var page: Int
}
