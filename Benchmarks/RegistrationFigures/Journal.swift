import Pipeline
import SystemPackage

/// Outcomes page by page, in a file that a run which was cut off goes on from.
struct Journal {
  /// What became of one page.
  struct Entry {
    var page: Int
    var outcome: Tally.Outcome
    /// mm; nil for a page that was not read.
    var residual: Double?
    /// What a table of figures is split by.
    var traits: [String]
  }

  /// By page.
  private(set) var entries: [Int: Entry] = [:]
  private let file: FileDescriptor?

  /// Opens the journal at `path`, nil for none; `trial` says of what it is.
  ///
  /// - Throws: `Errno`; `Fault` for a journal of another trial.
  init(path: String?, trial: String) throws {
    guard let path else {
      file = nil
      return
    }
    let file = try FileDescriptor.open(
      FilePath(path), .readWrite, options: [.create, .append], permissions: .ownerReadWrite)
    self.file = file
    let text = String(decoding: try Files.read(FilePath(path)), as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    // A last line without its end was cut off.
    let torn = lines.popLast() ?? ""
    if !torn.isEmpty { try file.resize(to: Int64(text.utf8.count - torn.utf8.count)) }
    if lines.isEmpty {
      _ = try file.writeAll((trial + "\n").utf8)
    } else if lines.removeFirst() != trial {
      throw Fault.otherTrial(path)
    }
    for line in lines {
      if let entry = Self.entry(line) { entries[entry.page] = entry }
    }
  }

  enum Fault: Error { case otherTrial(String) }

  /// Keeps `entry`.
  ///
  /// - Throws: `Errno`.
  mutating func add(_ entry: Entry) throws {
    entries[entry.page] = entry
    let residual = entry.residual.map { "\($0)" } ?? ""
    let cells = ["\(entry.page)", entry.outcome.rawValue, residual, entry.traits.joined(separator: ";")]
    _ = try file?.writeAll((cells.joined(separator: "\t") + "\n").utf8)
  }

  private static func entry(_ line: Substring) -> Entry? {
    let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard cells.count == 4, let page = Int(cells[0]), let outcome = Tally.Outcome(rawValue: String(cells[1]))
    else { return nil }
    return Entry(
      page: page, outcome: outcome, residual: Double(cells[2]),
      traits: cells[3].split(separator: ";").map(String.init))
  }

  /// The outcomes of `pages` by trait, and of all.
  func tallies(of pages: Range<Int>) -> (byTrait: [(trait: String, tally: Tally)], all: Tally) {
    var byTrait: [String: Tally] = [:]
    var all = Tally()
    for entry in pages.compactMap({ entries[$0] }) {
      all.add(entry.outcome, residual: entry.residual)
      for trait in entry.traits { byTrait[trait, default: Tally()].add(entry.outcome) }
    }
    return (byTrait.sorted { $0.key < $1.key }.map { (trait: $0.key, tally: $0.value) }, all)
  }
}
