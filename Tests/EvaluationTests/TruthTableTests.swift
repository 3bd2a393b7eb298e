import Evaluation
import Testing

@Suite("truth.csv") struct TruthTableTests {
  @Test("rows are read with what is optional") func rows() throws {
    let text = "document,page,field,value,form,written\r\na.tif,1,iban,,,\r\n\"b,c.tif\",2,n,12,f,1;2\r\n"
    let rows = try TruthTable(csv: Array(text.utf8)).rows
    #expect(rows.map(\.document) == ["a.tif", "b,c.tif"])
    #expect(rows[0].value.isEmpty)
    #expect(rows[0].written == nil)
    #expect(rows[1].written == ["1", "2"])
  }

  @Test("a missing column and a bad page are named by line") func faults() {
    #expect(throws: TruthError.self) { try TruthTable(csv: Array("document,page\n".utf8)) }
    #expect {
      _ = try TruthTable(csv: Array("document,page,field,value\na,0,f,1\n".utf8))
    } throws: { ($0 as? TruthError)?.line == 2 }
  }
}
