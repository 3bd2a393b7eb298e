import Forms
import Ingest
import Ledger
import Pipeline
import Raster
import Testing

/// Whole pages through all stages; the network is a stand-in, the paper is drawn here.
@Suite struct PageReaderTests {
  /// Pixels per millimetre of a 200-dpi scan.
  private static let scale = 200 / 25.4

  private let configuration: Configuration
  private let basis: ReadingBasis
  private let reader: PageReader

  init() throws {
    (configuration, basis) = try Sample.configuration { _ in
      """
      { "audit": { "share": 0 },
        "forms": [ { "name": "sheet", "page": { "width": 210, "height": 148 },
          "fields": [
            { "name": "first", "type": "number", "length": 8,
              "boxes": { "x": 30, "y": 30, "width": 6, "height": 8, "pitch": 6.5, "count": 8 } },
            { "name": "second", "type": "number", "length": 8, "required": true,
              "boxes": { "x": 60, "y": 70, "width": 6, "height": 8, "pitch": 6.5, "count": 8 } },
            { "name": "third", "type": "number",
              "boxes": { "x": 100, "y": 110, "width": 6, "height": 8, "pitch": 6.5, "count": 5 } },
            { "name": "note", "type": "text", "area": { "x": 20, "y": 125, "width": 60, "height": 12 } } ] } ] }
      """
    }
    let networks = Networks(
      digits: FirstPixelNetwork(classes: (0..<10).map(String.init) + ["junk"]), letters: nil)
    reader = try PageReader(configuration: configuration, networks: networks, basis: basis)
  }

  /// A scan of the form with a stroke in each of the boxes of the fields named.
  private func page(writing fields: Set<String>, note: Bool = false) -> ScannedPage {
    var image = Self.print(configuration.forms[0])
    for field in configuration.forms[0].fields where fields.contains(field.name) {
      guard case .boxes(let row) = field.place else { continue }
      for box in row.boxes {
        Self.fill(Rect(x: box.x + 2, y: box.y + 1.5, width: 0.6, height: 5), &image)
        Self.fill(Rect(x: box.x + 2, y: box.y + 6, width: 2.2, height: 0.6), &image)
      }
    }
    if note { Self.fill(Rect(x: 30, y: 130, width: 30, height: 0.7), &image) }
    return ScannedPage(image: .bits(image), resolution: Resolution(x: 200, y: 200))
  }

  /// The boxes of `form`, empty.
  private static func print(_ form: FormTemplate) -> BitImage {
    var image = BitImage(width: Int(form.pageWidth * scale), height: Int(form.pageHeight * scale))
    let line = 0.25
    for field in form.fields {
      guard case .boxes(let row) = field.place else { continue }
      for box in row.boxes {
        for y in [box.minY, box.maxY] {
          fill(Rect(x: box.x, y: y - line / 2, width: box.width, height: line), &image)
        }
        for x in [box.minX, box.maxX] {
          fill(Rect(x: x - line / 2, y: box.y, width: line, height: box.height), &image)
        }
      }
    }
    return image
  }

  private static func fill(_ rect: Rect<FormSpace>, _ image: inout BitImage) {
    for y in Int(rect.minY * scale)..<Int((rect.maxY * scale).rounded(.up)) {
      for x in Int(rect.minX * scale)..<Int((rect.maxX * scale).rounded(.up)) { image[x, y] = true }
    }
  }

  @Test func `a page goes through all stages`() throws {
    let read = reader.read(page(writing: ["first"], note: true), number: 3, sha256: "abc")
    guard case .identified("sheet", let residual, let edges) = read.record.outcome else {
      Issue.record("\(read.record.outcome)")
      return
    }
    #expect(residual < 0.3 && edges > 0.9)
    #expect(read.record.page == 3 && read.record.basis == basis.identified(as: "sheet"))
    let fields = read.record.fields
    #expect(fields.map(\.field) == ["first", "second", "third", "note"])
    #expect(fields.map(\.characters.count) == [8, 8, 5, 1])
    // The stand-in takes every picture for a 0, sure to 0.9: eight such boxes are no sure number.
    #expect(fields[0].reading.text == "00000000")
    #expect(fields.map(\.status) == [.review, .review, .blank, .review])
    #expect(fields[0].reasons.contains("low-confidence"))
    #expect(fields[1].reasons == ["blank-box"])
    #expect(fields[0].id == FieldIdentity.id(sha256: "abc", page: 3, form: "sheet", field: "first"))
    #expect(read.pictures.map(\.id) == fields.filter { $0.status.waits }.map(\.id))
    #expect(read.pictures.allSatisfy { $0.image.width > 100 })
    #expect(fields[2].crop == nil && fields[0].crop == "crops/\(fields[0].id).png")
  }

  @Test func `the same page reads the same, again and from the ledger`() throws {
    let scan = page(writing: ["first", "third"])
    let once = reader.read(scan, number: 1, sha256: "abc").record
    #expect(reader.read(scan, number: 1, sha256: "abc").record == once)
    let plan = try FormPlan(template: configuration.forms[0], configuration: configuration)
    for (field, stored) in zip(plan.fields, once.fields) { #expect(field.decide(again: stored) == stored) }
  }

  @Test func `a page without ink is blank, one of no form is kept as a picture`() {
    let blank = GreyImage(width: 1654, height: 1165, fill: 250)
    let empty = reader.read(ScannedPage(image: .grey(blank), resolution: nil), number: 1, sha256: "abc")
    #expect(empty.record.outcome == .blank && empty.pictures.isEmpty)
    #expect(empty.record.basis == basis.formless)

    var other = blank
    for top in stride(from: 100, to: 1000, by: 60) {
      for left in stride(from: 100, to: 1500, by: 29) where (top + left) % 7 > 1 {
        for y in top..<top + 24 { for x in left..<left + 4 { other[x + (y - top) / 3, y] = 20 } }
      }
    }
    let stranger = reader.read(ScannedPage(image: .grey(other), resolution: nil), number: 1, sha256: "abc")
    guard case .failed(let failure, let crop?) = stranger.record.outcome else {
      Issue.record("\(stranger.record.outcome)")
      return
    }
    #expect(["no-form", "bad-registration"].contains(failure.code) && failure.page == 1)
    #expect(Set(failure.likely.map(\.form)).count == failure.likely.count)
    let id = FieldIdentity.id(sha256: "abc", page: 1, form: "", field: "")
    #expect(crop == "crops/\(id).png" && stranger.pictures.map(\.id) == [id])
    #expect(stranger.pictures[0].image.width <= 1600)
    #expect(stranger.record.basis == basis.unidentified(among: nil))
  }

  // MARK: Damage

  /// `page` with bare paper, mm of the form, where it could not be decoded.
  private func damaged(_ page: ScannedPage, _ rows: ClosedRange<Double>) throws -> ScannedPage {
    guard case .bits(var image) = page.image else { throw IngestError(.unreadable, "bits are expected") }
    let (top, bottom) = (Int(rows.lowerBound * Self.scale), Int(rows.upperBound * Self.scale))
    for y in top..<bottom { for x in 0..<image.width { image[x, y] = false } }
    var page = page
    page.image = .bits(image)
    page.damage = [
      PageDamage(
        place: Rect(x: 0, y: Double(top), width: Double(image.width), height: Double(bottom - top)),
        error: IngestError(.unreadable, "bad code word"))
    ]
    return page
  }

  @Test func `damage off every field passes, and every field says so`() throws {
    let whole = page(writing: ["first", "third"])
    let expected = reader.read(whole, number: 1, sha256: "abc").record.fields
    let read = reader.read(try damaged(whole, 84...105), number: 1, sha256: "abc").record
    #expect(read.fields.map(\.reading) == expected.map(\.reading))
    #expect(read.fields.map(\.status) == expected.map(\.status))
    #expect(read.fields.map(\.reasons) == expected.map { $0.reasons + ["damaged"] })
    let plan = try FormPlan(template: configuration.forms[0], configuration: configuration)
    for (field, stored) in zip(plan.fields, read.fields) { #expect(field.decide(again: stored) == stored) }
  }

  @Test(arguments: [(64.0...69.0, "second"), (72...75, "second"), (119...124, "third"), (130...132, "note")])
  func `damage in a field's rows fails the page by name`(rows: ClosedRange<Double>, field: String) throws {
    let read = reader.read(try damaged(page(writing: ["first"]), rows), number: 2, sha256: "abc")
    guard case .failed(let failure, nil) = read.record.outcome else {
      Issue.record("\(read.record.outcome)")
      return
    }
    #expect(failure.code == "unreadable" && failure.page == 2)
    #expect(failure.message == "bad code word: sheet's \(field) lies there")
    #expect(read.record.basis == basis.formless && read.pictures.isEmpty)
  }

  @Test func `a damaged page that shows nothing, or no form, is neither blank nor unknown`() throws {
    let blank = ScannedPage(image: .bits(BitImage(width: 1654, height: 1165)), resolution: nil)
    #expect(reader.read(blank, number: 1, sha256: "abc").record.outcome == .blank)
    let read = reader.read(try damaged(blank, 10...20), number: 1, sha256: "abc").record
    #expect(
      read.outcome
        == .failed(FailureRecord(page: 1, code: "unreadable", message: "bad code word"), crop: nil))
  }

  @Test func `a form is not read as another one that lacks the row which the damage took`() throws {
    let (both, basis) = try Sample.configuration { _ in
      func row(_ name: String, _ y: Int) -> String {
        """
        { "name": "\(name)", "type": "number", "length": 8,
          "boxes": { "x": 30, "y": \(y), "width": 6, "height": 8, "pitch": 6.5, "count": 8 } }
        """
      }
      let rows = [row("first", 30), row("second", 60), row("third", 90)]
      return """
        { "forms": [
            { "name": "long", "page": { "width": 210, "height": 148 }, "fields": [ \(rows.joined(separator: ", ")) ] },
            { "name": "short", "page": { "width": 210, "height": 148 },
              "fields": [ \(rows.prefix(2).joined(separator: ", ")) ] } ] }
        """
    }
    let image = PageImage.bits(Self.print(both.forms[0]))
    let scan = ScannedPage(image: image, resolution: Resolution(x: 200, y: 200))
    let networks = Networks(
      digits: FirstPixelNetwork(classes: (0..<10).map(String.init) + ["junk"]), letters: nil)
    let reader = try PageReader(configuration: both, networks: networks, basis: basis)
    let whole = reader.read(scan, number: 1, sha256: "abc").record
    #expect(whole.fields.count == 3)
    let damaged = try damaged(scan, 85...102)
    // So it would be read without a look at the damage.
    guard
      case .identified(let registration) = Registrar(forms: both.forms).register(
        damaged.image, resolution: nil)
    else {
      Issue.record("nothing was identified")
      return
    }
    #expect(both.forms[registration.form].name == "short")
    let read = reader.read(damaged, number: 1, sha256: "abc").record
    #expect(
      read.outcome
        == .failed(
          FailureRecord(page: 1, code: "unreadable", message: "bad code word: long's third lies there"),
          crop: nil))
  }
}
