/// Parses RFC 8259 JSON with positions; Foundation's decoders tell neither positions nor repeated keys.
package struct JSONParser {
  /// Deeper nesting is refused before it can exhaust the stack.
  package static let maximumDepth = 64

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var lineStart = 0

  /// The value of the UTF-8 text `bytes`, a byte order mark before it allowed.
  ///
  /// - Throws: `JSONSyntaxError` at the first byte that does not fit.
  package static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONNode {
    var parser = JSONParser(bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      parser.index = 3
      parser.lineStart = 3
    }
    parser.skipSpace()
    let node = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.index == bytes.count else { throw parser.error("nothing may follow the value") }
    return node
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var position: TextPosition { TextPosition(line: line, column: index - lineStart + 1) }
  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func error(_ message: String, at place: TextPosition? = nil) -> JSONSyntaxError {
    JSONSyntaxError(position: place ?? position, message: message)
  }

  /// Something else stands where `message` says what should; other languages would take it.
  private func misplaced(_ message: String) -> JSONSyntaxError {
    let rest = bytes[index...]
    let starts = { (text: String) in rest.starts(with: text.utf8) }
    let hint: String
    if starts("/") || starts("#") {
      hint = ": JSON has no comments"
    } else if ["'", "“", "”", "„", "‘", "’", "«"].contains(where: starts) {
      hint = ": JSON's quotes are straight double ones"
    } else if ["True", "TRUE", "False", "FALSE", "None", "NULL", "Null"].contains(where: starts) {
      hint = ": JSON writes true, false and null"
    } else if index > 0, bytes[index - 1] == UInt8(ascii: ","), next.map(isDigit) == true {
      hint = ": JSON's decimal sign is a point"
    } else {
      hint = ""
    }
    return error(message + hint)
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private mutating func skipSpace() {
    while let byte = next {
      switch byte {
      case 0x0A:
        index += 1
        line += 1
        lineStart = index
      case 0x20, 0x09, 0x0D: index += 1
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONNode {
    guard depth < Self.maximumDepth else { throw error("nested deeper than \(Self.maximumDepth) levels") }
    let start = position
    guard let byte = next else { throw error("the text ends where a value should stand") }
    switch byte {
    case UInt8(ascii: "{"): return JSONNode(.object(try object(depth: depth)), at: start)
    case UInt8(ascii: "["): return JSONNode(.array(try array(depth: depth)), at: start)
    case UInt8(ascii: "\""): return JSONNode(.string(try string()), at: start)
    case UInt8(ascii: "t"): return JSONNode(.bool(true), at: try word("true"))
    case UInt8(ascii: "f"): return JSONNode(.bool(false), at: try word("false"))
    case UInt8(ascii: "n"): return JSONNode(.null, at: try word("null"))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONNode(.number(try number()), at: start)
    default: throw misplaced("a value should stand here")
    }
  }

  private mutating func word(_ word: String) throws(JSONSyntaxError) -> TextPosition {
    let start = position
    guard bytes[index...].starts(with: word.utf8) else { throw misplaced("a value should stand here") }
    index += word.utf8.count
    return start
  }

  private mutating func object(depth: Int) throws(JSONSyntaxError) -> [JSONMember] {
    var members: [JSONMember] = []
    index += 1
    skipSpace()
    if try end(with: UInt8(ascii: "}")) { return members }
    while true {
      let start = position
      guard next == UInt8(ascii: "\"") else { throw misplaced("a key in double quotes should stand here") }
      let key = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw error("a colon should stand after the key") }
      index += 1
      skipSpace()
      members.append(JSONMember(key: key, position: start, node: try value(depth: depth + 1)))
      if try !separator(before: UInt8(ascii: "}")) { return members }
    }
  }

  private mutating func array(depth: Int) throws(JSONSyntaxError) -> [JSONNode] {
    var elements: [JSONNode] = []
    index += 1
    skipSpace()
    if try end(with: UInt8(ascii: "]")) { return elements }
    while true {
      elements.append(try value(depth: depth + 1))
      if try !separator(before: UInt8(ascii: "]")) { return elements }
    }
  }

  /// Steps over `close` if it stands here.
  private mutating func end(with close: UInt8) throws(JSONSyntaxError) -> Bool {
    guard let byte = next else { throw error("the text ends before \(name(close))") }
    guard byte == close else { return false }
    index += 1
    return true
  }

  /// Steps over a comma (true) or `close` (false).
  private mutating func separator(before close: UInt8) throws(JSONSyntaxError) -> Bool {
    skipSpace()
    if try end(with: close) { return false }
    guard next == UInt8(ascii: ",") else { throw misplaced("a comma or \(name(close)) should stand here") }
    let comma = position
    index += 1
    skipSpace()
    if next == close { throw error("no comma may stand before \(name(close))", at: comma) }
    return true
  }

  private func name(_ byte: UInt8) -> String { String(UnicodeScalar(byte)) }
}

// MARK: Numbers and strings

extension JSONParser {
  private mutating func number() throws(JSONSyntaxError) -> Double {
    let start = index
    let place = position
    if next == UInt8(ascii: "-") { index += 1 }
    let digits = skipDigits()
    let leadingZero = digits > 1 && bytes[index - digits] == UInt8(ascii: "0")
    guard digits > 0, !leadingZero else { throw error("not a number as JSON writes them", at: place) }
    if next == UInt8(ascii: ".") {
      index += 1
      guard skipDigits() > 0 else { throw error("a digit should follow the decimal point") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      index += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
      guard skipDigits() > 0 else { throw error("a digit should follow the exponent's e") }
    }
    guard let value = Double(String(decoding: bytes[start..<index], as: UTF8.self)), value.isFinite else {
      throw error("the number is too large", at: place)
    }
    return value
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    return index - start
  }

  private mutating func string() throws(JSONSyntaxError) -> String {
    let place = position
    index += 1
    var content: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw error("the text is not UTF-8", at: place)
        }
        return text
      case UInt8(ascii: "\\"): content.append(contentsOf: try escape())
      case 0..<0x20: throw error("a control character must be written as an escape")
      default:
        content.append(byte)
        index += 1
      }
    }
    throw error("the text has no closing quote", at: place)
  }

  private mutating func escape() throws(JSONSyntaxError) -> [UInt8] {
    let place = position
    index += 1
    let escapes: [UInt8: UInt8] = [
      UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
      UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]
    guard let byte = next else { throw error("the text has no closing quote") }
    if let plain = escapes[byte] {
      index += 1
      return [plain]
    }
    guard byte == UInt8(ascii: "u") else { throw error("no such escape", at: place) }
    var units = [try hexUnit(place)]
    if UTF16.isLeadSurrogate(units[0]), next == UInt8(ascii: "\\") {
      index += 1
      units.append(try hexUnit(place))
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw error("half of a surrogate pair", at: place)
    }
    return Array(text.utf8)
  }

  /// The code unit of `uXXXX`.
  private mutating func hexUnit(_ place: TextPosition) throws(JSONSyntaxError) -> UInt16 {
    let end = index + 5
    guard end <= bytes.count, next == UInt8(ascii: "u") else { throw error("no such escape", at: place) }
    let digits = bytes[(index + 1)..<end]
    guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit && $0 < 0x80 }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits should follow \\u", at: place) }
    index = end
    return unit
  }
}
