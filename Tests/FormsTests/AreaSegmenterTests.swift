import Forms
import NumberFormats
import Raster
import Testing

/// Bars on a page at 12 px a millimetre: what may be a character in an area.
@Suite("An undivided area") struct AreaSegmenterTests {
  private static let scale = 12.0
  private static let area = Rect<FormSpace>(x: 10, y: 10, width: 60, height: 10)

  private func segments(frame: Bool = false, _ bars: [Rect<FormSpace>]) -> [SegmentedBox] {
    var image = BitImage(width: 1000, height: 400)
    func fill(_ rect: Rect<FormSpace>) {
      for y in Int(rect.minY * Self.scale)..<Int(rect.maxY * Self.scale) {
        for x in Int(rect.minX * Self.scale)..<Int(rect.maxX * Self.scale) { image[x, y] = true }
      }
    }
    bars.forEach(fill)
    if frame {
      let (area, line) = (Self.area, 0.25)
      for y in [area.minY, area.maxY] { fill(Rect(x: area.x, y: y, width: area.width, height: line)) }
      for x in [area.minX, area.maxX] { fill(Rect(x: x, y: area.y, width: line, height: area.height)) }
    }
    let field = FieldTemplate(
      name: "a", format: .init(type: .number), place: .area(Self.area), charset: .digits)
    let form = FormTemplate(name: "f", pageWidth: 80, pageHeight: 33, fields: [field])
    let transform = Affine<FormSpace, ScanSpace>(a: Self.scale, b: 0, c: 0, d: Self.scale, tx: 0, ty: 0)
    return Segmenter(form: form).segment(.bits(image), transform: transform)[0]
  }

  /// An upright stroke, as a 1 has it.
  private func bar(_ x: Double, width: Double = 0.7, top: Double = 11.5, height: Double = 7) -> Rect<
    FormSpace
  > {
    Rect(x: x, y: top, width: width, height: height)
  }

  private func spans(_ boxes: [SegmentedBox]) -> Set<[Int]> {
    Set(boxes.compactMap { $0.span.map { [$0.first, $0.end] } })
  }

  @Test("separate strokes are pieces of their own", arguments: [false, true]) func separate(frame: Bool) {
    let found = segments(frame: frame, [bar(14), bar(20), bar(26)])
    #expect(spans(found).isSuperset(of: [[0, 1], [1, 2], [2, 3]]))
    #expect(!spans(found).contains([0, 3]))
    let first = found.filter { $0.span?.end == 1 }
    #expect(first.count == 1 && first.allSatisfy { ($0.span?.fit ?? 0) > 0.9 && $0.glyph != .blank })
    #expect(abs((first.first?.box.x ?? 0) - 14) < 0.2)
  }

  @Test("what touches is cut where one thin stroke joins it") func touching() {
    let found = segments([
      bar(14, width: 2.5), bar(16, width: 3, top: 15, height: 0.5), bar(18.5, width: 2.5),
    ])
    #expect(spans(found).isSuperset(of: [[0, 1], [1, 2], [0, 2]]))
    #expect((found.first { $0.span?.end == 1 }?.span?.fit ?? 1) < 0.9)
  }

  @Test("print above and below, dust and an empty frame are no characters") func beside() {
    #expect(segments(frame: true, []).isEmpty)
    #expect(segments([bar(20, top: 4, height: 4), bar(30, top: 23, height: 5)]).isEmpty)
    #expect(segments([bar(20, width: 0.2, top: 14, height: 0.2)]).isEmpty)
  }

  @Test("a dot and a dash may stand between characters, a stroke hardly") func omission() {
    let found = segments([
      bar(14), bar(18, width: 0.8, top: 17.5, height: 0.8), bar(22),
      bar(27, width: 4, top: 15, height: 0.6),
    ])
    let omissions = (0..<4).map { piece in
      found.first { $0.span?.first == piece && $0.span?.end == piece + 1 }?.span?.omission ?? -1
    }
    #expect(omissions[1] > 0.5 && omissions[3] > 0.3)
    #expect(omissions[0] < 0.01 && omissions[2] < 0.01)
  }

  @Test("a ruled line under writing that stands on it is no writing; upright strokes keep their feet")
  func ruled() {
    let line = Rect<FormSpace>(x: 12, y: 18, width: 22, height: 0.25)
    let bars = [bar(14), bar(20), bar(26)]
    let found = segments(bars + [line])
    #expect(spans(found).isSuperset(of: [[0, 1], [1, 2], [2, 3]]))
    #expect(!found.contains { $0.span.map { $0.end > 3 } ?? false })
    #expect(found.allSatisfy { $0.box.width < 1 && $0.box.height > 6.8 })
  }

  @Test("two dashes above one another may be left out") func equalsSign() {
    let found = segments([
      bar(14), bar(20), bar(26, width: 2, top: 14.2, height: 0.5), bar(26, width: 2, top: 15.7, height: 0.5),
    ])
    let sign = found.first { $0.span?.first == 2 && $0.span?.end == 3 }
    #expect((sign?.span?.omission ?? 0) > 0.3)
  }

  @Test("a printed ground weaker than the writing is not joined to it") func ground() {
    var page = TestPage(TestForms.single, dpi: 300)
    for x in [24.0, 30, 36] { page.line(Point(x: x, y: 42), Point(x: x, y: 49), width: 0.6) }
    for y in stride(from: 41.0, through: 50, by: 0.5) {
      page.line(Point(x: 22, y: y), Point(x: 38, y: y + 0.2), width: 0.2, ink: 170)
    }
    let area = Rect<FormSpace>(x: 20, y: 40, width: 40, height: 12)
    let field = FieldTemplate(
      name: "a", format: .init(type: .number), place: .area(area), charset: .digits)
    let form = FormTemplate(name: "f", pageWidth: 210, pageHeight: 297, fields: [field])
    let found = Segmenter(form: form).segment(.grey(page.image), transform: page.map)[0]
    #expect(spans(found) == [[0, 1], [1, 2], [2, 3]])
  }

  @Test("writing that touches the frame survives it") func touchesFrame() throws {
    let found = segments(frame: true, [bar(14, top: 12, height: 8), bar(20)])
    let first = try #require(found.first { $0.span?.first == 0 && $0.span?.end == 1 })
    #expect(first.box.height > 7)
  }
}
