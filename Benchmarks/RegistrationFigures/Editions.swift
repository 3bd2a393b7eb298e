import Forms
import NumberFormats

/// Four editions of one form that differ in one row: as it was, a row moved by 4 mm, shorter by a box, longer by one.
enum Editions {
  static let all: [FormTemplate] = [
    form(
      "first", BoxRow(x: 25, y: 130, width: 5, height: 7, pitch: 5.5, count: 8, groups: [6, 2], groupGap: 2)),
    form(
      "moved", BoxRow(x: 25, y: 134, width: 5, height: 7, pitch: 5.5, count: 8, groups: [6, 2], groupGap: 2)),
    form(
      "shorter",
      BoxRow(x: 25, y: 130, width: 5, height: 7, pitch: 5.5, count: 7, groups: [5, 2], groupGap: 2)),
    form(
      "longer", BoxRow(x: 25, y: 130, width: 5, height: 7, pitch: 5.5, count: 9, groups: [7, 2], groupGap: 2)),
  ]

  private static func form(_ name: String, _ amount: BoxRow) -> FormTemplate {
    let rows: [(String, BoxRow)] = [
      ("account", row(y: 70, groups: [4, 4, 4, 4, 2])), ("reference", row(y: 95, groups: [4, 4, 4, 4])),
      ("amount", amount), ("day", BoxRow(x: 120, y: 160, width: 5, height: 7, pitch: 5.5, count: 8)),
    ]
    return FormTemplate(
      name: name, pageWidth: 210, pageHeight: 297,
      fields: rows.map { name, row in
        FieldTemplate(
          name: name, format: FormatSpecification(type: .number), place: .boxes(row), charset: .digits)
      })
  }

  private static func row(y: Double, groups: [Int]) -> BoxRow {
    BoxRow(
      x: 25, y: y, width: 5, height: 7, pitch: 5.5, count: groups.reduce(0, +), groups: groups, groupGap: 2)
  }
}
