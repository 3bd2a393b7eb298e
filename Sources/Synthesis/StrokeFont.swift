import Raster

/// The space that characters are drawn in: x of [0, 8], y of [0, 12] downwards, baseline at 12.
enum StrokeSpace: Space {}

/// A line font of capitals, digits and some punctuation, designed for this program: printed texts are set in it,
/// and it stands in for handwritten characters where no glyphs are given.
enum StrokeFont {
  /// Units of a character's height.
  static let height = 12.0
  /// Units from one character to the next in print.
  static let advance = 11.0

  /// The strokes of `character`, curves already as short lines; empty for what the font lacks.
  static func strokes(of character: Character) -> [[Point<StrokeSpace>]] {
    table[character] ?? []
  }

  private static let table = Dictionary(uniqueKeysWithValues: drawings.map { ($0.key, parse($0.value)) })

  /// Strokes are separated by commas, points by spaces; a point is x and y as hexadecimal digits; `~` makes the
  /// stroke a curve, closed where it ends at its start.
  private static func parse(_ drawing: String) -> [[Point<StrokeSpace>]] {
    drawing.split(separator: ",").map { stroke in
      let points = stroke.filter { $0 != "~" }.split(separator: " ").map { pair in
        let digits = pair.compactMap { $0.hexDigitValue }
        return Point<StrokeSpace>(x: Double(digits[0]), y: Double(digits[1]))
      }
      return stroke.contains("~") ? Curve.rounded(points) : points
    }
  }

  private static let drawings: [Character: String] = [
    "A": "0c 40 8c,18 78", "B": "0c 00,~00 60 71 75 56 06,~06 66 87 8b 6c 0c",
    "C": "~82 60 20 03 09 2c 6c 8a",
    "D": "0c 00,~00 50 83 89 5c 0c", "E": "80 00 0c 8c,06 66", "F": "80 00 0c,06 66",
    "G": "~82 60 20 03 09 2c 6c 89,89 86 56", "H": "00 0c,80 8c,06 86", "I": "40 4c,10 70,1c 7c",
    "J": "~70 79 6c 2c 09", "K": "00 0c,80 07,35 8c", "L": "00 0c 8c", "M": "0c 00 48 80 8c",
    "N": "0c 00 8c 80",
    "O": "~20 60 83 89 6c 2c 09 03 20", "P": "0c 00,~00 60 81 86 67 07",
    "Q": "~20 60 83 89 6c 2c 09 03 20,59 8c", "R": "0c 00,~00 60 81 86 67 07,47 8c",
    "S": "~82 60 20 02 04 26 66 88 8a 6c 2c 0a", "T": "00 80,40 4c", "U": "~00 09 2c 6c 89 80",
    "V": "00 4c 80", "W": "00 2c 44 6c 80", "X": "00 8c,80 0c", "Y": "00 46 80,46 4c", "Z": "00 80 0c 8c",
    "0": "~20 60 83 89 6c 2c 09 03 20", "1": "14 40 4c", "2": "~03 10 60 82 75 0c,0c 8c",
    "3": "~01 20 60 82 75 36,~36 76 89 6c 2c 0a", "4": "60 08 88,64 6c",
    "5": "70 10 05,~05 34 75 88 6c 2c 0b",
    "6": "~70 31 06 0a 2c 6c 8a 88 66 26 08", "7": "00 80 3c",
    "8": "~20 60 72 74 66 26 14 12 20,~26 66 88 8a 6c 2c 0a 08 26", "9": "~1c 5b 86 82 60 20 02 04 26 66 84",
    "-": "16 76", ".": "3c 4c 4b 3b 3c", ",": "4b 3e", ":": "35 45,3b 4b", "/": "0c 80", "(": "~50 34 38 5c",
    ")": "~30 54 58 3c", "'": "40 43", "_": "0c 8c",
  ]
}
