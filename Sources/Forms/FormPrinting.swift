package import Raster

/// How a row of boxes is printed.
package enum BoxStyle: String, Hashable, Sendable, CaseIterable {
  /// An outline around each box.
  case boxes
  /// An outline around each group, and short lines that rise from its bottom between the boxes.
  case comb
}

/// A printed line, mm.
package struct PrintedRule: Hashable, Sendable {
  package var start: Point<FormSpace>
  package var end: Point<FormSpace>

  package init(_ start: Point<FormSpace>, _ end: Point<FormSpace>) {
    self.start = start
    self.end = end
  }
}

/// A printed text: its top left corner and the height of its capitals, mm.
package struct PrintedText: Hashable, Sendable {
  package var text: String
  package var place: Point<FormSpace>
  package var height: Double

  package init(_ text: String, at place: Point<FormSpace>, height: Double) {
    self.text = text
    self.place = place
    self.height = height
  }
}

/// What is printed on a form beside its fields' boxes and marks; reading does not need it.
package struct FormPrinting: Hashable, Sendable {
  /// Width of the boxes' lines, mm; nil leaves it to the printer.
  package var lineWidth: Double?
  package var texts: [PrintedText]
  package var rules: [PrintedRule]

  package init(lineWidth: Double? = nil, texts: [PrintedText] = [], rules: [PrintedRule] = []) {
    self.lineWidth = lineWidth
    self.texts = texts
    self.rules = rules
  }

  /// Millimetres of the boxes' lines where nothing is said.
  package static let usualLineWidth = 0.25
}

extension PrintedText {
  /// A character's width as a share of its capitals' height, at most.
  package static let advance = 11.0 / 12

  /// Where it stands, at most, mm.
  package var outline: Rect<FormSpace> {
    Rect(x: place.x, y: place.y, width: Double(text.count) * Self.advance * height, height: height)
  }
}

extension FormTemplate {
  /// Millimetres of a label's capitals, and from them to the boxes; of the heading's capitals.
  private static let label = (height: 2.2, gap: 1.6)
  private static let headingHeight = 4.5

  /// All texts: labels above their fields and the form's name as a heading, where there is room; its own texts.
  package var texts: [PrintedText] { fields.compactMap(label) + printing.texts + [heading].compactMap { $0 } }

  /// All lines that are no field's: one below the heading, where there is room; its own.
  package var rules: [PrintedRule] { printing.rules + [headingRule].compactMap { $0 } }

  private func label(_ field: FieldTemplate) -> PrintedText? {
    guard let first = field.outlines.first else { return nil }
    let place = Point<FormSpace>(x: first.minX, y: first.minY - Self.label.gap - Self.label.height)
    let text = PrintedText(field.label ?? field.name, at: place, height: Self.label.height)
    return isFree(text.outline, for: field.name) ? text : nil
  }

  private var heading: PrintedText? {
    let text = PrintedText(name, at: Point(x: pageWidth * 0.1, y: 12), height: Self.headingHeight)
    var place = text.outline
    place.height = 7
    return isFree(place) ? text : nil
  }

  private var headingRule: PrintedRule? {
    let (start, end, y) = (pageWidth * 0.1, pageWidth * 0.9, 18.5)
    guard heading != nil, isFree(Rect(x: start, y: y, width: end - start, height: 1)) else { return nil }
    return PrintedRule(Point(x: start, y: y), Point(x: end, y: y))
  }

  /// Whether `place` is on the page and off all boxes and marks, with a millimetre to spare.
  private func isFree(_ place: Rect<FormSpace>, for name: String = "") -> Bool {
    guard place.minX >= 2, place.minY >= 2, place.maxX <= pageWidth - 2, place.maxY <= pageHeight - 2
    else { return false }
    let printed = fields.filter { $0.name != name }.flatMap(\.outlines) + marks
    return printed.allSatisfy { other in
      let grown = other.insetBy(-1)
      return grown.maxX <= place.minX || grown.minX >= place.maxX || grown.maxY <= place.minY
        || grown.minY >= place.maxY
    }
  }
}

extension BoxRow {
  /// Of a comb: the height of its short lines as a share of the boxes'.
  package static let toothShare = 1.0 / 3

  /// Runs of boxes that an outline holds together: the groups of a comb, each box else.
  package var outlines: [Rect<FormSpace>] {
    guard style == .comb else { return boxes }
    var first = 0
    return (groups.isEmpty ? [count] : groups).map { size in
      defer { first += size }
      let (left, right) = (box(first), box(first + size - 1))
      return Rect(x: left.x, y: y, width: right.maxX - left.x, height: height)
    }
  }

  /// The short lines of a comb, each in the middle between two boxes of a group; none else.
  package var teeth: [PrintedRule] {
    guard style == .comb else { return [] }
    return outlines.flatMap { outline in
      let inside = boxes.filter { $0.minX >= outline.minX - 1e-6 && $0.maxX <= outline.maxX + 1e-6 }
      return zip(inside, inside.dropFirst()).map { left, right in
        let x = (left.maxX + right.minX) / 2
        let top = Point<FormSpace>(x: x, y: y + height * (1 - Self.toothShare))
        return PrintedRule(top, Point(x: x, y: y + height))
      }
    }
  }
}

extension FieldTemplate {
  /// The rectangles whose outlines are printed for the field.
  package var outlines: [Rect<FormSpace>] {
    switch place {
    case .boxes(let row): row.outlines
    case .area(let area): [area]
    }
  }

  /// The printed lines inside of its outlines.
  package var teeth: [PrintedRule] {
    if case .boxes(let row) = place { row.teeth } else { [] }
  }
}
