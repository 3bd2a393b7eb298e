/// A font of 5 × 7 dots for printable ASCII, drawn for this program.
package enum BitmapFont {
  /// Dots of a character's width.
  package static let width = 5
  /// Dots of a character's height.
  package static let height = 7
  /// Dots from one character to the next.
  package static let advance = 6

  /// Seven rows of five dots, the leftmost the highest bit; an empty box for what the font lacks.
  package static func rows(of character: Character) -> [UInt8] {
    characters[character] ?? missing
  }

  /// Whether the font has `character`.
  package static func has(_ character: Character) -> Bool {
    characters[character] != nil
  }

  private static let missing: [UInt8] = [0b11111, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11111]

  private static let characters: [Character: [UInt8]] = {
    var table: [Character: [UInt8]] = [" ": Array(repeating: 0, count: height)]
    for (names, drawing) in drawings {
      let lines = drawing.split(separator: "\n").map { $0.split(separator: " ") }
      for (index, name) in names.enumerated() {
        table[name] = lines.map { line in line[index].reduce(0) { $0 << 1 | ($1 == "#" ? 1 : 0) } }
      }
    }
    return table
  }()
}
