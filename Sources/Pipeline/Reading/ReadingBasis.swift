import Crypto
import Forms
import Ingest
package import Ledger
import NumberFormats
import Raster
import SystemPackage

/// Hashes of all that decides what a page reads as, apart from its bytes: when one changes, the page is read again.
///
/// What only decides (acceptance, audit, lists, checks) is not among them.
package struct ReadingBasis: Hashable, Sendable {
  /// Of the model files and their cards, by what they read.
  package let models: [String: String]
  /// Of each form's geometry, by the form's name.
  package let geometry: [String: String]
  private let common: String

  /// - Parameter models: the hashes of the networks that were loaded; nil to read their files for them.
  /// - Throws: `FormatError` for a configuration that was not resolved, `Errno` where a model file cannot be read.
  package init(_ configuration: Configuration, models: [String: String]? = nil) throws {
    let models = try models ?? Self.hashes(of: configuration.models)
    self.models = models
    geometry = try Dictionary(
      configuration.forms.map { ($0.name, try Self.geometry($0)) }, uniquingKeysWith: { first, _ in first })
    common = Self.common(models, ResolvedConfiguration.Limits(configuration.limits))
  }

  /// What the last run that came to its end read with.
  package init(_ facts: RunFacts) {
    models = facts.hashes.models
    geometry = facts.hashes.forms
    common = Self.common(models, facts.configuration.limits)
  }

  /// Makes the batch's files anew from its ledger.
  package func writeOutputs(of ledger: Ledger, trustsPictures: Bool = false) throws {
    let names = models.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.prefix(12))" }
    try ledger.writeOutputs(
      model: names.joined(separator: ", "), templates: geometry, trustsPictures: trustsPictures)
  }

  /// Makes the batch's files anew if something was decided since they were made.
  package func refreshOutputs(of ledger: Ledger) throws {
    let made = try? FileIdentity.of(FilePath(ledger.directory).appending("fields.csv"))
    try writeOutputs(of: ledger, trustsPictures: made != nil)
  }

  /// The basis of a page that is `form`.
  package func identified(as form: String) -> String {
    Self.hash([common, geometry[form] ?? ""])
  }

  /// The basis of a page that was tried against `forms` (all where nil) and fits none: another form may fit.
  package func unidentified(among form: String?) -> String {
    let tried = geometry.filter { form == nil || $0.key == form }.sorted { $0.key < $1.key }
    return Self.hash([common] + tried.flatMap { [$0.key, $0.value] })
  }

  /// The basis of a page that shows nothing, or that could not be decoded: no form changes that.
  package var formless: String { Self.hash([common]) }

  private static func common(_ models: [String: String], _ limits: ResolvedConfiguration.Limits) -> String {
    let costs = "\(limits.megapixels) \(limits.pages) \(limits.secondsPerPage) \(limits.memoryMB)"
    return hash(models.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } + [costs])
  }

  private static func hashes(of models: Configuration.Models) throws -> [String: String] {
    var hashes = ["digits": try modelHash(models.digits)]
    if let letters = models.letters { hashes["letters"] = try modelHash(letters) }
    return hashes
  }

  /// Of the weight file and the card beside it, which holds the calibration.
  private static func modelHash(_ path: String) throws -> String {
    var hash = SHA256()
    hash.update(data: try Files.read(FilePath(path)))
    var card = FilePath(path)
    card.extension = "json"
    hash.update(data: (try? Files.read(card)) ?? [])
    return hash.finalize().hex
  }

  private static func geometry(_ form: FormTemplate) throws -> String {
    var lines = ["\(form.pageWidth) \(form.pageHeight) \(form.dropout?.rawValue ?? "")"]
    lines += form.marks.map { "mark \($0.x) \($0.y) \($0.width) \($0.height)" }
    for field in form.fields {
      switch field.place {
      case .area(let area):
        let format = try field.format.makeFormat()
        let kinds = BoxAlphabets(area: format, counts: field.counts(of: area), charset: field.charset).kinds
        lines.append("area \(field.name)\0\(kinds) \(area.x) \(area.y) \(area.width) \(area.height)")
      case .boxes(let row):
        let format = try field.format.makeFormat()
        let kinds = BoxAlphabets(format: format, boxes: row.count, charset: field.charset).kinds
        let boxes = row.boxes.map { "\($0.x) \($0.y) \($0.width) \($0.height)" }.joined(separator: ",")
        let style = row.style == .boxes ? "" : " \(row.style.rawValue)"
        lines.append("boxes \(field.name)\0\(kinds) \(field.printed) \(boxes)\(style)")
      }
    }
    return hash(lines)
  }

  private static func hash(_ parts: [String]) -> String {
    SHA256.hash(data: Array(parts.joined(separator: "\n").utf8)).hex
  }
}
