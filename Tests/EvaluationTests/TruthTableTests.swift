import Evaluation
import Testing

@Suite("truth.csv") struct TruthTableTests {
  private func rows(_ text: String) throws -> [TruthRow] { try TruthTable(csv: Array(text.utf8)).rows }

  @Test("rows are read with what is optional") func rows() throws {
    let rows = try rows(
      "document,page,field,value,form,written\r\na.tif,1,iban,,,\r\n\"b,c.tif\",2,n,12,f,1;2\r\n")
    #expect(rows.map(\.document) == ["a.tif", "b,c.tif"])
    #expect(rows[0].value.isEmpty)
    #expect(rows[0].written == nil)
    #expect(rows[1].written == ["1", "2"])
  }

  @Test(
    "line ends, a byte order mark, the other dialect, the columns' order and further columns do not matter",
    arguments: [
      "document,page,field,value\nb.tif,2,n,12\n", "\u{FEFF}document,page,field,value\r\nb.tif,2,n,12\r\n",
      "document;page;field;value\r\nb.tif;2;n;=\"12\"\r\n", "value,note,field,page,document\r12,x,n,2,b.tif",
      "document,page,field,value,form,written\nb.tif,2,n,12\n",
    ]) func dialects(text: String) throws
  {
    let row = try #require(try rows(text).first)
    #expect((row.document, row.page, row.field, row.value) == ("b.tif", 2, "n", "12"))
  }

  @Test("blank and crossed-out boxes") func written() throws {
    let row = try #require(try rows("document,page,field,value,written\na,1,n,1#_,1;#;_\n").first)
    #expect(row.written == ["1", "#", "_"])
    // As readings have it.
    #expect(row.value == "1?_")
  }

  @Test(
    "faults are named by line",
    arguments: [
      ("", 1), ("document,page\n", 1), ("document,page,field,value,value\n", 1),
      ("document,page,field,value\na,0,f,1\n", 2), ("document,page,field,value\na,one,f,1\n", 2),
      ("document,page,field,value\na,1,f\n", 2), ("document,page,field,value\n,1,f,1\n", 2),
      ("document,page,field,value\na,1,,1\n", 2), ("document,page,field,value\na,1,f,1,2\n", 2),
      ("document,page,field,value\na,1,f,1\nb,1,f,1\na,1,f,2\n", 4),
      ("document,page,field,value,written\na,1,f,12,1;22\n", 2),
      ("document,page,field,value,written\na,1,f,12,1;\n", 2),
      ("document,page,field,value\na,1,f,\"1\nb,1,f,2\n", 2),
    ]) func faults(text: String, line: Int)
  {
    #expect {
      _ = try TruthTable(csv: Array(text.utf8))
    } throws: { ($0 as? TruthError)?.line == line }
  }

  @Test("bytes that are not UTF-8 are named by line") func encoding() {
    let bytes = Array("document,page,field,value\na,1,f,".utf8) + [0xE9, 0x0A]
    #expect {
      _ = try TruthTable(csv: bytes)
    } throws: { ($0 as? TruthError)?.line == 2 }
  }
}
