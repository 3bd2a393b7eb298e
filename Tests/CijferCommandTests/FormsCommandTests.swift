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
      ("bank-transfer", "office", 4), ("tax", "office", 5), ("insurance", "office", 7), ("order", "clean", 5),
      ("two-columns", "rough", 12), ("giro-slip", "rough", 1),
    ])
  func detect(form: String, quality: String, fields: Int) throws {
    let scratch = try Scratch()
    let found = try deviations(try blank(form, quality, in: scratch), form)
    #expect(found.count == fields)
    #expect(found.allSatisfy { $0 <= 0.3 })
  }

  /// The names that detect gives, from the listing on the terminal: `row1, iban: 18 boxes …`.
  private func names(_ scan: String) throws -> [String] {
    let ended = try Program.run(["forms", "detect", scan, "--output", scan + ".json"])
    #expect(ended.code == 0, "\(ended.errors)")
    let form = try JSONDecoder().decode(
      Named.self, from: Data(contentsOf: URL(fileURLWithPath: scan + ".json")))
    return form.fields.map(\.name)
  }

  private struct Named: Decodable {
    struct Field: Decodable {
      var name: String
      var type: String
      var format: String?
    }

    var fields: [Field]
  }

  @Test(
    "rows are named by the print beside them",
    arguments: [
      ("insurance", ["policy", "birth", "postcode", "number", "plate", "where", "damage"]),
      ("tax", ["bsn", "birth", "iban", "amount", "initials"]),
    ])
  func named(form: String, expected: [String]) throws {
    let scratch = try Scratch()
    #expect(try names(try blank(form, "clean", in: scratch)) == expected)
  }

  @Test("print beside rows tells their types; small print of how a date is written is no name")
  func typed() throws {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models"), withDestinationPath: Program.repository.path + "/models")
    let config = try scratch.write("notice.json", Self.notice)
    #expect(
      try Program.run([
        "synthesize", "--config", config, "--form", "notice", "--pages", "1", "--blank", "1", "--quality",
        "clean",
        "--glyphs", Self.glyphs, "--out", scratch.path("blank"),
      ]).code == 0)
    let scan = scratch.path("blank/page-00001.tif")
    let ended = try Program.run(["forms", "detect", scan, "--output", scratch.path("found.json")])
    #expect(ended.errors.contains("area2, signature: a frame to sign in is no field"), "\(ended.errors)")
    let fields = try JSONDecoder().decode(Named.self, from: Data(scratch.text("found.json").utf8)).fields
    #expect(
      fields.map { [$0.name, $0.type, $0.format ?? ""].joined(separator: " ") } == [
        "postcode postcode ", "geboortedatum date DDMMYYYY", "from date YYYYMMDD", "iban iban ",
        "amount amount ",
        "remarks text ",
      ])
  }

  /// Boxes without groups, but with print above them; a hint below the label of two dates.
  private static let notice = """
    { "name": "notice", "page": { "width": 210, "height": 148 },
      "print": { "texts": [
        { "x": 20, "y": 30, "text": "postcode" }, { "x": 100, "y": 27.5, "text": "geboortedatum" },
        { "x": 100, "y": 31, "height": 1.8, "text": "dd mm jjjj" },
        { "x": 160, "y": 27.5, "text": "from" }, { "x": 160, "y": 31, "height": 1.8, "text": "yyyymmdd" },
        { "x": 20, "y": 50, "text": "iban" }, { "x": 130, "y": 50, "text": "amount" },
        { "x": 20, "y": 80, "text": "remarks" }, { "x": 110, "y": 80, "text": "signature" } ] },
      "fields": [
        { "name": "a", "label": " ", "type": "text",
          "boxes": { "x": 20, "y": 34, "width": 5, "height": 7, "count": 6 } },
        { "name": "b", "label": " ", "type": "text",
          "boxes": { "x": 100, "y": 34, "width": 5, "height": 7, "count": 8 } },
        { "name": "c", "label": " ", "type": "text",
          "boxes": { "x": 160, "y": 34, "width": 5, "height": 7, "count": 8 } },
        { "name": "d", "label": " ", "type": "text",
          "boxes": { "x": 20, "y": 54, "width": 5, "height": 7, "count": 18 } },
        { "name": "e", "label": " ", "type": "text",
          "boxes": { "x": 130, "y": 54, "width": 5, "height": 7, "count": 6, "groups": [4, 2], "groupGap": 2 } },
        { "name": "f", "label": " ", "type": "text", "area": { "x": 20, "y": 84, "width": 70, "height": 10 } },
        { "name": "g", "label": " ", "type": "text", "area": { "x": 110, "y": 84, "width": 60, "height": 10 } }
      ] }
    """

  @Test("rows of a table are called as the one below the column's heading")
  func columns() throws {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models"), withDestinationPath: Program.repository.path + "/models")
    let rows = [
      ("date", 20, 6, 40), ("price", 90, 4, 40), ("a", 20, 6, 50), ("b", 90, 4, 50), ("other", 20, 6, 62),
    ]
    let fields = rows.map { name, x, count, y in
      """
      { "name": "\(name)", "type": "number", "label": "\(name.count > 1 ? name : " ")",
        "boxes": { "x": \(x), "y": \(y), "width": 5, "height": 7, "count": \(count) } }
      """
    }
    let config = try scratch.write(
      "table.json",
      """
      { "name": "table", "page": { "width": 210, "height": 148 }, "fields": [ \(fields.joined(separator: ",")) ] }
      """)
    #expect(
      try Program.run([
        "synthesize", "--config", config, "--form", "table", "--pages", "1", "--blank", "1", "--quality",
        "clean", "--glyphs", Self.glyphs, "--out", scratch.path("blank"),
      ]).code == 0)
    #expect(
      try names(scratch.path("blank/page-00001.tif")) == ["date", "price", "date-2", "price-2", "other"])
  }

  @Test("a page that lies on its side or upside down is found as well", arguments: [3, 6, 8])
  func turned(orientation: UInt8) throws {
    let scratch = try Scratch()
    let scan = try blank("tax", "clean", in: scratch)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: scan))
    // TIFF's tag 274, one SHORT: the pixels stay as they are, and are shown turned.
    let tag = Data([0x12, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00])
    let place = try #require(bytes.range(of: tag))
    bytes[place.upperBound - 2] = orientation
    let other = scratch.path("turned.tif")
    try bytes.write(to: URL(fileURLWithPath: other))
    let found = try deviations(other, "tax")
    #expect(found.count == 5)
    #expect(found.allSatisfy { $0 <= 0.3 })
    #expect(try names(other) == ["bsn", "birth", "iban", "amount", "initials"])
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
    #expect(checked.output == "mine\tiban reference amount date\n")
    let read = try Program.run(["run", scan, "--config", template, "--out", scratch.path("out"), "-q"])
    #expect(read.code == 0, "\(read.errors)")
    #expect(try scratch.text("out/fields.csv").components(separatedBy: ",mine,").count == 5)
  }

  @Test(
    "a wrong --type is named with what was meant",
    arguments: [
      (["--type", "row1=ibn"], "did you mean iban?"), (["--type", "rwo1=iban"], "did you mean row1?"),
      (["--type", "row3=iban"], "iban needs 15 to 34"),
      (["--type", "row1=number:x"], "number of characters"),
      (["--rename", "row1=same", "--rename", "row2=same"], "same"), (["--type", "row1"], "NAME="),
      (["--size", "B9"], "--size B9"),
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
      ended.lines.first
        == "field,fields,accepted,accepted_share,accepted_low95,accepted_high95,read_right,accepted_wrong")
    #expect(
      ended.lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ",") } == [
        "student,3", "course,3",
      ])
  }

  @Test("--expect tells what a run makes of the same pages")
  func expectationIsTrue() throws {
    let scratch = try Scratch()
    let pages = [
      "synthesize", "--form", "exam-sheet", "--pages", "6", "--seed", "3", "--glyphs", Self.glyphs,
    ]
    let expected = try Program.run(pages + ["--expect"]).lines.dropFirst()
      .map { $0.split(separator: ",").prefix(3).joined(separator: ",") }
    #expect(try Program.run(pages + ["--out", scratch.path("scans")]).code == 0)
    try FileManager.default.removeItem(atPath: scratch.path("scans/truth.csv"))
    let ended = try Program.run(["run", scratch.path("scans"), "--out", scratch.path("out"), "-q"])
    #expect([0, 4].contains(ended.code), "\(ended.errors)")
    let rows = try scratch.text("out/fields.csv").split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let accepted = ["student", "course"].map { field in
      rows.count { $0[3] == field && ["accepted", "audit", "blank"].contains($0[5]) }
    }
    #expect(expected == ["student,6,\(accepted[0])", "course,6,\(accepted[1])"])
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
      (
        "\"boxes\":", "\"count\": 8, \"boxes\":", "fields[0].count: unknown key", "it belongs in boxes"
      ),
      ("\"count\": 8", "\"length\": 8", "fields[0].boxes.length: unknown key", "did you mean \"count\"?"),
      (
        "\"type\": \"number\"", "\"type\": \"number\", \"length\": 9", "fields[0].length",
        "9 digits do not fit 8 boxes"
      ),
      ("[4, 4]", "[4, 3]", "fields[0].boxes.groups", "sum to 7, not to count 8"),
      ("[4, 4]", "\"4,4\"", "fields[0].boxes.groups: must be a list, is text", "write [4, 4]"),
      ("\"type\": \"number\"", "\"type\": \"datum\"", "fields[0].type", "did you mean \"date\"?"),
      ("\"type\": \"number\"", "\"type\": \"iban\"", "fields[0].boxes.count", "iban needs 15 to 34"),
      (
        "\"type\": \"number\"", "\"type\": \"iban\", \"country\": \"Netherlands\"", "fields[0].country",
        "did you mean \"NL\"?"
      ),
      (
        "{ \"width\": 210, \"height\": 297 }", "\"A4\"", "page: must be an object, is text",
        "write { \"width\": 210, \"height\": 297 }"
      ),
      (
        "{ \"width\": 210, \"height\": 297 }", "[210, 297]", "page: must be an object, is a list",
        "write { \"width\": 210, \"height\": 297 }"
      ),
      (
        "\"width\": 210, \"height\": 297", "\"width\": 8.5, \"height\": 297", "page.width: must be from 20",
        "8.5 inches are 215.9 mm"
      ),
      (
        "\"width\": 210, \"height\": 297", "\"width\": 2480, \"height\": 3508",
        "page.height: must be from 20",
        "3508 pixels at 300 dpi are 297.0 mm"
      ),
      ("\"x\": 25", "\"x\": -2", "fields[0].boxes.x: must be from 0", "from the page's top left corner"),
      ("\"y\": 70", "\"y\": 827", "fields[0].boxes: reaches over the page", "in mm, not pixels"),
      (
        "\"type\": \"number\"", "\"type\": \"number\", \"list\": [\"1\"]", "fields[0].list: must be the name",
        "a file, one a line"
      ),
      (
        "\"type\": \"number\"", "\"type\": \"number\", \"list\": \"lists/none.csv\"", "fields[0].list: ",
        "paths start at the folder of this file"
      ),
      (
        "\"type\": \"number\"", "\"type\": \"number\", \"accept\": { \"fieldError\": 1 }",
        "fields[0].accept.fieldError: must be above 0", "1 % is 0.01"
      ),
      (
        "\"fields\"", "\"dropout\": \"pink\", \"fields\"", "dropout: must be one of red, green, blue",
        "did you mean \"red\"?"
      ),
      (
        "\"boxes\": {", "\"area\": { \"x1\": 25, \"y1\": 90, \"x2\": 60, \"y2\": 95 }, \"boxes\": {",
        "fields[0].area: cannot stand beside boxes", "leave one of them out"
      ),
      (
        "\"fields\": [ {",
        "\"fields\": [ { \"name\": \"n\", \"type\": \"text\", "
          + "\"area\": { \"x\": 25, \"y\": 71, \"width\": 60, \"height\": 5 } }, {",
        "fields[1].name: is the name of fields[0] too", "\"n\""
      ),
      ("\"mine\"", "'mine'", "line 1, column 11", "JSON's quotes are straight double ones"),
      ("\"pitch\": 5.5", "\"pitch\": 5,5", "line 3, column", "JSON's decimal sign is a point"),
      ("\"fields\"", "// rows\n\"fields\"", "line 2, column", "JSON has no comments"),
      (
        "\"type\": \"number\"", "\"type\": \"number\", \"required\": True", "line 2, column",
        "JSON writes true, false and null"
      ),
      ("\"groupGap\": 2 }", "\"groupGap\": 2, }", "line 4, column", "no comma may stand before }"),
    ])
  func faults(_ text: String, _ slip: String, _ place: String, _ meant: String) throws {
    let scratch = try Scratch()
    let ended = try Program.run(["forms", "check", try slipped(text, slip, in: scratch)])
    #expect(ended.code == 9)
    #expect(ended.errors.contains(place) && ended.errors.contains(meant), "\(ended.errors)")
  }

  @Test(
    "what may stand in a form, but was hardly meant, is told by check; run reads with it",
    arguments: [
      (
        "\"groups\": [4, 4], ", "", "fields[0].boxes.groupGap: has no effect without groups",
        "did you mean \"groups\": [4, 4] too?"
      ),
      (
        "\"pitch\": 5.5", "\"pitch\": 4.7", "fields[0].boxes.pitch: is less than the width",
        "boxes overlap"
      ),
      (
        "\"fields\"", "\"marks\": [ { \"x\": 24, \"y\": 70, \"width\": 5, \"height\": 5 } ], \"fields\"",
        "marks[0]: lies over fields[0] (\"n\")", "marks stand clear of what people write"
      ),
      (
        "\"fields\"",
        "\"print\": { \"texts\": [ { \"x\": 30, \"y\": 400, \"text\": \"Name\" } ] }, \"fields\"",
        "print.texts[0]: lies off the page", "297"
      ),
      (
        "\"fields\": [ {",
        "\"fields\": [ { \"name\": \"all\", \"type\": \"text\", "
          + "\"area\": { \"x\": 25, \"y\": 69, \"width\": 60, \"height\": 9 } }, {",
        "fields[1].boxes: overlaps fields[0]", "(\"all\")"
      ),
    ])
  func doubts(_ text: String, _ slip: String, _ place: String, _ meant: String) throws {
    let scratch = try Scratch()
    let config = try slipped(text, slip, in: scratch)
    let ended = try Program.run(["forms", "check", config])
    #expect(ended.code == 0 && ended.output.hasPrefix("mine\t"), "\(ended.errors)")
    #expect(ended.errors.contains("doubtful: \(place)") && ended.errors.contains(meant), "\(ended.errors)")
    let pages = ["--config", config, "--form", "mine"]
    #expect(
      try Program.run(
        ["synthesize"] + pages + ["--pages", "1", "--glyphs", Self.glyphs, "--out", scratch.path("scans")]
      ).code == 0)
    try FileManager.default.removeItem(atPath: scratch.path("scans/truth.csv"))
    let read = try Program.run(
      ["run", scratch.path("scans")] + pages + ["--out", scratch.path("out"), "-q"])
    #expect([0, 4].contains(read.code), "\(read.errors)")
    #expect(read.errors.isEmpty)
  }

  /// A form's own file in which `text` stands as `slip`; its path.
  private func slipped(_ text: String, _ slip: String, in scratch: Scratch) throws -> String {
    let form = """
      { "name": "mine", "page": { "width": 210, "height": 297 },
        "fields": [ { "name": "n", "type": "number",
          "boxes": { "x": 25, "y": 70, "width": 5, "height": 7, "pitch": 5.5, "count": 8,
                     "groups": [4, 4], "groupGap": 2 } } ] }
      """
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models"), withDestinationPath: Program.repository.path + "/models")
    let slipped = form.replacingOccurrences(of: text, with: slip)
    #expect(slipped != form)
    return try scratch.write("mine.json", slipped)
  }
}
