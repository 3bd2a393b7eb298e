import Evaluation
import FieldDecoding
import Foundation
import Ledger
import NumberFormats
import Testing

@Suite("Evaluation") struct EvaluationTests {
  private let header =
    "type,fields,read_right,accepted,accepted_wrong,wrong_low95,wrong_high95,chars,chars_right"

  @Test("every row of the truth counts, those of pages that were not read too") func rows() throws {
    let batch = try Batch()
    try batch.add("a.tif", [field("n", "12", .accepted, in: "a"), field("m", "34", .review, in: "a")])
    try batch.add("b.tif", [field("n", "56", .audit, in: "b"), field("m", "", .blank, in: "b", shown: "78")])
    let evaluation = try batch.evaluation(
      "a.tif,1,n,12,,1;2\na.tif,1,m,35,,3;5\nb.tif,1,n,57,,5;7\nb.tif,1,m,78,,7;8\nlost.tif,1,n,9,,9\n")
    #expect(
      evaluation.csv.split(separator: "\r\n").map(String.init) == [
        header, "number,5,1,3,2,0.094299,0.991596,9,6",
      ])
    #expect(evaluation.unknownDocuments == ["lost.tif"])
    #expect(evaluation.untoldDocuments.isEmpty && evaluation.untold.isEmpty)
  }

  @Test("a batch that was not read is all zeros and no division") func nothing() throws {
    let evaluation = try Batch().evaluation("x.tif,1,n,1,,\n")
    #expect(evaluation.csv == header + "\r\nunknown,1,0,0,0,0.000000,1.000000,0,0\r\n")
  }

  @Test("the right value on another form is not right") func otherForm() throws {
    let batch = try Batch()
    try batch.add("a.tif", [field("n", "12", .accepted, in: "a")])
    #expect(try batch.evaluation("a.tif,1,n,12,form,\n").types["number"]?.acceptedWrong == 0)
    #expect(try batch.evaluation("a.tif,1,n,12,other,\n").types["number"]?.acceptedWrong == 1)
  }

  @Test("a copy is judged by the scan it is the same as") func copies() throws {
    let batch = try Batch()
    try batch.add("a.tif", [field("n", "12", .accepted, in: "a")])
    try batch.add("copy.tif", duplicateOf: "a.tif", [])
    let evaluation = try batch.evaluation("a.tif,1,n,12,,\ncopy.tif,1,n,12,,\n")
    #expect(evaluation.types["number"]?.readRight == 2)
    #expect(evaluation.unknownDocuments.isEmpty)
    #expect(evaluation.samples.count(where: \.isCalibrating) == 1)
  }

  @Test("a value as people type it is the canonical one") func canonical() throws {
    let batch = try Batch()
    try batch.add("a.tif", [field("iban", "NL91ABNA0417164300", .accepted, in: "a", type: "iban")])
    var catalogue = FieldCatalogue()
    let format = try FormatSpecification(type: .iban, country: "NL").makeFormat()
    catalogue.add(
      FieldCatalogue.Entry(
        type: "iban", format: format, isArea: false, acceptsRepaired: true, hasOwnAcceptance: false),
      form: "form", field: "iban")
    let evaluation = try batch.evaluation("a.tif,1,iban,NL91 ABNA 0417 1643 00,,\n", catalogue: catalogue)
    #expect(evaluation.types["iban"]?.readRight == 1)
  }

  @Test("fields and documents that the truth does not tell are counted") func untold() throws {
    let batch = try Batch()
    try batch.add("a.tif", [field("n", "12", .accepted, in: "a"), field("m", "3", .accepted, in: "a")])
    try batch.add("b.tif", [field("n", "12", .accepted, in: "b")])
    let evaluation = try batch.evaluation("a.tif,1,n,12,,\na.tif,1,x,12,,\n")
    #expect(evaluation.untold == ["number": 2])
    #expect(evaluation.untoldDocuments == ["b.tif"])
    #expect(evaluation.strangeRows.map(\.field) == ["x"])
  }

  @Test("the page asks nothing of any network and says what was wrong") func report() throws {
    let batch = try Batch()
    try batch.add(
      "a<b>.tif", [field("n", "17", .accepted, in: "a<b>.tif"), field("m", "34", .accepted, in: "x")])
    let evaluation = try batch.evaluation("a<b>.tif,1,n,11,,1;1\na<b>.tif,1,m,34,,3;4\n")
    let report = try EvaluationReport(
      evaluation, ledger: batch.ledger, fieldError: 0.001, thresholds: ["number": 0.999], batch: "out")
    let html = report.html
    #expect(html.hasPrefix("<!doctype html>"))
    // The namespace of SVG is a name, not an address.
    let addresses = html.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
    for outside in ["http:", "https:", "//", "<script", "@import", "url("] {
      #expect(
        !addresses.replacingOccurrences(of: "base64,[A-Za-z0-9+/=]*", with: "", options: .regularExpression)
          .contains(outside))
    }
    #expect(html.contains("a&lt;b&gt;.tif") && !html.contains("a<b>"))
    #expect(html.contains("1<mark>7</mark>") && html.contains("1<mark>1</mark>"))
    #expect(html.contains("data:image/png;base64,"))
    let numbers = try #require(JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
    let type = try #require((numbers["types"] as? [String: Any])?["number"] as? [String: Any])
    #expect((type["acceptedWrong"] as? [String: Any])?["count"] as? Int == 1)
  }
}
