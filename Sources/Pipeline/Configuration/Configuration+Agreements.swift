import Forms
import NumberFormats

extension ConfigurationResolver {
  /// The rules under `agrees`: `{ "same": […] }`, `{ "sum": […], "total": … }`, `{ "ascending": […] }`.
  ///
  /// - Parameter fields: the form's; nil where some could not be resolved, so that names are not held against them.
  func agreements(_ form: ObjectReader, among fields: [FieldTemplate]?) -> [Agreement] {
    (form.list("agrees") ?? []).compactMap { agreement($0.node, at: $0.path, among: fields) }
  }

  private func agreement(_ node: JSONNode, at path: KeyPath, among fields: [FieldTemplate]?) -> Agreement? {
    let kinds = Agreement.Kind.allCases
    let keys = kinds.map(\.rawValue) + ["total"]
    guard let reader = ObjectReader(node, path: path, keys: keys, problems: problems) else { return nil }
    let given = kinds.filter { reader.has($0.rawValue) }
    guard given.count == 1, let kind = given.first else {
      problems.add(path, "needs one of \(kinds.map(\.rawValue).joined(separator: ", "))")
      return nil
    }
    var names = (reader.list(kind.rawValue) ?? []).compactMap { name($0.node, at: $0.path) }
    if kind == .sum {
      if !reader.has("total") { reader.problem("total", "is missing") }
      if let total = reader.text("total") { names.append(total) }
    } else if reader.has("total") {
      reader.problem("total", "belongs to sum")
    }
    if names.count < 2 { reader.problem(kind.rawValue, "needs at least two fields") }
    if Set(names).count < names.count { reader.problem(kind.rawValue, "names a field twice") }
    if let fields { check(names, of: kind, among: fields, reader) }
    return Agreement(kind: kind, fields: names)
  }

  private func name(_ node: JSONNode, at path: KeyPath) -> String? {
    guard case .string(let name) = node.value else {
      problems.add(path, "must be the name of a field, is \(node.kind)")
      return nil
    }
    return name
  }

  private func check(
    _ names: [String], of kind: Agreement.Kind, among fields: [FieldTemplate], _ reader: ObjectReader
  ) {
    let possible: Set<FieldType> =
      switch kind {
      case .same: Set(FieldType.allCases)
      case .sum: [.amount, .number]
      case .ascending: [.amount, .number, .date]
      }
    var types: Set<FieldType> = []
    for name in names {
      guard let field = fields.first(where: { $0.name == name }) else {
        let guess =
          Spelling.nearest(to: name, of: fields.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ""
        reader.problem(kind.rawValue, "the form has no field \"\(name)\"\(guess)")
        continue
      }
      types.insert(field.format.type)
      if !possible.contains(field.format.type) {
        let words = possible.map(\.rawValue).sorted().joined(separator: ", ")
        reader.problem(
          kind.rawValue, "\"\(name)\" is of type \(field.format.type.rawValue), not one of \(words)")
      }
    }
    if types.count > 1 { reader.problem(kind.rawValue, "the fields are of different types") }
  }
}
