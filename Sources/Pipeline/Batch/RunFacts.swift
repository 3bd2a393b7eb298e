package import FieldDecoding
import FoundationEssentials
package import Ledger
package import NumberFormats
import SystemPackage

/// What a batch was read and decided with, from its `run.json`.
package struct RunFacts: Decodable, Sendable {
  package var configuration: Resolved
  package var hashes: Hashes
  package var thresholds: [String: Threshold]

  package struct Resolved: Decodable, Sendable {
    package var accept: Calibration.Promise
    package var forms: [Form]
    var limits: ResolvedConfiguration.Limits
  }

  package struct Form: Decodable, Sendable {
    package var name: String
    package var fields: [Field]
  }

  package struct Field: Decodable, Sendable {
    struct Boxes: Decodable, Sendable { var count: Int }
    struct Area: Decodable, Sendable {}

    package var name: String
    package var type: String
    /// The field's own, where it has one.
    package var accept: Calibration.Promise?
    var country: String?
    var length: Int?
    var format: String?
    var min: Int?
    var max: Int?
    var check: String?
    var boxes: Boxes?
    var area: Area?

    package var isArea: Bool { area != nil }

    /// The format without its list; nil for a type that this version does not know.
    package var makeFormat: (any FieldFormat)? {
      guard let type = FieldType(rawValue: type) else { return nil }
      let specification = FormatSpecification(
        type: type, country: country, length: length, format: format, min: min, max: max, check: check,
        boxes: boxes?.count)
      return try? specification.makeFormat()
    }
  }

  package struct Hashes: Decodable, Sendable {
    package var models: [String: String]
    package var forms: [String: String]
  }

  package struct Threshold: Decodable, Sendable {
    /// nil where nothing of the type is accepted.
    package var threshold: Double?
  }

  /// The facts of the batch in `directory`; nil where no run came to its end there.
  package static func of(_ directory: String) -> RunFacts? {
    guard let bytes = try? Files.read(FilePath(directory).appending("run.json")) else { return nil }
    return try? JSONDecoder().decode(RunFacts.self, from: Data(bytes))
  }

  /// The identified pages of the batch that were read with other models, forms or limits than these facts tell, in
  /// order: a run of other scans leaves such, and one that was interrupted.
  package func pagesReadOtherwise(in ledger: Ledger) throws -> [(document: String, page: Int)] {
    let basis = ReadingBasis(self)
    let pages = try ledger.pageStates().flatMap { document, pages in
      pages.compactMap { page, state -> (document: NameKey, page: Int)? in
        guard case .identified(let form, _, _) = state.outcome else { return nil }
        return state.basis == basis.identified(as: form) ? nil : (document, page)
      }
    }
    return pages.sorted { $0 < $1 }.map { ($0.document.name, $0.page) }
  }
}
