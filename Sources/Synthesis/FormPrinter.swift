package import Forms
package import Raster

/// Prints a form: boxes, frames, marks, and the texts beside them.
package struct FormPrinter {
  let form: FormTemplate
  let lineWidth: Double

  func print(on sheet: inout Sheet) {
    for field in form.fields {
      for box in FormPrinter.frames(of: field) { sheet.frame(box, lineWidth: lineWidth) }
      label(field, on: &sheet)
    }
    for mark in form.marks { sheet.print.fill(mark.corners.map { sheet.transform($0) }) }
    title(on: &sheet)
  }

  /// The rectangles printed for a field.
  package static func frames(of field: FieldTemplate) -> [Rect<FormSpace>] {
    switch field.place {
    case .boxes(let row): row.boxes
    case .area(let area): [area]
    }
  }

  /// Millimetres of a label's capitals, and from them to the boxes.
  private static let labelHeight = 2.2
  private static let labelGap = 1.6

  private func label(_ field: FieldTemplate, on sheet: inout Sheet) {
    guard let first = FormPrinter.frames(of: field).first else { return }
    let top = first.minY - FormPrinter.labelGap - FormPrinter.labelHeight
    let place = Rect<FormSpace>(
      x: first.minX, y: top, width: Sheet.width(of: field.name, height: FormPrinter.labelHeight),
      height: FormPrinter.labelHeight)
    guard isFree(place, for: field.name) else { return }
    sheet.text(field.name, at: Point(x: place.minX, y: place.minY), height: FormPrinter.labelHeight)
  }

  private func title(on sheet: inout Sheet) {
    let place = Rect<FormSpace>(
      x: form.pageWidth * 0.1, y: 12, width: Sheet.width(of: form.name, height: 4.5), height: 7)
    guard isFree(place) else { return }
    sheet.text(form.name, at: Point(x: place.minX, y: place.minY), height: 4.5)
    let end = form.pageWidth * 0.9
    let rule = Rect<FormSpace>(x: place.minX, y: place.maxY - 0.5, width: end - place.minX, height: 1)
    if isFree(rule) {
      sheet.rule(Point(x: rule.minX, y: rule.minY), Point(x: end, y: rule.minY), lineWidth: 0.3)
    }
  }

  /// Whether `place` is on the page and off all boxes and marks, with a millimetre to spare.
  private func isFree(_ place: Rect<FormSpace>, for name: String = "") -> Bool {
    guard place.minX >= 2, place.minY >= 2, place.maxX <= form.pageWidth - 2,
      place.maxY <= form.pageHeight - 2
    else { return false }
    let printed = form.fields.filter { $0.name != name }.flatMap { FormPrinter.frames(of: $0) } + form.marks
    return printed.allSatisfy { other in
      let grown = other.insetBy(-1)
      return grown.maxX <= place.minX || grown.minX >= place.maxX || grown.maxY <= place.minY
        || grown.minY >= place.maxY
    }
  }
}
