import Glibc
import Ingest
import SystemPackage

extension Configuration {
  /// Reads and resolves the file at `path`.
  ///
  /// - Throws: `ConfigurationError` with every problem found.
  package static func load(path: String) throws(ConfigurationError) -> Configuration {
    let absolute = Files.absolute(path, in: currentFolder())
    let problems = ProblemCollector()
    var configuration: Configuration?
    if let root = parse(absolute, at: KeyPath(), problems: problems) {
      let folder = FilePath(absolute).removingLastComponent().string
      configuration = ConfigurationResolver(path: absolute, folder: folder, problems: problems).resolve(root)
    }
    guard problems.problems.isEmpty, var configuration else {
      throw ConfigurationError(path: path, problems: problems.problems)
    }
    configuration.doubts = problems.doubts
    return configuration
  }

  /// All that is wrong with the configuration `bytes`, whose relative paths start at `folder`.
  package static func problems(in bytes: [UInt8], folder: String) -> [ConfigurationError.Problem] {
    let problems = ProblemCollector()
    do throws(JSONSyntaxError) {
      let root = try JSONParser.parse(bytes)
      _ = ConfigurationResolver(path: folder + "/pipeline.json", folder: folder, problems: problems).resolve(
        root)
    } catch {
      problems.add(KeyPath(), "\(error.position): \(error.message)")
    }
    return problems.problems
  }

  /// The JSON of the file `path`; nil, with a problem at `place`, where it cannot be read.
  static func parse(_ path: String, at place: KeyPath, problems: ProblemCollector) -> JSONNode? {
    do throws(Errno) {
      let bytes = try Files.read(FilePath(path))
      do throws(JSONSyntaxError) {
        return try JSONParser.parse(bytes)
      } catch {
        problems.add(place, "\(error.position): \(error.message)")
      }
    } catch {
      let isOther = error == .noSuchFileOrDirectory && path.hasSuffix("/pipeline.json")
      problems.add(place, "cannot be read: \(error)\(isOther ? "; is the configuration another file?" : "")")
    }
    return nil
  }

  /// The process's working directory.
  static func currentFolder() -> String {
    guard let buffer = getcwd(nil, 0) else { return "/" }
    defer { free(buffer) }
    return String(cString: buffer)
  }
}

/// Turns raw JSON into a configuration: defaults, ranges, and what must fit together.
struct ConfigurationResolver {
  let path: String
  /// Where relative paths start.
  let folder: String
  let problems: ProblemCollector

  func resolve(_ root: JSONNode) -> Configuration? {
    if Self.isForm(root) { return resolve(form: root, models: models(nil)) }
    let keys = ["version", "models", "accept", "audit", "limits", "forms"]
    guard let reader = ObjectReader(root, path: KeyPath(), keys: keys, problems: problems) else { return nil }
    _ = reader.integer("version", in: 1...1)
    let accept = acceptance(reader, default: .standard, keys: ["calibration"]) ?? .standard
    var configuration = Configuration(
      path: path, models: models(reader), accept: accept, audit: audit(reader), limits: limits(reader),
      forms: [], fieldAcceptance: [:])
    configuration.calibration = calibration(reader, accept)
    guard let entries = reader.list("forms") else {
      if !reader.has("forms") { reader.problem("forms", "is missing: no page can be read without a form") }
      return nil
    }
    if entries.isEmpty { reader.problem("forms", "must not be empty") }
    for entry in entries { add(entry.node, at: entry.path, to: &configuration) }
    return configuration
  }

  /// Whether a file is a form's own, and no configuration of several.
  private static func isForm(_ root: JSONNode) -> Bool {
    guard case .object(let members) = root.value else { return false }
    let keys = Set(members.map(\.key))
    return !keys.contains("forms") && !keys.isDisjoint(with: ["fields", "page"])
  }

  /// A form's own file as a configuration of that form alone, all else by default.
  func resolve(form: JSONNode, models: Configuration.Models) -> Configuration {
    var configuration = Configuration(
      path: path, models: models, accept: .standard, audit: .standard, limits: .standard, forms: [],
      fieldAcceptance: [:])
    add(form, at: KeyPath(), to: &configuration)
    return configuration
  }

  /// The `accept` of `parent`, which may have other `keys` besides; nil where it has none.
  func acceptance(
    _ parent: ObjectReader, default base: Configuration.Acceptance, keys: [String] = []
  ) -> Configuration.Acceptance? {
    guard let reader = parent.object("accept", keys: ["fieldError", "writerError", "repair"] + keys) else {
      return nil
    }
    return Configuration.Acceptance(
      fieldError: reader.number("fieldError", in: .above(0, to: 0.5), hint: Hints.share) ?? base.fieldError,
      writerError: reader.number("writerError", in: .above(0, to: 0.5), hint: Hints.share)
        ?? base.writerError,
      acceptsRepaired: reader.choice("repair", Repair.self).map { $0 == .accept } ?? base.acceptsRepaired)
  }

  private enum Repair: String, CaseIterable {
    case accept
    case review
  }

  private func audit(_ root: ObjectReader) -> Configuration.Audit {
    let share = root.object("audit", keys: ["share"])?.number("share", in: .from(0, to: 1))
    return share.map(Configuration.Audit.init) ?? .standard
  }

  private func limits(_ root: ObjectReader) -> Configuration.Limits {
    var limits = Configuration.Limits.standard
    let keys = ["megapixels", "pages", "secondsPerPage", "memoryMB"]
    guard let reader = root.object("limits", keys: keys) else { return limits }
    let megapixels = reader.number("megapixels", in: .above(0, to: 10_000))
    let pages = reader.integer("pages", in: 1...1_000_000)
    limits.ingest.megapixels = megapixels ?? limits.ingest.megapixels
    limits.ingest.pages = pages ?? limits.ingest.pages
    limits.secondsPerPage = reader.number("secondsPerPage", in: .above(0, to: 3600)) ?? limits.secondsPerPage
    // A worker starts from about 100 MB of address space; below 256 no page fits beside it.
    limits.memoryMB = reader.integer("memoryMB", in: 256...1_048_576) ?? limits.memoryMB
    return limits
  }
}
