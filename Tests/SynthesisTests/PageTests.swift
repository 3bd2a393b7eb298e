import Forms
import NumberFormats
import Raster
import Synthesis
import Testing

@Suite struct PageTests {
  private let writer: FormWriter

  init() throws {
    writer = try FormWriter(Fixtures.form, pool: Fixtures.strokes)
  }

  @Test(arguments: Quality.allCases)
  func `same arguments, same page; another seed or page, another`(quality: Quality) {
    let one = Synthesizer(Fixtures.request(quality, mistakes: 0.1, blanks: 0.1), writer: writer)
    #expect(one.page(3).image == one.page(3).image)
    #expect(one.page(3).fields != one.page(4).fields)
    let other = Synthesizer(Fixtures.request(quality, seed: 2), writer: writer)
    #expect(one.page(3).image != other.page(3).image)
  }

  @Test(arguments: Quality.allCases)
  func `resolution, size, tag, depth and coding are the table's`(quality: Quality) {
    let synthesizer = Synthesizer(Fixtures.request(quality), writer: writer)
    var tags: [String: Int] = [:]
    for index in 0..<24 {
      let page = synthesizer.page(index)
      #expect(quality.ranges.resolutions.contains(page.resolution))
      #expect(page.image.width == Int((148 * page.resolution / 25.4).rounded()))
      #expect(page.image.height == Int((105 * page.resolution / 25.4).rounded()))
      #expect(quality.ranges.pen.contains(page.details?.pen ?? 0))
      switch (page.image, page.coding) {
      case (.bits, .g4), (.grey, .lzw(color: false)), (.grey, .jpeg(_, color: false)),
        (.color, .jpeg(_, color: true)):
        break
      default: Issue.record("page \(index): \(page.coding)")
      }
      let kind = page.tag == nil ? "missing" : page.tag?.x == page.resolution ? "right" : "wrong"
      tags[kind, default: 0] += 1
    }
    #expect(Set(tags.keys) == (quality == .rough ? ["right", "wrong", "missing"] : ["right"]))
  }

  @Test func `codings have the table's shares`() {
    var random = SeededGenerator(seed: 8)
    var counts: [String: Double] = [:]
    for _ in 0..<4000 {
      switch Quality.rough.coding(&random) {
      case .g4(.plain): counts["plain", default: 0] += 1 / 4000
      case .g4(.faint): counts["faint", default: 0] += 1 / 4000
      case .g4(.copied(2)): counts["copied", default: 0] += 1 / 4000
      case .jpeg(30...60, _): counts["jpeg", default: 0] += 1 / 4000
      default: Issue.record("not in the table")
      }
    }
    #expect(abs((counts["plain"] ?? 0) - 0.3) < 0.03)
    #expect(abs((counts["faint"] ?? 0) - 0.1) < 0.02)
    #expect(abs((counts["copied"] ?? 0) - 0.1) < 0.02)
    #expect(abs((counts["jpeg"] ?? 0) - 0.5) < 0.03)
  }

  /// The mean light in the 3 × 3 pixels around a point.
  private func light(_ image: GreyImage, _ point: Point<ScanSpace>) -> Double {
    var sum = 0.0
    for dy in -1...1 {
      for dx in -1...1 {
        let (x, y) = (Int(point.x) + dx, Int(point.y) + dy)
        guard x >= 0, y >= 0, x < image.width, y < image.height else { return 255 }
        sum += Double(image[x, y])
      }
    }
    return sum / 9
  }

  @Test(arguments: Quality.allCases, PageTurn.allCases)
  func `boxes are where the transform says`(quality: Quality, turn: PageTurn) throws {
    var variation = PageVariation()
    variation.turn = turn
    for field in Fixtures.form.fields { variation.wishes[field.name] = .blank }
    for seed in 1...3 as ClosedRange<UInt64> {
      let page = writer.page(quality: quality, variation: variation, seed: seed)
      let image = page.image.grey()
      let transform = try #require(page.transform)
      var (edge, beside, count) = (0.0, 0.0, 0.0)
      for field in Fixtures.form.fields {
        for box in FormPrinter.frames(of: field) {
          for share in [0.25, 0.5, 0.75] {
            for x in [box.minX, box.maxX] {
              edge += light(image, transform(Point(x: x, y: box.minY + box.height * share)))
            }
            beside += 2 * light(image, transform(Point(x: box.center.x, y: box.minY + box.height * share)))
            count += 2
          }
        }
      }
      #expect(edge / count < beside / count - 70, "seed \(seed), \(page.coding), \(page.resolution)")
      #expect(transform.determinant > 0)
    }
  }

  @Test(arguments: [(Quality.clean, 0.0), (.office, 0.1), (.rough, 0.3)])
  func `the table's share of glyphs crosses a line of its box`(quality: Quality, share: Double) throws {
    // Boxes far apart, so that no glyph reaches another's.
    let row = BoxRow(x: 10, y: 20, width: 5, height: 7, pitch: 12, count: 10)
    let fields = (0..<4).map { index in
      var row = row
      row.y += Double(index) * 20
      return FieldTemplate(
        name: "n\(index)", format: FormatSpecification(type: .number, length: 10, boxes: 10),
        place: .boxes(row))
    }
    let form = FormTemplate(name: "wide", pageWidth: 148, pageHeight: 105, fields: fields)
    let writer = try FormWriter(form, pool: Fixtures.strokes)
    var (crossing, count) = (0, 0)
    for seed in 1...12 as ClosedRange<UInt64> {
      let draft = writer.draft(quality: quality, seed: seed)
      for box in fields.flatMap({ FormPrinter.frames(of: $0) }) {
        let inked = outline(of: box).contains { point in
          let p = draft.sheet.transform(point)
          let (x, y) = (Int(p.x), Int(p.y))
          guard x >= 0, y >= 0, x < draft.sheet.pen.width, y < draft.sheet.pen.height else { return false }
          return draft.sheet.pen.coverage[y * draft.sheet.pen.width + x] > 60
        }
        if inked { crossing += 1 }
        count += 1
      }
    }
    let found = Double(crossing) / Double(count)
    #expect(abs(found - share) <= 0.25 * share, "\(found)")
  }

  private func outline(of box: Rect<FormSpace>) -> [Point<FormSpace>] {
    (0...100).flatMap { step -> [Point<FormSpace>] in
      let t = Double(step) / 100
      return [
        Point(x: box.minX + t * box.width, y: box.minY), Point(x: box.minX + t * box.width, y: box.maxY),
        Point(x: box.minX, y: box.minY + t * box.height), Point(x: box.maxX, y: box.minY + t * box.height),
      ]
    }
  }

  @Test func `noise has the table's deviation`() {
    for quality in Quality.allCases {
      var variation = PageVariation()
      variation.coding = .lzw(color: false)
      variation.resolution = 200
      let page = ForeignPage.blank.page(quality: quality, variation: variation, seed: 4)
      let image = page.image.grey()
      // Differences of neighbours, so that the paper's shade does not count; their variance is twice the noise's.
      let differences = (0..<100_000).map { Double(image.pixels[2 * $0]) - Double(image.pixels[2 * $0 + 1]) }
      let variance = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count) / 2
      // At 16 of 255 white paper's noise is cut at 255.
      #expect(
        abs(variance.squareRoot() / quality.ranges.noise - 1) < 0.25, "\(quality): \(variance.squareRoot())")
    }
  }

  @Test func `a blank back is nearly without ink, a letter is not`() {
    var variation = PageVariation()
    variation.coding = .g4(.plain)
    func ink(_ page: ForeignPage) -> Int {
      guard case .bits(let bits) = page.page(quality: .office, variation: variation, seed: 3).image else {
        return -1
      }
      return bits.words.reduce(0) { $0 + $1.nonzeroBitCount }
    }
    #expect((0..<3000).contains(ink(.blank)))
    #expect(ink(.letter) > 50_000)
  }
}
