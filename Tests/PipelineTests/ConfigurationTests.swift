import Forms
import Ingest
import NumberFormats
import Pipeline
import Raster
import Testing

/// One fault of a configuration: a text replaced, and the problem that must be told.
struct Fault: Sendable, CustomTestStringConvertible {
  var replace: String
  var with: String
  var keyPath: String
  var message: String

  init(_ replace: String, _ with: String, _ keyPath: String, _ message: String) {
    (self.replace, self.with, self.keyPath, self.message) = (replace, with, keyPath, message)
  }

  var testDescription: String { "\(keyPath) \(message)" }
}

/// A configuration without a fault.
private let sound = """
  { "version": 1,
    "models": { "digits": "digits.onnx", "letters": "letters.onnx" },
    "accept": { "fieldError": 0.002, "writerError": 0.02, "repair": "review" },
    "audit": { "share": 0.05 },
    "limits": { "megapixels": 100, "pages": 500, "secondsPerPage": 10, "memoryMB": 512 },
    "forms": [
      { "name": "transfer", "page": { "width": 210, "height": 297 }, "dropout": "red",
        "marks": [ { "x": 5, "y": 5, "width": 4, "height": 4 } ],
        "fields": [
          { "name": "iban", "type": "iban", "country": "NL", "required": true,
            "boxes": { "x": 25, "y": 70, "width": 5, "height": 7, "pitch": 5.5, "count": 18,
                       "groups": [4, 4, 4, 4, 2], "groupGap": 2 } },
          { "name": "student", "type": "number", "length": 7, "list": "list.txt", "unique": true,
            "accept": { "fieldError": 0.01 }, "area": { "x": 25, "y": 190, "width": 40, "height": 8 } } ] },
      "other.json" ] }
  """

private let other = """
  { "name": "other", "page": { "width": 220, "height": 110 },
    "fields": [ { "name": "amount", "type": "amount",
                  "boxes": { "x": 10, "y": 10, "width": 6, "height": 8, "count": 6 } } ] }
  """

private let faults: [Fault] = [
  Fault("\"version\": 1", "\"version\": 2", "version", "must be 1, is 2"),
  Fault("\"audit\"", "\"adit\"", "adit", "unknown key at line 4, column 3; did you mean \"audit\"?"),
  Fault(
    "\"models\": {", "\"models\": { \"digit\": 1, ", "models.digit",
    "unknown key at line 2, column 15; did you mean \"digits\"?"),
  Fault("\"audit\": {", "\"audit\": { \"colour\": 1,", "audit.colour", "unknown key at line 4, column 14"),
  Fault(
    "\"version\": 1", "\"version\": 1, \"version\": 1", "version", "stands twice, again at line 1, column 17"),
  Fault("\"version\": 1", "\"version\": \"1\"", "version", "must be a whole number, is text"),
  Fault("\"version\": 1", "\"version\": 1.5", "version", "must be a whole number, is a fraction"),
  Fault("0.002", "0", "accept.fieldError", "must be above 0 and at most 0.5, is 0"),
  Fault("0.002", "0.6", "accept.fieldError", "must be above 0 and at most 0.5, is 0.6"),
  Fault("0.02,", "true,", "accept.writerError", "must be a number, is true or false"),
  Fault(
    "\"review\"", "\"reviw\"", "accept.repair",
    "must be one of accept, review, is \"reviw\"; did you mean \"review\"?"),
  Fault("0.05", "1.5", "audit.share", "must be from 0 to 1, is 1.5"),
  Fault("{ \"share\": 0.05 }", "[]", "audit", "must be an object, is a list"),
  Fault(
    "\"megapixels\": 100", "\"megapixels\": 0", "limits.megapixels", "must be above 0 and at most 10000, is 0"
  ),
  Fault("\"pages\": 500", "\"pages\": 0", "limits.pages", "must be from 1 to 1000000, is 0"),
  Fault(
    "\"secondsPerPage\": 10", "\"secondsPerPage\": -1", "limits.secondsPerPage",
    "must be above 0 and at most 3600, is -1"),
  Fault("\"memoryMB\": 512", "\"memoryMB\": 64", "limits.memoryMB", "must be from 256 to 1048576, is 64"),
  Fault("\"name\": \"transfer\", ", "", "forms[0].name", "is missing"),
  Fault("\"name\": \"transfer\"", "\"name\": \"\"", "forms[0].name", "must not be empty"),
  Fault(
    "\"name\": \"transfer\"", "\"name\": \"a\\tb\"", "forms[0].name",
    "must be at most 100 characters, none of them a control character"),
  Fault(
    "\"name\": \"transfer\"", "\"name\": \"other\"", "other.json: name", "another form has the name \"other\""
  ),
  Fault("\"page\": { \"width\": 210, \"height\": 297 }, ", "", "forms[0].page", "is missing"),
  Fault("\"width\": 210, ", "", "forms[0].page.width", "is missing"),
  Fault("\"height\": 297", "\"height\": 2", "forms[0].page.height", "must be from 20 to 1500, is 2"),
  Fault("\"red\"", "\"pink\"", "forms[0].dropout", "must be one of red, green, blue, is \"pink\""),
  Fault("{ \"x\": 5, \"y\": 5,", "{ \"x\": 5,", "forms[0].marks[0].y", "is missing"),
  Fault(
    "\"width\": 4, \"height\": 4", "\"width\": 0, \"height\": 4", "forms[0].marks[0].width",
    "must be above 0 and at most 2000, is 0"),
  Fault("\"name\": \"iban\", ", "", "forms[0].fields[0].name", "is missing"),
  Fault("\"type\": \"iban\", ", "", "forms[0].fields[0].type", "is missing"),
  Fault(
    "\"type\": \"iban\"", "\"type\": \"ibn\"", "forms[0].fields[0].type",
    "must be one of iban, betalingskenmerk, rf, bsn, postcode, housenumber, amount, date, number, text, is \"ibn\"; did you mean \"iban\"?"
  ),
  Fault(
    "\"required\": true", "\"required\": 1", "forms[0].fields[0].required",
    "must be true or false, is a number"),
  Fault(
    "\"required\": true", "\"charset\": \"digit\"", "forms[0].fields[0].charset",
    "must be one of digits, letters, alnum, is \"digit\"; did you mean \"digits\"?"),
  Fault(
    "\"required\": true", "\"charset\": \"digits\"", "forms[0].fields[0].charset",
    "leaves nothing that may stand in box 1 of this iban"),
  Fault(
    "\"required\": true", "\"preprinted\": \"NL00\"", "forms[0].fields[0].preprinted", "is no valid iban: "),
  Fault(
    "\"required\": true", "\"area\": { \"x\": 1, \"y\": 1, \"width\": 9, \"height\": 9 }",
    "forms[0].fields[0].area", "cannot stand beside boxes"),
  Fault(
    "\"area\": { \"x\": 25, \"y\": 190, \"width\": 40, \"height\": 8 }", "\"unique\": true",
    "forms[0].fields[1].unique", "stands twice"),
  Fault(", \"area\": { \"x\": 25, \"y\": 190, \"width\": 40, \"height\": 8 }", "", "", ""),
  Fault("\"count\": 18,", "", "forms[0].fields[0].boxes.count", "is missing"),
  Fault("\"count\": 18,", "\"count\": 0,", "forms[0].fields[0].boxes.count", "must be from 1 to 200, is 0"),
  Fault(
    "\"x\": 25, \"y\": 70,", "\"x\": -25, \"y\": 70,", "forms[0].fields[0].boxes.x",
    "must be from 0 to 2000, is -25"),
  Fault(
    "\"pitch\": 5.5", "\"pitch\": \"wide\"", "forms[0].fields[0].boxes.pitch", "must be a number, is text"),
  Fault(
    "\"pitch\": 5.5", "\"pitch\": 2", "forms[0].fields[0].boxes.pitch",
    "is less than the width 5.0: boxes overlap"),
  Fault("[4, 4, 4, 4, 2]", "[4, 4, 4, 4]", "forms[0].fields[0].boxes.groups", "sum to 16, not to count 18"),
  Fault(
    "[4, 4, 4, 4, 2]", "[4, 4, 4, \"x\", 2]", "forms[0].fields[0].boxes.groups[3]",
    "must be a whole number, is text"),
  Fault(
    "\"groupGap\": 2", "\"groupGap\": -1", "forms[0].fields[0].boxes.groupGap",
    "must be from 0 to 2000, is -1"),
  Fault("\"y\": 70", "\"y\": 295", "forms[0].fields[0].boxes", "reaches over the page"),
  Fault(
    "\"name\": \"student\"", "\"name\": \"iban\"", "forms[0].fields[1].name", "is the name of fields[0] too"),
  Fault(
    "{ \"fieldError\": 0.01 }", "{ \"fieldError\": 7 }", "forms[0].fields[1].accept.fieldError",
    "must be above 0 and at most 0.5, is 7"),
  Fault(
    "\"list.txt\"", "\"none.txt\"", "forms[0].fields[1].list",
    "none.txt cannot be read: No such file or directory"),
  Fault("\"list.txt\"", "\"bad.txt\"", "forms[0].fields[1].list", "line 2 is no valid number: "),
  Fault("\"list.txt\"", "\"empty.txt\"", "forms[0].fields[1].list", "holds no value"),
  Fault("\"list.txt\"", "\"binary.txt\"", "forms[0].fields[1].list", "binary.txt is not UTF-8 text"),
  Fault(
    "\"list.txt\"", "\"two.csv\"", "forms[0].fields[1].list",
    "the file has 2 columns: say which by { \"file\", \"column\" }"),
  Fault(
    "\"list.txt\"", "{ \"file\": \"two.csv\", \"column\": \"c\" }", "forms[0].fields[1].list.column",
    "the file has no column \"c\""),
  Fault("\"list.txt\"", "{ \"column\": \"b\" }", "forms[0].fields[1].list.file", "is missing"),
  Fault("\"list.txt\"", "7", "forms[0].fields[1].list", "must be text, is a number"),
  Fault("\"length\": 7", "\"length\": 0", "forms[0].fields[1].length", "must be from 1 to 200, is 0"),
  Fault(
    "\"digits.onnx\"", "\"none.onnx\"", "models.digits", "none.onnx cannot be read: No such file or directory"
  ),
  Fault(
    "\"letters.onnx\"", "\"none.onnx\"", "models.letters",
    "none.onnx cannot be read: No such file or directory"),
  Fault("\"other.json\"", "\"none.json\"", "none.json", "cannot be read: No such file or directory"),
  Fault(
    "\"other.json\"", "\"broken.json\"", "broken.json",
    "line 1, column 3: a key in double quotes should stand here"),
  Fault("\"other.json\"", "\"wrong.json\"", "wrong.json: fields[0].boxes.y", "is missing"),
  Fault("\"other.json\"", "7", "forms[1]", "must be an object, is a number"),
  Fault("\"version\": 1,", "\"version\": 1", "", "line 2, column 3: a comma or } should stand here"),
]

@Suite struct ConfigurationTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    try folder.write("digits.onnx", "")
    try folder.write("letters.onnx", "")
    try folder.write("other.json", other)
    try folder.write("broken.json", "{ name: 1 }")
    try folder.write(
      "wrong.json", other.replacing("\"y\": 10, ", with: "").replacing("\"other\"", with: "\"third\""))
    try folder.write("list.txt", "1234567\n\n 7654321 \n1234567\n")
    try folder.write("bad.txt", "1234567\nabc\n7654321\n")
    try folder.write("empty.txt", "\n\n")
    try folder.write("binary.txt", [0x31, 0xFF])
    try folder.write("two.csv", "a,b\n1,1234567\n2,7654321\n")
    try folder.write("student.csv", "name;student\r\nx;1234567\r\n\"y;z\";\"7654321\"\r\n")
    try folder.write("one.csv", "1234567\n7654321\n")
  }

  private func load(_ text: String) throws -> Configuration {
    try Configuration.load(path: try folder.write("pipeline.json", text))
  }

  private func problems(_ text: String) throws -> [ConfigurationError.Problem] {
    do {
      _ = try load(text)
      return []
    } catch let error as ConfigurationError {
      return error.problems
    }
  }

  @Test func `a sound configuration resolves to what it says`() throws {
    let configuration = try load(sound)
    #expect(configuration.models.digits == folder.path + "/digits.onnx")
    #expect(configuration.models.letters == folder.path + "/letters.onnx")
    #expect(configuration.accept == .init(fieldError: 0.002, writerError: 0.02, acceptsRepaired: false))
    #expect(configuration.audit.share == 0.05)
    #expect(
      configuration.limits
        == .init(ingest: .init(megapixels: 100, pages: 500), secondsPerPage: 10, memoryMB: 512))
    #expect(configuration.forms.map(\.name) == ["transfer", "other"])
    let transfer = configuration.forms[0]
    #expect(transfer.dropout == .red)
    #expect(transfer.marks == [Rect(x: 5, y: 5, width: 4, height: 4)])
    #expect(transfer.fields.map(\.charset) == [.alnum, .alnum])
    #expect(transfer.fields[0].required && !transfer.fields[0].unique)
    #expect(transfer.fields[1].unique)
    #expect(transfer.fields[1].format.list == ["1234567", "7654321"])
    #expect(configuration.acceptance(form: "transfer", field: "student").fieldError == 0.01)
    #expect(configuration.acceptance(form: "transfer", field: "student").writerError == 0.02)
    #expect(configuration.acceptance(form: "transfer", field: "iban") == configuration.accept)
    #expect(configuration.lists.map(\.count) == [2])
    guard case .boxes(let row) = configuration.forms[1].fields[0].place else {
      Issue.record("no boxes")
      return
    }
    #expect(row.pitch == 6 && row.groups.isEmpty && row.groupGap == 0)
    #expect(configuration.forms[1].fields[0].charset == .digits)
  }

  @Test func `what has a default may be left out`() throws {
    try folder.write("models/digits.onnx", "")
    let configuration = try load("{ \"forms\": [\"other.json\"] }")
    #expect(configuration.accept == .standard)
    #expect(configuration.audit == .standard)
    #expect(configuration.limits == .standard)
    #expect(configuration.models == .init(digits: folder.path + "/models/digits.onnx", letters: nil))
  }

  @Test(arguments: faults.filter { !$0.message.isEmpty }) func `a fault is told by key path and words`(
    fault: Fault
  ) throws {
    #expect(sound.contains(fault.replace))
    let text = sound.replacing(fault.replace, with: fault.with, maxReplacements: 1)
    let told = try problems(text)
    #expect(
      told.contains { $0.keyPath == fault.keyPath && $0.message.contains(fault.message) },
      "told instead: \(told.map { "\($0.keyPath) | \($0.message)" })")
  }

  @Test(arguments: faults.filter { !$0.message.isEmpty }) func `a fault brings no other with it`(fault: Fault)
    throws
  {
    let told = try problems(sound.replacing(fault.replace, with: fault.with, maxReplacements: 1))
    // A name given to two forms or fields, a key misspelt that must be there: two faults by right.
    #expect(told.count <= 2, "\(told.map { "\($0.keyPath) | \($0.message)" })")
  }

  @Test func `all faults are told at once`() throws {
    var text = sound
    for change in [
      ("0.002", "9"), ("\"red\"", "\"pink\""), ("\"pages\": 500", "\"pages\": 0"),
      ("\"y\": 70", "\"y\": \"a\""),
    ] {
      text = text.replacing(change.0, with: change.1)
    }
    #expect(
      try problems(text).map(\.keyPath) == [
        "accept.fieldError", "limits.pages", "forms[0].dropout", "forms[0].fields[0].boxes.y",
      ])
  }

  @Test(arguments: ["\"student.csv\"", "{ \"file\": \"two.csv\", \"column\": \"b\" }", "\"one.csv\""])
  func `lists are read from CSV`(list: String) throws {
    let configuration = try load(sound.replacing("\"list.txt\"", with: list))
    #expect(configuration.forms[0].fields[1].format.list == ["1234567", "7654321"])
  }

  @Test func `a list lies beside the form that names it, or beside the configuration`() throws {
    let form = other.replacing(
      "\"amount\",\n", with: "\"amount\",\n \"list\": \"amounts.txt\",\n")
    try folder.write("forms/other.json", form)
    let text = sound.replacing("\"other.json\"", with: "\"forms/other.json\"")
    #expect(try problems(text).map(\.message).first?.contains("forms/amounts.txt cannot be read") == true)
    try folder.write("amounts.txt", "1.00\n")
    #expect(try load(text).forms[1].fields[0].format.list == ["1.00"])
    try folder.write("forms/amounts.txt", "2.00\n")
    #expect(try load(text).forms[1].fields[0].format.list == ["2.00"])
  }

  @Test func `an index counts all fields, also behind one that is none`() throws {
    let text = sound.replacing("\"type\": \"iban\"", with: "\"type\": \"x\"").replacing(
      "\"x\": 25, \"y\": 190", with: "\"x\": 205, \"y\": 190")
    #expect(try problems(text).map(\.keyPath) == ["forms[0].fields[0].type", "forms[0].fields[1].area"])
  }

  @Test func `a list's faults are told without its values`() throws {
    let told = try problems(sound.replacing("\"list.txt\"", with: "\"bad.txt\""))
    #expect(!told.isEmpty && !told.contains { $0.message.contains("abc") })
  }

  @Test func `the repository's own configuration is sound, weights apart`() throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
      separator: "/")
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(path: root + "/pipeline.json")
      #expect(configuration.forms.map(\.name) == ["bank-transfer", "envelope", "exam-sheet"])
    } catch {
      #expect(error.problems.allSatisfy { $0.keyPath.hasPrefix("models.") }, "\(error.problems)")
    }
  }

  @Test func `a configuration that is not there says so`() {
    #expect {
      try Configuration.load(path: folder.path + "/none.json")
    } throws: { error in
      (error as? ConfigurationError)?.problems.map(\.message) == ["cannot be read: No such file or directory"]
    }
  }

  @Test(arguments: [("fieldError", "fielderror"), ("pitch", "ptich"), ("groupGap", "groupgap"), ("x", "xx")])
  func `near words are guessed`(word: String, typed: String) {
    #expect(Spelling.nearest(to: typed, of: ["fieldError", "pitch", "groupGap", "x"]) == word)
  }

  @Test func `far words are not guessed`() {
    #expect(Spelling.nearest(to: "colour", of: ["fieldError", "pitch", "x", "y"]) == nil)
  }
}
