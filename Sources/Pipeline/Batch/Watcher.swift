package import Ledger
import SystemPackage

/// Tells which files of a hot folder have stopped growing.
package struct Watcher: Sendable {
  /// Files changed within so many nanoseconds may still be written to.
  static let quiet: Int64 = 2_000_000_000

  private let inbox: String
  private let output: FilePath
  private var seen: Set<FileIdentity> = []
  private var done: Set<FileIdentity> = []

  /// - Parameter out: the batch's folder, which is passed over below the inbox.
  package init(inbox: String, out: String) {
    self.inbox = inbox
    output = FilePath(Files.absolute(out, in: Configuration.currentFolder())).lexicallyNormalized()
  }

  /// Looks at the folder.
  ///
  /// - Parameter now: nanoseconds since 1970.
  /// - Returns: files that are as they were when last looked at and have been quiet since; nil where all of them are
  ///   done.
  /// - Throws: `InputError` where the folder cannot be read.
  package mutating func look(now: Int64) throws(InputError) -> Set<FileIdentity>? {
    let found = Set(try Inputs.find([inbox], output: output, list: { [] }).map(\.identity))
    let settled = found.intersection(seen).filter { $0.modified <= now - Self.quiet }
    seen = found
    done.formIntersection(found)
    return settled.isSubset(of: done) ? nil : settled
  }

  /// Notes that `files` were read.
  package mutating func finish(_ files: Set<FileIdentity>) { done.formUnion(files) }
}
