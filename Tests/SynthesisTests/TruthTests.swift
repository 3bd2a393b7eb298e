import Forms
import NumberFormats
import Raster
import Synthesis
import Testing

@Suite struct TruthTests {
  private func filler(_ field: FieldTemplate) throws -> FieldFiller {
    FieldFiller(field, format: try field.format.makeFormat())
  }

  @Test(arguments: Fixtures.form.fields)
  func `made-up values are valid and stand in the boxes as the truth says`(field: FieldTemplate) throws {
    let filler = try filler(field)
    let format = try field.format.makeFormat()
    var random = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let filled = filler.fill(.valid, &random)
      let symbols = filled.written.split(separator: ";").compactMap { Symbol(Character(String($0))) }
      #expect(format.isValid(symbols), "seed 3: \(filled.written)")
      #expect(format.canonical(symbols) == filled.value, "seed 3: \(filled.written)")
    }
  }

  @Test(arguments: Fixtures.form.fields)
  func `wrong characters fail the format`(field: FieldTemplate) throws {
    let filler = try filler(field)
    let format = try field.format.makeFormat()
    // Of an amount every digit is possible in every box, and so in a number: they are crossed out instead.
    var random = SeededGenerator(seed: 4)
    for _ in 0..<200 {
      let filled = filler.fill(.wrongCharacter, &random)
      let symbols = filled.value.compactMap { Symbol($0) }
      #expect(!format.isValid(symbols), "seed 4: \(filled.value)")
      if field.name == "iban" { #expect(!filled.written.contains("#")) }
    }
  }

  @Test func `a blank field is blank, a crossed-out character is marked`() throws {
    let filler = try filler(Fixtures.form.fields[0])
    var random = SeededGenerator(seed: 5)
    let blank = filler.fill(.blank, &random)
    #expect(blank.value == "")
    #expect(blank.written == Array(repeating: "_", count: 18).joined(separator: ";"))
    let crossed = filler.fill(.crossedOut, &random)
    #expect(crossed.written.filter { $0 == "#" }.count == 1)
    #expect(crossed.value.filter { $0 == "?" }.count == 1)
    let without = filler.fill(.leftOut, &random)
    #expect(without.value.filter { $0 == "_" }.count == 1)
  }

  @Test func `amounts have all lengths, bank codes are real`() throws {
    var random = SeededGenerator(seed: 6)
    let amounts = try filler(Fixtures.form.fields[2])
    let lengths = (0..<300).map { _ in
      amounts.fill(.valid, &random).written.filter { $0 != "_" && $0 != ";" }.count
    }
    #expect(Set(lengths).isSuperset(of: 3...8))
    let ibans = try filler(Fixtures.form.fields[0])
    let values = (0..<500).map { _ in ibans.fill(.valid, &random).value }
    #expect(Set(values).count == values.count)
    let known = values.filter {
      ["ABNA", "INGB", "RABO", "TRIO", "KNAB", "ASNB"].contains($0.dropFirst(4).prefix(4))
    }
    #expect(known.count > 10)
    #expect(Set(values.map { $0.dropFirst(2).prefix(2) }).count > 80)
  }

  @Test func `values of a closed list come from it`() throws {
    let list = ["1234567", "2222222", "7654321"]
    let field = FieldTemplate(
      name: "student", format: FormatSpecification(type: .number, length: 7, boxes: 7, list: list),
      place: .boxes(BoxRow(x: 5, y: 5, width: 5, height: 7, pitch: 5.5, count: 7)))
    let filler = try filler(field)
    var random = SeededGenerator(seed: 7)
    let drawn = Set((0..<100).map { _ in filler.fill(.valid, &random).value })
    #expect(drawn == Set(list))
  }

  @Test func `shares of mistakes and blanks are kept`() throws {
    let writer = try FormWriter(Fixtures.form, pool: Fixtures.strokes)
    let synthesizer = Synthesizer(Fixtures.request(.clean, mistakes: 0.3, blanks: 0.2), writer: writer)
    let fields = (0..<40).flatMap { synthesizer.page($0).fields }
    let formats = try Fixtures.form.fields.map { try $0.format.makeFormat() }
    let blank = fields.filter { $0.value.isEmpty }.count
    var wrong = 0
    for (index, field) in fields.enumerated() where !field.value.isEmpty {
      let symbols = field.written.split(separator: ";").map { Symbol(Character(String($0))) ?? .junk }
      if !formats[index % formats.count].isValid(symbols) { wrong += 1 }
    }
    #expect(abs(Double(blank) / Double(fields.count) - 0.2) < 0.08)
    #expect(abs(Double(wrong) / Double(fields.count - blank) - 0.3) < 0.09)
  }

  @Test func `rows are quoted as the contract says`() {
    let filled = FilledField(
      field: "a,b", value: "say \"x\"", writings: [.blank, .character(Symbol.digits[3])])
    let line = TruthLine(document: "d.tif", page: 2, form: "f", field: filled)
    #expect(line.csv == "d.tif,2,\"a,b\",\"say \"\"x\"\"\",f,_;3\r\n")
  }
}
