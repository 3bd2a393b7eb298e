package import Drawing
package import Forms
import Raster

extension PDF.Page {
  /// Lines that are no field's, mm.
  private static let ruleWidth = 0.3
  /// A preprinted character's height as a share of its box's.
  private static let characterShare = 0.6

  /// `form` as it is printed: boxes and frames in the drop-out colour or black, labels, marks, preprinted values.
  package init(_ form: FormTemplate) {
    self.init(width: form.pageWidth, height: form.pageHeight)
    let lineWidth = form.printing.lineWidth ?? FormPrinting.usualLineWidth
    let color = form.dropout?.ink ?? Color(red: 40, green: 40, blue: 40)
    for field in form.fields {
      for frame in field.outlines { outline(frame, lineWidth: lineWidth, color) }
      for tooth in field.teeth { line(from: tooth.start, to: tooth.end, lineWidth: lineWidth, color) }
      if let value = field.preprinted { print(value, in: field) }
    }
    for mark in form.marks { fill(mark, .black) }
    for rule in form.rules { line(from: rule.start, to: rule.end, lineWidth: Self.ruleWidth, .black) }
    for text in form.texts { self.text(text.text, at: text.place, height: text.height) }
  }

  /// A constant value in a field's boxes, a character each.
  private mutating func print(_ value: String, in field: FieldTemplate) {
    let characters = value.uppercased().filter { $0.isLetter || $0.isNumber }
    switch field.place {
    case .area(let area):
      let height = min(area.height * Self.characterShare, 4)
      text(value, at: Point<FormSpace>(x: area.x + 1.5, y: area.center.y - height / 2), height: height)
    case .boxes(let row):
      for (box, character) in zip(row.boxes, characters) {
        let height = box.height * Self.characterShare
        // Courier's characters are 0.6 of its size wide, its capitals 0.562 high.
        let width = height / 0.562 * 0.6
        let place = Point<FormSpace>(x: box.center.x - width / 2, y: box.center.y - height / 2)
        text(String(character), at: place, height: height, font: .courierBold)
      }
    }
  }
}

extension DropoutColor {
  /// Light enough to drop out under a lamp or in a channel of its own colour, dark enough to write into.
  fileprivate var ink: Color {
    switch self {
    case .red: Color(red: 242, green: 140, blue: 140)
    case .green: Color(red: 130, green: 215, blue: 150)
    case .blue: Color(red: 130, green: 165, blue: 242)
    }
  }
}
