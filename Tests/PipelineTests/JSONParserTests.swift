import Pipeline
import Testing

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws(JSONSyntaxError) -> JSONNode {
    try JSONParser.parse(Array(text.utf8))
  }

  @Test func `keys keep their order, their repeats and their places`() throws {
    let node = try parse("{\"b\": 1,\n  \"a\": [true, null],\n\"b\": \"x\"}")
    guard case .object(let members) = node.value else {
      Issue.record("not an object")
      return
    }
    #expect(members.map(\.key) == ["b", "a", "b"])
    #expect(
      members.map(\.position) == [
        .init(line: 1, column: 2), .init(line: 2, column: 3), .init(line: 3, column: 1),
      ])
    #expect(members[0].node.value == .number(1))
    #expect(members[2].node.value == .string("x"))
  }

  @Test(arguments: [
    ("\"\\u00e9\\n\\\"\"", "é\n\""), ("\"\\ud83d\\ude00\"", "😀"), ("\"é😀\"", "é😀"),
    ("\"\\/\\b\\f\\r\\t\\\\\"", "/\u{8}\u{c}\r\t\\"),
  ])
  func `escapes are read`(text: String, value: String) throws {
    #expect(try parse(text).value == .string(value))
  }

  @Test(arguments: [
    ("0", 0.0), ("-0.5", -0.5), ("1e3", 1000), ("2.5E-1", 0.25), ("123456789012", 123_456_789_012),
  ])
  func `numbers are read`(text: String, value: Double) throws {
    #expect(try parse(text).value == .number(value))
  }

  @Test(arguments: [
    ("", 1, 1), ("{", 1, 2), ("{\"a\":1,}", 1, 7), ("[1,\n2,]", 2, 2), ("{a:1}", 1, 2), ("[1 2]", 1, 4),
    ("{\"a\" 1}", 1, 6), ("// x\n1", 1, 1), ("\"x", 1, 1), ("\"\\ud83d\"", 1, 2), ("\"\\x\"", 1, 2),
    ("01", 1, 1),
    ("1.", 1, 3), ("1e", 1, 3), ("1e999", 1, 1), ("tru", 1, 1), ("1 1", 1, 3), ("\"\n\"", 1, 2), ("[1", 1, 3),
    ("-", 1, 1), ("{\"a\":}", 1, 6), ("NaN", 1, 1),
  ])
  func `what is no JSON is refused where it goes wrong`(text: String, line: Int, column: Int) {
    #expect {
      try parse(text)
    } throws: { error in
      (error as? JSONSyntaxError)?.position == TextPosition(line: line, column: column)
    }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
  }

  @Test func `a byte order mark is forgiven, deep nesting is not`() throws {
    #expect(try JSONParser.parse([0xEF, 0xBB, 0xBF] + Array("7".utf8)).value == .number(7))
    #expect(try parse(String(repeating: "[", count: 60) + String(repeating: "]", count: 60)).kind == "a list")
    #expect(throws: JSONSyntaxError.self) { try parse(String(repeating: "[", count: 100_000)) }
  }

  @Test func `every cut of a text is refused, never a crash`() {
    let text = Array("{\"a\":[1.5e2,\"\\u00e9\",true,null,{\"b\":-3}]}".utf8)
    for count in 0..<text.count {
      #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text[..<count])) }
    }
  }
}
