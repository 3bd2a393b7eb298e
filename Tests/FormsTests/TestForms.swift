import Forms
import NumberFormats
import Raster

/// Forms that tests are drawn from.
enum TestForms {
  static func field(_ name: String, _ row: BoxRow) -> FieldTemplate {
    FieldTemplate(
      name: name, format: FormatSpecification(type: .number), place: .boxes(row), charset: .digits)
  }

  /// Four rows in groups on A4.
  static let transfer = FormTemplate(
    name: "transfer", pageWidth: 210, pageHeight: 297,
    fields: [
      field("iban", row(25, 70, 18, [4, 4, 4, 4, 2])),
      field("kenmerk", row(25, 95, 16, [4, 4, 4, 4])),
      field("amount", row(25, 130, 8, [6, 2])),
      field("date", row(120, 160, 8, [2, 2, 4])),
    ])

  /// Two short rows at a right corner of A4.
  static let exam = FormTemplate(
    name: "exam", pageWidth: 210, pageHeight: 297,
    fields: [
      field("student", BoxRow(x: 130, y: 30, width: 6, height: 8, pitch: 7, count: 7)),
      field("course", BoxRow(x: 130, y: 48, width: 6, height: 8, pitch: 7, count: 5)),
    ])

  /// Two short rows on an envelope.
  static let envelope = FormTemplate(
    name: "envelope", pageWidth: 220, pageHeight: 110,
    fields: [
      field(
        "postcode",
        BoxRow(x: 110, y: 78, width: 6, height: 8, pitch: 6.5, count: 6, groups: [4, 2], groupGap: 3)),
      field("housenumber", BoxRow(x: 110, y: 62, width: 6, height: 8, pitch: 6.5, count: 4)),
    ])

  /// One row of touching boxes.
  static let single = FormTemplate(
    name: "single", pageWidth: 210, pageHeight: 297,
    fields: [field("number", BoxRow(x: 60, y: 40, width: 6, height: 8, pitch: 6, count: 9))])

  static let all = [transfer, envelope, exam, single]

  private static func row(_ x: Double, _ y: Double, _ count: Int, _ groups: [Int]) -> BoxRow {
    BoxRow(x: x, y: y, width: 5, height: 7, pitch: 5.5, count: count, groups: groups, groupGap: 2)
  }
}
