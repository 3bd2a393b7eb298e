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
  /// Places where a file stands, or stood when it was read.
  private var places: Set<NameKey>
  /// Places that were seen empty, and at which nothing was read since.
  private var emptied: Set<NameKey> = []
  /// Files at a place that was seen empty: each is another file than the one that was read there.
  package private(set) var returned: Set<FileIdentity> = []

  /// - Parameters:
  ///   - out: the batch's folder, which is passed over below the inbox.
  ///   - read: the paths of files that were read before, as the ledger has them.
  package init(inbox: String, out: String, read: [String] = []) {
    self.inbox = inbox
    output = FilePath(Files.absolute(out, in: Configuration.currentFolder())).lexicallyNormalized()
    places = Set(read.map { NameKey($0) })
  }

  /// Looks at the folder.
  ///
  /// - Parameter now: nanoseconds since 1970.
  /// - Returns: files that are as they were when last looked at and have been quiet since; nil where all of them are
  ///   done.
  /// - Throws: `InputError` where the folder cannot be read.
  package mutating func look(now: Int64) throws(InputError) -> Set<FileIdentity>? {
    let scans = try Inputs.find([inbox], output: output, list: { [] }).scans
    let found = Set(scans.map(\.identity))
    let settled = found.intersection(seen).filter { $0.modified <= now - Self.quiet }
    seen = found
    done.formIntersection(found)
    note(scans)
    return settled.isSubset(of: done) ? nil : settled
  }

  private mutating func note(_ scans: [FoundScan]) {
    let standing = Dictionary(
      scans.map { (NameKey(ScanPath.text($0.path)), $0.identity) }, uniquingKeysWith: { first, _ in first })
    // What has returned and was read is an ordinary file again.
    for (place, file) in standing where done.contains(file) { emptied.remove(place) }
    emptied.formUnion(places.subtracting(standing.keys))
    places = Set(standing.keys)
    returned = Set(emptied.compactMap { standing[$0] })
  }

  /// Notes that `files` were read.
  package mutating func finish(_ files: Set<FileIdentity>) { done.formUnion(files) }
}
