package import FieldDecoding
import FoundationEssentials
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
}
