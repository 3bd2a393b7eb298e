import Foundation
import Testing

@Suite("Forms") struct FormsCommandTests {
  private static let designs = "samples/designs/pipeline.json"
  private static let glyphs = "samples/glyphs/digits-images-idx3-ubyte.gz"

  /// A scan of `form` without handwriting.
  private func blank(_ form: String, _ quality: String, in scratch: Scratch) throws -> String {
    let ended = try Program.run([
      "synthesize", "--config", Self.designs, "--form", form, "--pages", "1", "--blank", "1", "--quality",
      quality,
      "--seed", "7", "--glyphs", Self.glyphs, "--out", scratch.path("blank"),
    ])
    #expect(ended.code == 0, "\(ended.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path("blank"))
    return scratch.path("blank/" + (try #require(files.first { $0.hasPrefix("page") })))
  }

  /// The farthest corner of each field that was found, mm.
  private func deviations(_ scan: String, _ form: String) throws -> [Double] {
    let ended = try Program.run(["forms", "detect", scan, "--against", form, "--config", Self.designs])
    #expect(ended.code == 0, "\(ended.errors)")
    return ended.lines.compactMap { Double($0.split(separator: "\t").last ?? "") }
  }

  @Test(
    "detect finds every row and frame of a blank form within 0.3 mm",
    arguments: [
      ("bank-transfer", "clean", 4), ("tax", "office", 5), ("insurance", "office", 7), ("order", "clean", 5),
      ("two-columns", "rough", 12), ("giro-slip", "rough", 1),
    ])
  func detect(form: String, quality: String, fields: Int) throws {
    let scratch = try Scratch()
    let found = try deviations(try blank(form, quality, in: scratch), form)
    #expect(found.count == fields)
    #expect(found.allSatisfy { $0 <= 0.3 })
  }

  @Test("what detect proposes is a configuration by itself, and reads the form")
  func proposal() throws {
    let scratch = try Scratch()
    let scan = try blank("bank-transfer", "clean", in: scratch)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models"), withDestinationPath: Program.repository.path + "/models")
    let template = scratch.path("mine.json")
    let ended = try Program.run([
      "forms", "detect", scan, "--output", template, "--rename", "row2=reference", "--type", "row2=number:16",
      "--name", "mine",
    ])
    #expect(ended.code == 0 && ended.output.isEmpty, "\(ended.errors)")
    #expect(try scratch.text("mine.json").contains("\"type\": \"iban\""))
    let checked = try Program.run(["forms", "check", template])
    #expect(checked.output == "mine\trow1 reference row3 row4\n")
    let read = try Program.run(["run", scan, "--config", template, "--out", scratch.path("out"), "-q"])
    #expect(read.code == 0, "\(read.errors)")
    #expect(try scratch.text("out/fields.csv").components(separatedBy: ",mine,").count == 5)
  }

  @Test(
    "a wrong --type is named with what was meant",
    arguments: [
      (["--type", "row1=ibn"], "did you mean iban?"), (["--type", "rwo1=iban"], "did you mean row1?"),
      (["--type", "row2=iban"], "iban needs 15 to 34"),
      (["--type", "row1=number:x"], "number of characters"),
      (["--rename", "row1=row2"], "row2"), (["--type", "row1"], "NAME="), (["--size", "B9"], "--size B9"),
    ])
  func wrongType(_ arguments: [String], _ words: String) throws {
    let scratch = try Scratch()
    let scan = Program.repository.appendingPathComponent("samples/scans/transfer-grey.tif").path
    let ended = try Program.run(["forms", "detect", scan, "--output", scratch.path("x")] + arguments)
    #expect(ended.code == 1)
    #expect(ended.errors.contains(words), "\(ended.errors)")
  }

  @Test("a page without boxes is told, not made into a template")
  func nothing() throws {
    let ended = try Program.run(["forms", "detect", "samples/scans/exam-duplex.tif", "--page", "2"])
    #expect(ended.code == 4)
    #expect(ended.output.isEmpty && ended.errors.contains("no boxes"))
  }

  @Test("print is true to scale: what detect finds on it is the template", .enabled(if: Self.hasRenderer))
  func print() throws {
    let scratch = try Scratch()
    let ended = try Program.run([
      "forms", "print", "--config", Self.designs, "--form", "insurance", "--output", scratch.path("form.pdf"),
    ])
    #expect(ended.code == 0, "\(ended.errors)")
    let renderer = try Process.run(
      URL(fileURLWithPath: Self.renderer),
      arguments: ["-r", "300", "-tiff", "-singlefile", scratch.path("form.pdf"), scratch.path("form")])
    renderer.waitUntilExit()
    let found = try deviations(scratch.path("form.tif"), "insurance")
    #expect(found.count == 7)
    #expect(found.allSatisfy { $0 <= 0.3 })
    let template = try Program.run(["forms", "detect", scratch.path("form.tif")]).output
    #expect(template.contains("\"width\": 215.9, \"height\": 279.4"))
    #expect(template.contains("\"dropout\": \"green\""))
    let marks = try JSONDecoder().decode(Printed.self, from: Data(template.utf8)).marks
    #expect(marks.count == 3)
    #expect(marks.allSatisfy { abs($0.width - 5) <= 0.3 && abs($0.height - 5) <= 0.3 })
  }

  private struct Printed: Decodable {
    struct Mark: Decodable {
      var width: Double
      var height: Double
    }

    var marks: [Mark]
  }

  private static let renderer = "/usr/bin/pdftoppm"
  private static var hasRenderer: Bool { FileManager.default.isExecutableFile(atPath: renderer) }

  @Test("--expect tells for each field how many are accepted")
  func expectation() throws {
    let ended = try Program.run([
      "synthesize", "--form", "exam-sheet", "--pages", "3", "--quality", "clean", "--expect", "--glyphs",
      Self.glyphs,
    ])
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(
      ended.lines.first == "field,fields,accepted,accepted_low95,accepted_high95,read_right,accepted_wrong")
    #expect(
      ended.lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ",") } == [
        "student,3", "course,3",
      ])
  }

  @Test(
    "check says where a fault is and what was probably meant",
    arguments: [
      ("\"pitch\"", "\"ptich\"", "fields[0].boxes.ptich: unknown key", "did you mean \"pitch\"?"),
      ("\"groupGap\"", "\"gap\"", "fields[0].boxes.gap: unknown key", "did you mean \"groupGap\"?"),
      ("\"boxes\":", "\"pitch\": 5, \"boxes\":", "fields[0].pitch: unknown key", "it belongs in boxes"),
      (
        "\"page\": { \"width\": 210,", "\"width\": 210, \"page\": { \"width\": 210,", "width: unknown key",
        "it belongs in page"
      ),
      ("\"fields\"", "\"field\"", "field: unknown key", "did you mean \"fields\"?"),
      ("\"number\"", "\"integer\"", "fields[0].type: must be one of", "did you mean \"number\"?"),
      (
        "\"x\": 25", "\"x\": \"25,5\"", "fields[0].boxes.x: must be a number, is text",
        "write 25.5, without quotes"
      ),
      (
        "\"count\": 8", "\"count\": \"8\"", "fields[0].boxes.count: must be a whole number",
        "write 8, without quotes"
      ),
      (
        "\"type\": \"number\"", "\"type\": \"number\", \"required\": \"yes\"", "fields[0].required",
        "write true"
      ),
      (
        "\"type\": \"number\"", "\"type\": \"number\", \"check\": \"mod10\"", "fields[0].check",
        "did you mean \"luhn\"?"
      ),
      (
        "\"type\": \"number\"", "\"type\": \"date\", \"format\": \"DD-MM-YYYY\"", "fields[0].format",
        "did you mean \"DDMMYYYY\"?"
      ),
      ("\"width\": 5,", "\"width\": 0.5,", "fields[0].boxes.width: is less than 1.0 mm", "lengths are in mm"),
      (
        "\"width\": 210, \"height\": 297", "\"width\": 21, \"height\": 29.7", "reaches over the page",
        "lengths are in mm"
      ),
      ("\"x\": 25", "\"x\": 175", "fields[0].boxes: reaches over the page", "by 10.5 mm at the right"),
      ("\"pitch\": 5.5", "\"pitch\": 0.5", "fields[0].boxes.pitch", "from one box's left side to the next's"),
    ])
  func faults(_ text: String, _ slip: String, _ place: String, _ meant: String) throws {
    let form = """
      { "name": "mine", "page": { "width": 210, "height": 297 },
        "fields": [ { "name": "n", "type": "number",
          "boxes": { "x": 25, "y": 70, "width": 5, "height": 7, "pitch": 5.5, "count": 8,
                     "groups": [4, 4], "groupGap": 2 } } ] }
      """
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models"), withDestinationPath: Program.repository.path + "/models")
    let slipped = form.replacingOccurrences(of: text, with: slip)
    #expect(slipped != form)
    let ended = try Program.run(["forms", "check", try scratch.write("mine.json", slipped)])
    #expect(ended.code == 9)
    #expect(ended.errors.contains(place) && ended.errors.contains(meant), "\(ended.errors)")
  }
}
