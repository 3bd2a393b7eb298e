import FieldDecoding
import Forms
import Ledger
import NumberFormats
import Pipeline
import Raster
import Testing

@Suite struct FieldReaderTests {
  private func reader(
    type: FieldType = .number, boxes: Int = 4, length: Int? = 4, list: [String]? = nil,
    required: Bool = false,
    preprinted: String? = nil, acceptance: Configuration.Acceptance = .standard,
    calibration: TypeCalibration? = nil, auditShare: Double = 0
  ) throws -> FieldReader {
    let row = BoxRow(x: 10, y: 10, width: 5, height: 7, pitch: 5, count: boxes)
    let template = FieldTemplate(
      name: "n", format: FormatSpecification(type: type, length: length, boxes: boxes, list: list),
      place: .boxes(row), charset: .digits, preprinted: preprinted, required: required)
    return try FieldReader(
      template: template, acceptance: acceptance, calibration: calibration, auditShare: auditShare)
  }

  /// Boxes that show `text`, each with `share`.
  private func boxes(_ text: String, _ share: Float = 0.99999) -> [CharacterRecord] {
    text.enumerated().map { record($0.element, share, at: $0.offset) }
  }

  private let id = FieldIdentity.id(sha256: "s", page: 1, form: "f", field: "n")

  @Test func `a clear number is accepted, with the posterior of exactly it`() throws {
    let judgement = try reader().decide(boxes("0427"), id: id)
    #expect(judgement.status == .accepted)
    #expect(judgement.reading.text == "0427" && judgement.reading.isValid)
    #expect(judgement.reading.confidence > 0.999 && judgement.reading.confidence <= 1)
  }

  @Test func `a doubtful box makes a number wait`() throws {
    let judgement = try reader().decide(boxes("042") + [record("7", 0.9)], id: id)
    #expect(judgement.status == .review)
    #expect(judgement.reasons.contains(.lowConfidence))
  }

  @Test func `a fixed length with an empty box waits with blank-box`() throws {
    let judgement = try reader().decide(boxes("04_7"), id: id)
    #expect(judgement.status == .review)
    #expect(judgement.reasons.contains(.blankBox))
    #expect(!judgement.reading.isValid && judgement.reading.text == "04_7")
  }

  /// `text`, `-` a dash that no network takes for a character.
  private func dashed(_ text: String) -> [CharacterRecord] {
    text.enumerated().map { index, character in
      guard character == "-" else { return record(character, 0.99999, at: index) }
      var dash = record("?", 0.99999, at: index)
      dash.picture = (0..<784).map { (13...15).contains($0 / 28) && (4...23).contains($0 % 28) ? 255 : 0 }
      return dash
    }
  }

  @Test(arguments: [
    ("--1234", "12.34"), ("__12--", "12.00"), ("-_12--", "12.00"), ("----50", "0.50"),
  ])
  func `dashes in unused boxes of an amount are no characters`(written: String, value: String) throws {
    let judgement = try reader(type: .amount, boxes: 6, length: nil).decide(dashed(written), id: id)
    #expect(judgement.status == .accepted && judgement.reading.text == value)
  }

  @Test(arguments: ["------", "__1-34", "__12-4", "-1-234"])
  func `dashes that say nothing of an amount wait`(written: String) throws {
    #expect(
      try reader(type: .amount, boxes: 6, length: nil).decide(dashed(written), id: id).status == .review)
  }

  @Test func `leading blanks of a free number are normal`() throws {
    let judgement = try reader(length: nil).decide(boxes("__27"), id: id)
    #expect(judgement.status == .accepted)
    #expect(judgement.reading.text == "27")
  }

  @Test func `a field without ink is blank, or waits where it is required`() throws {
    #expect(try reader().decide(boxes("____"), id: id).status == .blank)
    #expect(try reader(required: true).decide(boxes("____"), id: id).reasons == [.blankBox])
  }

  @Test func `a closed list decides what can be read, and says what is not in it`() throws {
    let listed = try reader(list: ["0427", "1888"])
    #expect(listed.decide(boxes("0427"), id: id).status == .accepted)
    let stranger = listed.decide(boxes("5555"), id: id)
    #expect(stranger.status == .review)
    #expect(stranger.reasons.contains(.notInList))
  }

  private func found(_ threshold: Double?) -> TypeCalibration {
    let data = LabelledData(source: .truth, sha256: nil, fields: 3000, documents: 3000, date: "")
    return TypeCalibration(
      threshold: threshold, n: 3000, errors: 0, bound: 0.001, data: data, confidences: ConfidenceHistogram())
  }

  @Test func `the threshold is the stricter of fieldError and calibration`() throws {
    let clear = boxes("0427", 0.9999)
    let confidence = try reader().decide(clear, id: id).reading.confidence
    let calibrated = found(confidence + 1e-9)
    #expect(try reader().decide(clear, id: id).status == .accepted)
    #expect(try reader(calibration: calibrated).decide(clear, id: id).status == .review)
    let lenient = found(0.5)
    let doubtful = boxes("042") + [record("7", 0.9)]
    #expect(try reader(calibration: lenient).decide(doubtful, id: id).status == .review)
    #expect(try reader(calibration: found(nil)).decide(boxes("0427", 1), id: id).status == .review)
    let loose = Configuration.Acceptance(fieldError: 0.3, writerError: 0.01, acceptsRepaired: true)
    #expect(try reader(acceptance: loose).decide(doubtful, id: id).status == .accepted)
  }

  @Test(arguments: ["0427", "04_7", "____", "0?27", "9999"])
  func `deciding again from what is stored gives the same`(text: String) throws {
    let reader = try reader(list: ["0427", "1888"], auditShare: 0.5)
    let characters = boxes(text, 0.995)
    let first = reader.decide(characters, id: id)
    let stored = FieldRecord(
      id: id, field: "n", type: "number", reading: first.reading, status: first.status,
      reasons: first.reasons.map(\.rawValue), characters: characters, crop: "crops/x.png")
    let line = try WorkerLine.encode(WorkerField(stored))
    let back = try #require(try WorkerLine.decode(line, as: WorkerField.self).record())
    #expect(back.characters == characters)
    var again = reader.decide(again: back)
    again.crop = stored.crop
    #expect(again == stored)
  }

  /// Of an area, in a row: each character a piece of ink of its own.
  private func area(_ text: String, _ share: Float = 0.99999) -> [CharacterRecord] {
    text.enumerated().map { place, character in
      var part = record(character, share, at: place)
      part.span = CharacterSpan(first: place, end: place + 1, fit: 1, omission: 0.0005)
      return part
    }
  }

  private func areaReader(length: Int? = nil, required: Bool = false) throws -> FieldReader {
    let template = FieldTemplate(
      name: "n", format: FormatSpecification(type: .number, length: length),
      place: .area(Rect(x: 10, y: 10, width: 40, height: 8)), required: required)
    return try FieldReader(template: template, acceptance: .standard, calibration: nil, auditShare: 0)
  }

  @Test func `a clear area is accepted and says which parts it is made of`() throws {
    let judgement = try areaReader(length: 4).decide(area("0427"), id: id)
    #expect(judgement.status == .accepted && judgement.reading.text == "0427")
    #expect(judgement.segments == [0, 1, 2, 3])
  }

  @Test func `an area with another number of characters waits`() throws {
    let judgement = try areaReader(length: 7).decide(area("0427"), id: id)
    #expect(judgement.status == .review && judgement.reading.text == "0427")
    #expect(!judgement.reading.isValid && judgement.reasons.contains(.format))
  }

  @Test func `ink left out of an area makes it wait`() throws {
    var parts = area("0427")
    parts[3].span?.omission = 0.2
    parts[3].probabilities = box("7", 0.001).probabilities
    let judgement = try areaReader(length: 3).decide(parts, id: id)
    #expect(judgement.status == .review && judgement.reading.text == "042")
    #expect(judgement.reasons.contains(.strayInk))
  }

  @Test func `an area without ink is blank or missing`() throws {
    #expect(try areaReader().decide([], id: id).status == .blank)
    #expect(try areaReader(required: true).decide([], id: id).reasons == [.blankBox])
  }

  @Test func `an overview is at most as long as asked, and keeps what is dark dark`() {
    var page = BitImage(width: 3000, height: 1000)
    for y in 400..<500 { for x in 1200..<1500 { page[x, y] = true } }
    let small = PagePicture.overview(.bits(page))
    #expect(small.width == 1500 && small.height == 500)
    #expect(small[700, 225] == 0 && small[100, 100] == 255)
    let same = GreyImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6])
    #expect(PagePicture.overview(.grey(same)) == same)
    #expect(PagePicture.overview(.grey(same), longestSide: 1).pixels == [4])
  }
}

@Suite struct AreaAmountTests {
  /// One piece a character of `text`; `,` a small mark that may be left out.
  private func characters(_ text: String) -> [CharacterRecord] {
    text.enumerated().map { index, character in
      var found = record(character == "," ? "?" : character, 0.99999, at: index)
      found.span = CharacterSpan(
        first: index, end: index + 1, fit: character == "," ? 0.05 : 1, omission: character == "," ? 0.95 : 0)
      return found
    }
  }

  private func decide(_ text: String) throws -> Judgement {
    let template = FieldTemplate(
      name: "n", format: FormatSpecification(type: .amount),
      place: .area(Rect(x: 10, y: 10, width: 60, height: 10)))
    let reader = try FieldReader(
      template: template, acceptance: .standard, calibration: nil, auditShare: 0)
    return reader.decide(characters(text), id: "")
  }

  @Test(arguments: [("12,34", "12.34"), ("1,234,56", "1234.56")])
  func `a comma before the last two characters sets off cents`(written: String, value: String) throws {
    let judgement = try decide(written)
    #expect(judgement.status == .accepted && judgement.reading.text == value)
  }

  @Test(arguments: ["1234", "1,234", "12,3456"])
  func `without such a comma somebody has to look`(written: String) throws {
    let judgement = try decide(written)
    #expect(judgement.status == .review && judgement.reasons == [.ambiguous])
  }

  @Test func `a list narrows an area too`() throws {
    let template = FieldTemplate(
      name: "n", format: FormatSpecification(type: .number, length: 4, list: ["1234", "4321"]),
      place: .area(Rect(x: 10, y: 10, width: 60, height: 10)))
    let reader = try FieldReader(
      template: template, acceptance: .standard, calibration: nil, auditShare: 0)
    #expect(reader.decide(characters("1234"), id: "").status == .accepted)
    #expect(reader.decide(characters("1235"), id: "").reasons.contains(.notInList))
  }
}
