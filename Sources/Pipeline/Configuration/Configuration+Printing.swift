import Forms
import Raster

extension ConfigurationResolver {
  /// The `print` of a form: what else is printed on it.
  func printing(_ form: ObjectReader) -> FormPrinting {
    guard let reader = form.object("print", keys: ["line", "texts", "rules"]) else { return FormPrinting() }
    return FormPrinting(
      lineWidth: reader.number("line", in: .above(0, to: 3)),
      texts: (reader.list("texts") ?? []).compactMap { text($0.node, at: $0.path) },
      rules: (reader.list("rules") ?? []).compactMap { rule($0.node, at: $0.path) })
  }

  private func text(_ node: JSONNode, at path: KeyPath) -> PrintedText? {
    let keys = ["x", "y", "height", "text"]
    guard let reader = ObjectReader(node, path: path, keys: keys, problems: problems) else { return nil }
    let x = required("x", reader, in: Self.places)
    let y = required("y", reader, in: Self.places)
    let height = reader.has("height") ? reader.number("height", in: .above(0, to: 50)) : 2.2
    if !reader.has("text") { reader.problem("text", "is missing") }
    guard let x, let y, let height, let text = reader.text("text") else { return nil }
    return PrintedText(text, at: Point(x: x, y: y), height: height)
  }

  private func rule(_ node: JSONNode, at path: KeyPath) -> PrintedRule? {
    let keys = ["x1", "y1", "x2", "y2"]
    guard let reader = ObjectReader(node, path: path, keys: keys, problems: problems) else { return nil }
    let ends = keys.map { required($0, reader, in: Self.places) }
    guard let x1 = ends[0], let y1 = ends[1], let x2 = ends[2], let y2 = ends[3] else { return nil }
    return PrintedRule(Point(x: x1, y: y1), Point(x: x2, y: y2))
  }
}
