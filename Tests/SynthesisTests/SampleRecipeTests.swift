import Forms
import FoundationEssentials
import Synthesis
import Testing

@Suite struct SampleRecipeTests {
  private func recipe(_ page: String) throws -> SampleRecipe {
    let json = """
      {"seed": 7, "files": [{"name": "a.tif", "purpose": "a test", "quality": "office", "pages": [\(page)]}]}
      """
    return try JSONDecoder().decode(SampleRecipe.self, from: Data(json.utf8))
  }

  @Test func `a page's wishes are read`() throws {
    let page = try recipe(
      """
      {"form": "small", "turn": "upside-down", "coding": "jpeg-color", "jpegQuality": 40, "tag": "missing", "dpi": 240,
       "skew": 1.5, "noise": 2, "faint": true, "boxes": "blue", "fields": {"iban": "wrong", "date": "crossed-out"},
       "strayInk": ["amount"], "darkEdge": true}
      """
    ).files[0].pages[0]
    var expected = PageVariation()
    expected.turn = .upsideDown
    expected.coding = .jpeg(quality: 40, color: true)
    expected.tag = .missing
    expected.resolution = 240
    expected.skew = 1.5
    expected.noise = 2
    expected.faint = true
    expected.boxColor = .blue
    expected.wishes = ["iban": .wrongCharacter, "date": .crossedOut]
    expected.strayInk = ["amount"]
    expected.darkEdge = true
    #expect(page == SamplePage(.form("small"), expected))
    #expect(try recipe(#"{"foreign": "letter"}"#).files[0].pages == [SamplePage(.foreign(.letter))])
  }

  @Test(arguments: [
    #"{"form": "small", "turned": "left"}"#, #"{"form": "small", "turn": "over"}"#,
    #"{"form": "small", "fields": {"iban": "good"}}"#,
  ])
  func `unknown keys and words are errors`(page: String) {
    #expect(throws: DecodingError.self) { try recipe(page) }
  }

  @Test func `forms and fields that are not there are named`() throws {
    let writers = [try FormWriter(Fixtures.form, pool: Fixtures.strokes)]
    let unknown = try recipe(#"{"form": "large"}"#)
    #expect(throws: SampleError.unknownForm(file: "a.tif", form: "large")) {
      try unknown.make(0, writers: writers)
    }
    let field = try recipe(#"{"form": "small", "fields": {"ibam": "wrong"}}"#)
    #expect(throws: SampleError.unknownField(file: "a.tif", form: "small", field: "ibam")) {
      try field.make(0, writers: writers)
    }
  }
}
