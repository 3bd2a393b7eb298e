package import NumberFormats
package import Raster

/// A form: its page and its fields; resolved, so it cannot be invalid.
package struct FormTemplate: Hashable, Sendable {
  package var name: String
  /// Millimetres.
  package var pageWidth: Double
  package var pageHeight: Double
  package var fields: [FieldTemplate]
  /// Printed registration marks (solid squares or discs), by their outline in mm; may be empty.
  package var marks: [Rect<FormSpace>]
  /// The colour the boxes are printed in, where it drops out; nil for black or grey.
  package var dropout: DropoutColor?
  /// Rules that the values of a page keep together.
  package var agreements: [Agreement]
  /// What else is printed on it; not needed to read it.
  package var printing: FormPrinting

  package init(
    name: String, pageWidth: Double, pageHeight: Double, fields: [FieldTemplate],
    marks: [Rect<FormSpace>] = [], dropout: DropoutColor? = nil, agreements: [Agreement] = [],
    printing: FormPrinting = FormPrinting()
  ) {
    self.name = name
    self.pageWidth = pageWidth
    self.pageHeight = pageHeight
    self.fields = fields
    self.marks = marks
    self.dropout = dropout
    self.agreements = agreements
    self.printing = printing
  }
}

/// Colours in which boxes are printed so that a scanner or `Forms` can drop them out.
package enum DropoutColor: String, Hashable, Sendable, CaseIterable {
  case red
  case green
  case blue
}

/// A field of a form.
package struct FieldTemplate: Hashable, Sendable {
  package var name: String
  package var format: FormatSpecification
  package var place: FieldPlace
  package var charset: Charset
  /// Machine print may stand in the boxes.
  package var printed: Bool
  /// The constant value that is printed in the boxes; nil where people write.
  package var preprinted: String?
  package var required: Bool
  package var unique: Bool
  package var doubleKey: Bool
  /// What is printed above the field; nil for its name.
  package var label: String?

  package init(
    name: String, format: FormatSpecification, place: FieldPlace, charset: Charset = .alnum,
    printed: Bool = false, preprinted: String? = nil, required: Bool = false, unique: Bool = false,
    doubleKey: Bool = false, label: String? = nil
  ) {
    self.name = name
    self.format = format
    self.place = place
    self.charset = charset
    self.printed = printed
    self.preprinted = preprinted
    self.required = required
    self.unique = unique
    self.doubleKey = doubleKey
    self.label = label
  }
}

/// The characters that may stand in a box.
package enum Charset: String, Hashable, Sendable, CaseIterable {
  case digits
  case letters
  case alnum
}

/// Where a field stands.
package enum FieldPlace: Hashable, Sendable {
  /// A row of boxes, one character each.
  case boxes(BoxRow)
  /// One frame without dividers, or none.
  case area(Rect<FormSpace>)

  /// All of it.
  package var frame: Rect<FormSpace> {
    switch self {
    case .area(let rect): rect
    case .boxes(let row):
      Rect(x: row.x, y: row.y, width: row.box(row.count - 1).maxX - row.x, height: row.height)
    }
  }
}

/// A row of equal boxes; lengths in mm.
package struct BoxRow: Hashable, Sendable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double
  package var pitch: Double
  package var count: Int
  /// Sizes of the groups, summing to `count`; empty for one group.
  package var groups: [Int]
  package var groupGap: Double
  package var style: BoxStyle

  package init(
    x: Double, y: Double, width: Double, height: Double, pitch: Double, count: Int, groups: [Int] = [],
    groupGap: Double = 0, style: BoxStyle = .boxes
  ) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.pitch = pitch
    self.count = count
    self.groups = groups
    self.groupGap = groupGap
    self.style = style
  }

  /// Box `k` of [0, count): at x + k·pitch + groupGap · (groups completed before k).
  package func box(_ k: Int) -> Rect<FormSpace> {
    var completed = 0
    var end = 0
    for size in groups {
      end += size
      if end <= k { completed += 1 }
    }
    return Rect(x: x + Double(k) * pitch + groupGap * Double(completed), y: y, width: width, height: height)
  }

  /// All boxes, left to right.
  package var boxes: [Rect<FormSpace>] { (0..<count).map(box) }
}
