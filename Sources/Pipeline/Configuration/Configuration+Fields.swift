import Forms
import NumberFormats
import Raster

extension ConfigurationResolver {
  private static var fieldKeys: [String] {
    [
      "name", "type", "country", "length", "format", "min", "max", "check", "boxes", "area", "charset",
      "printed",
      "preprinted", "required", "unique", "accept", "list", "doubleKey", "label",
    ]
  }

  /// The field of one entry of `fields`; nil, with problems, where it cannot be one.
  func field(
    _ node: JSONNode, at path: KeyPath, form: String, _ configuration: inout Configuration
  ) -> FieldTemplate? {
    guard let reader = ObjectReader(node, path: path, keys: Self.fieldKeys, problems: problems) else {
      return nil
    }
    let name = name(reader)
    let place = place(reader)
    if let own = acceptance(reader, default: configuration.accept), let name {
      configuration.fieldAcceptance[form, default: [:]][name] = own
    }
    guard let name, var specification = specification(reader, place: place) else { return nil }
    let plain = makeFormat(specification, reader)
    if let plain, reader.has("list"), let list = list(reader, field: name, format: plain) {
      specification.list = list.values
      configuration.lists.append(list.source(form: form, field: name))
      _ = makeFormat(specification, reader)
    }
    let charset = charset(reader, plain, place: place)
    guard let place else { return nil }
    return FieldTemplate(
      name: name, format: specification, place: place, charset: charset,
      printed: reader.flag("printed") ?? false,
      preprinted: preprinted(reader, plain), required: reader.flag("required") ?? false,
      unique: reader.flag("unique") ?? false, doubleKey: reader.flag("doubleKey") ?? false,
      label: reader.text("label"))
  }

  private func place(_ reader: ObjectReader) -> FieldPlace? {
    switch (reader.node("boxes"), reader.node("area")) {
    case (nil, nil):
      problems.add(reader.path, "needs boxes or area")
      return nil
    case (_?, _?):
      reader.problem("area", "cannot stand beside boxes; leave one of them out")
      return nil
    case (nil, let area?):
      return rectangle(area, at: reader.path.key("area")).map(FieldPlace.area)
    case (_?, nil):
      return boxes(reader).map(FieldPlace.boxes)
    }
  }

  private func boxes(_ field: ObjectReader) -> BoxRow? {
    let keys = ["x", "y", "width", "height", "pitch", "count", "groups", "groupGap", "style"]
    guard let reader = field.object("boxes", keys: keys) else { return nil }
    let x = required("x", reader, in: Self.places)
    let y = required("y", reader, in: Self.places)
    let width = required("width", reader, in: Self.lengths)
    let height = required("height", reader, in: Self.lengths)
    let pitch = reader.has("pitch") ? reader.number("pitch", in: Self.lengths) : width
    if !reader.has("count") { reader.problem("count", "is missing") }
    let count = reader.integer("count", in: 1...200)
    let groups = (reader.list("groups") ?? []).compactMap {
      reader.integer($0.node, path: $0.path, in: 1...200)
    }
    let gap = reader.has("groupGap") ? reader.number("groupGap", in: .from(0, to: 2000)) : 0
    let style = reader.choice("style", BoxStyle.self) ?? .boxes
    guard let x, let y, let width, let height, let pitch, let count, let gap else { return nil }
    return BoxRow(
      x: x, y: y, width: width, height: height, pitch: pitch, count: count, groups: groups,
      groupGap: gap, style: style)
  }

  private func specification(_ reader: ObjectReader, place: FieldPlace?) -> FormatSpecification? {
    if !reader.has("type") { reader.problem("type", "is missing") }
    let type = reader.choice("type", FieldType.self)
    let country = reader.text("country")
    let length = reader.integer("length", in: 1...200)
    let format = reader.text("format")
    let low = bound("min", reader, type)
    let high = bound("max", reader, type)
    let check = reader.text("check")
    guard let type else { return nil }
    var count: Int?
    if case .boxes(let row)? = place { count = row.count }
    return FormatSpecification(
      type: type, country: country, length: length, format: format, min: low, max: high, check: check,
      boxes: count)
  }

  /// A bound of a number, or of a date: `"2026-11-25"`, also 20261125.
  private func bound(_ key: String, _ reader: ObjectReader, _ type: FieldType?) -> Int? {
    guard type == .date, case .string(let text)? = reader.node(key)?.value else {
      return reader.integer(key, in: -999_999_999_999_999...999_999_999_999_999)
    }
    let days = try? FormatSpecification(type: .date, format: "YYYYMMDD").makeFormat()
    guard case .valid(let day)? = days?.validate(text) else {
      reader.problem(key, "must be a day, as 2026-11-25")
      return nil
    }
    return Int(day.filter { $0 != "-" })
  }

  private func makeFormat(_ specification: FormatSpecification, _ reader: ObjectReader) -> (any FieldFormat)?
  {
    do throws(FormatError) {
      return try specification.makeFormat()
    } catch {
      let steps = error.key == "boxes" ? "boxes.count" : error.key
      problems.add(reader.path.appending(steps), error.message + Hints.option(error, of: specification))
      return nil
    }
  }

  /// The charset given, or the one the type's boxes hold.
  private func charset(_ reader: ObjectReader, _ format: (any FieldFormat)?, place: FieldPlace?) -> Charset {
    let given = reader.choice("charset", Charset.self)
    guard let format, case .boxes(let row)? = place else { return given ?? .alnum }
    guard let given else { return BoxAlphabets(format: format, boxes: row.count).charset }
    let alphabets = BoxAlphabets(format: format, boxes: row.count, charset: given)
    if let empty = alphabets.symbols.firstIndex(of: []) {
      let type = format.type.rawValue
      reader.problem("charset", "leaves nothing that may stand in box \(empty + 1) of this \(type)")
    }
    return given
  }

  private func preprinted(_ reader: ObjectReader, _ format: (any FieldFormat)?) -> String? {
    guard let constant = reader.text("preprinted"), let format else { return nil }
    switch format.validate(constant) {
    case .valid(let canonical): return canonical
    case .invalid(let fault):
      reader.problem("preprinted", "is no valid \(format.type.rawValue): \(fault.rawValue)")
      return nil
    }
  }
}
