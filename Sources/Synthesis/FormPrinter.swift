package import Forms
package import Raster

/// Prints a form: boxes, frames, marks, and the texts beside them.
package struct FormPrinter {
  let form: FormTemplate
  let lineWidth: Double

  /// Millimetres of lines that are no field's.
  private static let ruleWidth = 0.3

  func print(on sheet: inout Sheet) {
    for field in form.fields {
      for outline in field.outlines { sheet.frame(outline, lineWidth: lineWidth) }
      for tooth in field.teeth { sheet.frameLine(tooth, lineWidth: lineWidth) }
    }
    for mark in form.marks { sheet.print.fill(mark.corners.map { sheet.transform($0) }) }
    for rule in form.rules { sheet.rule(rule.start, rule.end, lineWidth: Self.ruleWidth) }
    for text in form.texts { sheet.text(text.text, at: text.place, height: text.height) }
  }

  /// The rectangles printed for a field.
  package static func frames(of field: FieldTemplate) -> [Rect<FormSpace>] {
    switch field.place {
    case .boxes(let row): row.boxes
    case .area(let area): [area]
    }
  }
}
