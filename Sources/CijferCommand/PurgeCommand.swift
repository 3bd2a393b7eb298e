import ArgumentParser
import Foundation
import Ledger
import Pipeline

/// `cijfer purge`: removes what was read, for good.
struct PurgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Removes readings, decided values and pictures of documents for good.",
    discussion: """
      Counts stay, and the ledger keeps that the document was purged. Prints a line a document: name, TAB, pages, \
      TAB, fields. The scans themselves are not touched; what was exported elsewhere is not found.
      """)

  @Argument(help: "The batch's folder.")
  var dir: String

  @Option(name: .customLong("document"), help: "A document, as fields.csv names it; may be repeated.")
  var documents: [String] = []

  @Option(help: ArgumentHelp("Documents read longer ago than this.", valueName: "days"))
  var olderThan: Double?

  @OptionGroup var configurationFile: ConfigurationOption

  func validate() throws {
    if documents.isEmpty == (olderThan == nil) {
      throw ValidationError("either --document or --older-than is needed")
    }
    if let olderThan, !(olderThan >= 0) { throw ValidationError("--older-than must be 0 or more") }
  }

  func run() throws {
    // A configuration that is gone or broken must keep nobody's data.
    let basis =
      try RunFacts.of(dir).map { ReadingBasis($0) }
      ?? ReadingBasis(try Configuration.load(path: configurationFile.config))
    let ledger = try Ledger(writing: dir)
    var wanted = documents
    if let olderThan {
      wanted = try ledger.documents(readBefore: Date().timeIntervalSince1970 - olderThan * 86_400)
    }
    let known = Set(try ledger.scans().map(\.document))
    let missing = wanted.filter { !known.contains($0) }
    guard missing.isEmpty else {
      throw CommandError(
        .missingInput, "no such document in \(dir): \(missing.joined(separator: ", ")); nothing was removed")
    }
    let purged = try ledger.purge(Array(Set(wanted)).sorted())
    try basis.writeOutputs(of: ledger)
    for document in purged { print(document.document, document.pages, document.fields, separator: "\t") }
  }
}
