import FieldDecoding
import FoundationEssentials
import Ledger
import NumberFormats
import Pipeline
import Raster

/// A format of digits whose sum is a multiple of 7, of any length: small enough to see through.
struct SumOfSeven: FieldFormat {
  var type: FieldType { .number }
  var lengths: ClosedRange<Int> { 1...20 }
  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { Symbol.digits }
  func start(boxes: Int) -> Int { 0 }
  func step(_ state: Int, at position: Int, of boxes: Int, _ symbol: Symbol) -> (state: Int, weight: Double)?
  {
    symbol.isDigit ? ((state + Int(symbol.rawValue)) % 7, 1) : nil
  }
  func accepts(_ state: Int, boxes: Int) -> Bool { state == 0 }
  func canonical(_ symbols: [Symbol]) -> String { String(symbols.map(\.character)) }
  func validate(_ text: String) -> Validation {
    guard text.allSatisfy(\.isNumber) else { return .invalid(.format) }
    let sum = text.compactMap(\.wholeNumberValue).reduce(0, +)
    return sum % 7 == 0 ? .valid(canonical: text) : .invalid(.checksum)
  }
}

/// The evidence of a box that shows `text`'s character with probability `share`; the rest is spread over the digits.
func box(_ character: Character, _ share: Float = 0.999) -> BoxEvidence {
  var values = [Float](repeating: 0, count: Symbol.count)
  let shown = Symbol(character)
  let others = Symbol.digits.filter { $0 != shown }
  for symbol in others { values[Int(symbol.rawValue)] = (1 - share) / Float(others.count) }
  if let shown { values[Int(shown.rawValue)] = share }
  return BoxEvidence(probabilities: values)
}

/// The symbols of `text`.
func symbols(_ text: String) -> [Symbol] { text.compactMap { Symbol($0) } }

/// A character record that shows `character`, as a box at (k · 5, 10) mm.
func record(_ character: Character, _ share: Float = 0.999, at k: Int = 0, strayInk: Bool = false)
  -> CharacterRecord
{
  CharacterRecord(
    box: [Double(k) * 5, 10, 5, 7], pixels: [Double(k) * 59.06, 118.11, 59.06, 82.68],
    picture: (0..<784).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ k) },
    probabilities: box(character, share).probabilities, hasStrayInk: strayInk)
}

/// A folder of its own for one test, removed with it.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("cijfer-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file below the folder; returns its absolute path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = "\(path)/\(name)"
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
  }
}

/// A network that says of every picture what its first pixel is: class index, sure to 0.9.
struct FirstPixelNetwork: GlyphReading {
  var classes: [String]

  func classify(_ glyphs: [Glyph]) -> [[Float]] {
    glyphs.map { glyph in
      let rest = Float(0.1) / Float(classes.count - 1)
      return classes.indices.map { $0 == Int(glyph.pixels[0]) ? 0.9 : rest }
    }
  }
}
