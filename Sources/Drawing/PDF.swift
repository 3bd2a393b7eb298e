package import Raster

/// A PDF of pages drawn in millimetres, origin at the top-left corner, at true scale.
///
/// PDF 1.4 with its text in two of the standard fonts, nothing compressed; the same drawing gives the same bytes.
package struct PDF: Sendable {
  private var pages: [Page] = []

  package init() {}

  package mutating func add(_ page: Page) { pages.append(page) }

  /// Fonts that every reader has: one to read, one whose characters are all 0.6 of its size wide.
  package enum Font: String, Sendable, CaseIterable {
    case helvetica = "Helvetica"
    case courierBold = "Courier-Bold"

    /// Height of its capitals as a share of its size.
    var capitals: Double { self == .helvetica ? 0.718 : 0.562 }
    fileprivate var key: String { self == .helvetica ? "F1" : "F2" }
  }

  /// One page and what is drawn on it.
  package struct Page: Sendable {
    /// Millimetres.
    package let width: Double
    package let height: Double
    fileprivate var operators: [String] = []

    package init(width: Double, height: Double) {
      (self.width, self.height) = (width, height)
    }

    /// Draws the outline of `rect`, its lines `lineWidth` mm wide and centred on it.
    package mutating func outline<S: Space>(_ rect: Rect<S>, lineWidth: Double, _ color: Color) {
      operators.append("\(PDF.color(color)) RG \(PDF.points(lineWidth)) w \(box(rect)) re S")
    }

    package mutating func line<S: Space>(
      from start: Point<S>, to end: Point<S>, lineWidth: Double, _ color: Color
    ) {
      operators.append(
        "\(PDF.color(color)) RG \(PDF.points(lineWidth)) w \(point(start.x, start.y)) m \(point(end.x, end.y)) l S"
      )
    }

    package mutating func fill<S: Space>(_ rect: Rect<S>, _ color: Color) {
      operators.append("\(PDF.color(color)) rg \(box(rect)) re f")
    }

    /// Writes `text`, its capitals `height` mm high, their top left corner at `place`.
    package mutating func text<S: Space>(
      _ text: String, at place: Point<S>, height: Double, font: Font = .helvetica, _ color: Color = .black
    ) {
      let size = PDF.points(height / font.capitals)
      operators.append(
        "BT \(PDF.color(color)) rg /\(font.key) \(size) Tf \(point(place.x, place.y + height)) Td "
          + "<\(PDF.hex(text))> Tj ET")
    }

    private func point(_ x: Double, _ y: Double) -> String { "\(PDF.points(x)) \(PDF.points(height - y))" }

    private func box<S: Space>(_ rect: Rect<S>) -> String {
      "\(point(rect.minX, rect.maxY)) \(PDF.points(rect.width)) \(PDF.points(rect.height))"
    }
  }

  /// The file.
  package var bytes: [UInt8] {
    var objects: [String] = []
    let first = 3 + Font.allCases.count
    let kids = pages.indices.map { "\(first + 2 * $0) 0 R" }.joined(separator: " ")
    objects.append("<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>")
    objects.append("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
    for font in Font.allCases {
      objects.append(
        "<< /Type /Font /Subtype /Type1 /BaseFont /\(font.rawValue) /Encoding /WinAnsiEncoding >>")
    }
    let fonts = Font.allCases.enumerated().map { "/\($0.element.key) \(3 + $0.offset) 0 R" }
    for (index, page) in pages.enumerated() {
      objects.append(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(PDF.points(page.width)) \(PDF.points(page.height))] "
          + "/Resources << /Font << \(fonts.joined(separator: " ")) >> >> /Contents \(first + 2 * index + 1) 0 R >>"
      )
      let content = page.operators.map { $0 + "\n" }.joined()
      objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)endstream")
    }
    return PDF.file(objects)
  }

  /// The objects, numbered from 1, with their cross-reference table.
  private static func file(_ objects: [String]) -> [UInt8] {
    var file = "%PDF-1.4\n"
    var table = "0000000000 65535 f \n"
    for (index, object) in objects.enumerated() {
      let offset = String(file.utf8.count)
      table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
      file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = file.utf8.count
    file += "xref\n0 \(objects.count + 1)\n\(table)"
    file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    return Array(file.utf8)
  }

  /// Millimetres as points, to a ten-thousandth.
  private static func points(_ millimetres: Double) -> String {
    number((millimetres / 25.4 * 72 * 10_000).rounded() / 10_000)
  }

  private static func color(_ color: Color) -> String {
    [color.red, color.green, color.blue].map { number((Double($0) / 255 * 1000).rounded() / 1000) }
      .joined(separator: " ")
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : "\(value)"
  }

  /// The text in WinAnsi, as hexadecimal digits; a question mark for what that has not.
  private static func hex(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let isLatin = (32...126).contains(scalar.value) || (160...255).contains(scalar.value)
      let byte = isLatin ? scalar.value : 63
      return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }
}
