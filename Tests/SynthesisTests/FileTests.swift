import Forms
import Ingest
import Raster
import Synthesis
import Testing

@Suite struct FileTests {
  private let writer: FormWriter

  init() throws {
    writer = try FormWriter(Fixtures.form, pool: Fixtures.strokes)
  }

  @Test(arguments: Quality.allCases)
  func `files decode to the pages they were made of`(quality: Quality) throws {
    let synthesizer = Synthesizer(Fixtures.request(quality, mistakes: 0.1, blanks: 0.1), writer: writer)
    for index in 0..<8 {
      let page = synthesizer.page(index)
      let file = try synthesizer.file(index)
      #expect(try synthesizer.file(index).bytes == file.bytes)
      #expect(file.name == "page-0000\(index + 1).\(page.coding.fileExtension)")
      #expect(file.transforms == [page.transform])
      #expect(file.truth.map(\.field) == Fixtures.form.fields.map(\.name))
      let scan = try Scan(bytes: file.bytes, limits: IngestLimits())
      #expect(scan.pageCount == 1)
      let decoded = try scan.page(at: 0)
      #expect(decoded.resolution == page.tag, "\(page.coding)")
      if case .jpeg = page.coding {
        #expect(decoded.image.width == page.image.width && decoded.image.height == page.image.height)
      } else {
        #expect(decoded.image == page.image, "\(page.coding)")
      }
    }
  }

  @Test func `pages of several kinds go into one file, and can be cut off`() throws {
    var page = PageVariation()
    page.coding = .g4(.plain)
    let recipe = SampleRecipe(
      seed: 1,
      files: [
        SampleFile(
          name: "many.tif", purpose: "", quality: .office,
          pages: [
            SamplePage(.form("small"), page), SamplePage(.foreign(.blank), page),
            SamplePage(.form("small"), page),
          ]),
        SampleFile(
          name: "cut.tif", purpose: "", quality: .office, pages: [SamplePage(.form("small"), page)], keep: 0.5
        ),
      ])
    let many = try recipe.make(0, writers: [writer])
    #expect(try recipe.make(0, writers: [writer]).bytes == many.bytes)
    #expect(try Scan(bytes: many.bytes, limits: IngestLimits()).pageCount == 3)
    #expect(Set(many.truth.map(\.page)) == [1, 3])
    #expect(many.transforms.map { $0 == nil } == [false, true, false])
    let cut = try recipe.make(1, writers: [writer])
    #expect(!cut.truth.isEmpty)
    #expect(throws: IngestError.self) {
      let scan = try Scan(bytes: cut.bytes, limits: IngestLimits())
      _ = try scan.page(at: 0)
    }
  }

  @Test func `a JPEG holds one page`() throws {
    var page = PageVariation()
    page.coding = .jpeg(quality: 75, color: false)
    let pages = [SamplePage(.form("small"), page), SamplePage(.form("small"), page)]
    let recipe = SampleRecipe(
      seed: 1, files: [SampleFile(name: "two.jpg", purpose: "", quality: .clean, pages: pages)])
    #expect(throws: SampleError.pageCount(file: "two.jpg")) { try recipe.make(0, writers: [writer]) }
  }
}
