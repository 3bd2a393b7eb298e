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
    var image = BitImage(width: Int(210 * Self.scale), height: Int(148 * Self.scale))
    func fill(_ rect: Rect<FormSpace>) {
      for y in Int(rect.minY * Self.scale)..<Int((rect.maxY * Self.scale).rounded(.up)) {
        for x in Int(rect.minX * Self.scale)..<Int((rect.maxX * Self.scale).rounded(.up)) {
          image[x, y] = true
        }
      }
    }
    let line = 0.25
    for field in configuration.forms[0].fields {
      guard case .boxes(let row) = field.place else { continue }
      for box in row.boxes {
        for y in [box.minY, box.maxY] {
          fill(Rect(x: box.x, y: y - line / 2, width: box.width, height: line))
        }
        for x in [box.minX, box.maxX] {
          fill(Rect(x: x - line / 2, y: box.y, width: line, height: box.height))
        }
        guard fields.contains(field.name) else { continue }
        fill(Rect(x: box.x + 2, y: box.y + 1.5, width: 0.6, height: 5))
        fill(Rect(x: box.x + 2, y: box.y + 6, width: 2.2, height: 0.6))
      }
    }
    if note { fill(Rect(x: 30, y: 130, width: 30, height: 0.7)) }
    return ScannedPage(image: .bits(image), resolution: Resolution(x: 200, y: 200))
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
}
