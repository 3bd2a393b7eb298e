import Forms
import NumberFormats
import Raster

extension ConfigurationResolver {
  /// Adds the form of one entry of `forms`: an object, or the path of a file that holds one.
  func add(_ node: JSONNode, at place: KeyPath, to configuration: inout Configuration) {
    var node = node
    var path = place
    if case .string(let file) = node.value {
      let absolute = Files.absolute(file, in: folder)
      path = KeyPath(file: file)
      guard let root = Configuration.parse(absolute, at: path, problems: problems) else { return }
      node = root
    }
    let keys = ["name", "page", "fields", "marks", "dropout", "agrees", "print"]
    guard let reader = ObjectReader(node, path: path, keys: keys, problems: problems) else { return }
    guard let (form, indices) = form(reader, &configuration) else { return }
    if configuration.forms.contains(where: { $0.name == form.name }) {
      reader.problem("name", "another form has the name \"\(form.name)\"")
    }
    let asInFile = { (text: String) in Self.renumber(text, indices) }
    for problem in form.problems() where !(form.fields.isEmpty && problem.keyPath == "fields") {
      problems.add(path.appending(asInFile(problem.keyPath)), asInFile(problem.message))
    }
    for doubt in form.doubts() {
      problems.doubt(path.appending(asInFile(doubt.keyPath)), asInFile(doubt.message))
    }
    configuration.forms.append(form)
  }

  /// The form, and where each of its fields stands in the file: those that are none are left out.
  private func form(
    _ reader: ObjectReader, _ configuration: inout Configuration
  ) -> (form: FormTemplate, indices: [Int])? {
    let name = name(reader)
    let page = reader.object("page", keys: ["width", "height"])
    if page == nil, !reader.has("page") { reader.problem("page", "is missing") }
    let width = page.flatMap { required("width", $0, in: Self.pageLengths) }
    let height = page.flatMap { required("height", $0, in: Self.pageLengths) }
    let marks = (reader.list("marks") ?? []).compactMap { rectangle($0.node, at: $0.path) }
    let dropout = reader.choice("dropout", DropoutColor.self)
    let printing = printing(reader)
    let entries = reader.list("fields")
    if entries == nil, !reader.has("fields") { reader.problem("fields", "is missing") }
    if entries?.isEmpty == true { reader.problem("fields", "must not be empty") }
    let resolved = (entries ?? []).map { field($0.node, at: $0.path, form: name ?? "", &configuration) }
    let fields = resolved.compactMap { $0 }
    let agreements = agreements(reader, among: fields.count == resolved.count ? fields : nil)
    guard let name, let width, let height else { return nil }
    let form = FormTemplate(
      name: name, pageWidth: width, pageHeight: height, fields: fields, marks: marks, dropout: dropout,
      agreements: agreements, printing: printing)
    return (form, resolved.indices.filter { resolved[$0] != nil })
  }

  /// `fields[k]` in `text` as the file counts: field k stands at `indices[k]`.
  private static func renumber(_ text: String, _ indices: [Int]) -> String {
    text.replacing(#/fields\[(\d+)\]/#) { match in
      guard let index = Int(match.1), indices.indices.contains(index) else { return String(match.0) }
      return "fields[\(indices[index])]"
    }
  }

  /// A name that can stand in files and ids: no control characters, at most 100 characters.
  func name(_ reader: ObjectReader) -> String? {
    guard let name = reader.text("name") else {
      if !reader.has("name") { reader.problem("name", "is missing") }
      return nil
    }
    guard name.count <= 100, name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
      reader.problem("name", "must be at most 100 characters, none of them a control character")
      return nil
    }
    return name
  }

  /// A length or place in mm that must be there.
  func required(_ key: String, _ reader: ObjectReader, in range: NumberRange) -> Double? {
    if !reader.has(key) { reader.problem(key, "is missing") }
    return reader.number(key, in: range) { Hints.length($0, in: range) }
  }

  func rectangle(_ node: JSONNode, at path: KeyPath) -> Rect<FormSpace>? {
    let keys = ["x", "y", "width", "height"]
    guard let reader = ObjectReader(node, path: path, keys: keys, problems: problems) else { return nil }
    let x = required("x", reader, in: Self.places)
    let y = required("y", reader, in: Self.places)
    let width = required("width", reader, in: Self.lengths)
    let height = required("height", reader, in: Self.lengths)
    guard let x, let y, let width, let height else { return nil }
    return Rect(x: x, y: y, width: width, height: height)
  }

  /// Millimetres of a page's sides: from a label to more than A0.
  static var pageLengths: NumberRange { .from(20, to: 1500) }
  /// Millimetres of a place on a page.
  static var places: NumberRange { .from(0, to: 2000) }
  /// Millimetres of a side of a box.
  static var lengths: NumberRange { .above(0, to: 2000) }
}

extension KeyPath {
  /// The place `steps` (`fields[2].boxes.pitch`) below this one.
  func appending(_ steps: String) -> KeyPath {
    if steps.isEmpty { return self }
    return steps.hasPrefix("[") ? KeyPath(file: file, steps: self.steps + steps) : key(steps)
  }
}
