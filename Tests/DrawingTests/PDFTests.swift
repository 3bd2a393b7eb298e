import Drawing
import Foundation
import Raster
import Testing

@Suite("PDF") struct PDFTests {
  private enum Paper: Space {}

  private func file() -> String {
    var page = PDF.Page(width: 210, height: 297)
    page.outline(Rect<Paper>(x: 25.4, y: 25.4, width: 50.8, height: 12.7), lineWidth: 0.25, .red)
    page.text("Één (1)", at: Point<Paper>(x: 10, y: 10), height: 3)
    var pdf = PDF()
    pdf.add(page)
    pdf.add(PDF.Page(width: 100, height: 50))
    return String(decoding: pdf.bytes, as: UTF8.self)
  }

  @Test("every object starts where the table says")
  func offsets() throws {
    let file = Array(file().utf8)
    let text = file.map { Character(UnicodeScalar($0)) }
    let start = try #require(Int(String(text).split(separator: "\n").dropLast().last ?? ""))
    let lines = String(text[start...]).split(separator: "\n")
    #expect(lines[0] == "xref")
    let entries = lines.dropFirst(3).prefix(while: { $0.hasSuffix("n ") })
    for (number, line) in entries.enumerated() {
      let offset = try #require(Int(line.prefix(10)))
      #expect(String(text[offset...].prefix(8)).hasPrefix("\(number + 1) 0 obj"))
    }
  }

  @Test("millimetres become points from the bottom, at true scale")
  func scale() {
    #expect(file().contains("/MediaBox [0 0 595.2756 841.8898]"))
    #expect(file().contains("72 733.8898 144 36 re S"))
  }

  @Test("text is in Latin 1, and what ends a string in PDF does no harm")
  func text() {
    #expect(file().contains("<c9e96e20283129> Tj"))
  }
}
