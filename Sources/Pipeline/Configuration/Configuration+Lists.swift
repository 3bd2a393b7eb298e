import Crypto
import Glibc
import Ledger
import NumberFormats
import SystemPackage

/// A closed list as read from its file.
struct LoadedList {
  /// Canonical, in the file's order, without repeats.
  var values: [String]
  /// Absolute.
  var path: String
  var sha256: String

  func source(form: String, field: String) -> Configuration.ListSource {
    Configuration.ListSource(form: form, field: field, path: path, sha256: sha256, count: values.count)
  }
}

extension ConfigurationResolver {
  /// The list of a field: `"file"`, or `{ "file", "column" }` for a CSV; nil, with problems, where it cannot be used.
  func list(_ field: ObjectReader, field name: String, format: any FieldFormat) -> LoadedList? {
    guard let node = field.node("list") else { return nil }
    var place = field.path.key("list")
    var column: String?
    var file: String?
    if case .object = node.value {
      guard let reader = field.object("list", keys: ["file", "column"]) else { return nil }
      if !reader.has("file") { reader.problem("file", "is missing") }
      file = reader.text("file")
      column = reader.text("column")
      place = place.key("file")
    } else if case .array = node.value {
      field.problem("list", "must be the name of a file, is a list; write its values into a file, one a line")
    } else {
      file = field.text("list")
    }
    guard let file else { return nil }
    let path = path(of: file, named: place)
    do throws(Errno) {
      let bytes = try Files.read(FilePath(path))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        problems.add(place, "\(path) is not UTF-8 text")
        return nil
      }
      let isTable = column != nil || file.lowercased().hasSuffix(".csv")
      let entries =
        isTable
        ? self.column(column, of: CSVTable(text), field: name, format: format, at: field.path.key("list"))
        : lines(text)
      guard let entries, let values = canonical(entries, format: format, at: place) else { return nil }
      return LoadedList(values: values, path: path, sha256: SHA256.hash(data: bytes).hex)
    } catch {
      let hint = file.hasPrefix("/") ? "" : "; paths start at the folder of this file"
      problems.add(place, "\(path) cannot be read: \(error)\(hint)")
      return nil
    }
  }

  /// Where `file`, which is named at `place`, lies: beside the file that names it; else beside the configuration, if there
  /// alone.
  private func path(of file: String, named place: KeyPath) -> String {
    let naming = place.file.map { FilePath(Files.absolute($0, in: folder)).removingLastComponent().string }
    let (path, other) = (Files.absolute(file, in: naming ?? folder), Files.absolute(file, in: folder))
    return access(path, F_OK) != 0 && access(other, F_OK) == 0 ? other : path
  }

  private func lines(_ text: String) -> [ListEntry] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().map {
      ListEntry(line: $0.offset + 1, text: trimmed($0.element))
    }
  }

  /// The column named `wanted`; without a name the one called like the field, or the only one.
  private func column(
    _ wanted: String?, of table: CSVTable, field: String, format: any FieldFormat, at place: KeyPath
  ) -> [ListEntry]? {
    let header = table.rows.first?.cells ?? []
    let named = header.firstIndex { trimmed($0) == wanted ?? field }
    if let wanted, named == nil {
      let names = header.map(trimmed)
      problems.add(
        place.key("column"),
        "the file has no column \"\(wanted)\"\(Hints.choice(wanted, of: names)): it has \(names.joined(separator: ", "))"
      )
      return nil
    }
    if named == nil, header.count > 1 {
      problems.add(place, "the file has \(header.count) columns: say which by { \"file\", \"column\" }")
      return nil
    }
    let index = named ?? 0
    var entries = table.rows.map { row in
      ListEntry(line: row.line, text: row.cells.indices.contains(index) ? trimmed(row.cells[index]) : "")
    }
    // A heading is no value, unless it could be one.
    if named != nil || entries.first.map({ !isValid($0.text, format) }) == true { entries.removeFirst() }
    return entries
  }

  /// The canonical values of `entries`; what fails the format is named by its line, never by its content.
  private func canonical(_ entries: [ListEntry], format: any FieldFormat, at place: KeyPath) -> [String]? {
    var values: [String] = []
    var seen: Set<String> = []
    var faults: [(line: Int, fault: FormatFault)] = []
    for entry in entries where !entry.text.isEmpty {
      switch format.validate(entry.text) {
      case .valid(let value): if seen.insert(value).inserted { values.append(value) }
      case .invalid(let fault): faults.append((entry.line, fault))
      }
    }
    for (line, fault) in faults.prefix(3) {
      problems.add(place, "line \(line) is no valid \(format.type.rawValue): \(fault.rawValue)")
    }
    if faults.count > 3 { problems.add(place, "\(faults.count - 3) more lines are not valid") }
    if values.isEmpty, faults.isEmpty { problems.add(place, "holds no value") }
    return faults.isEmpty && !values.isEmpty ? values : nil
  }

  private func isValid(_ text: String, _ format: any FieldFormat) -> Bool {
    if case .valid = format.validate(text) { true } else { false }
  }

  private func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}

private struct ListEntry {
  var line: Int
  var text: String
}
