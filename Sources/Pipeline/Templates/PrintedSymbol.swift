/// What the network says of one printed character.
struct PrintedSymbol: Hashable {
  /// A lower-case letter or a digit.
  private(set) var character: Character
  /// Of this character, those that look like it included, of [0, 1].
  private(set) var confidence: Float
  private(set) var isJunk: Bool
  /// Whether it is a bare stroke: a small L or a capital I, as its neighbours say.
  private var isStroke: Bool

  /// A character is told where it is at least so sure.
  private static let leastConfidence: Float = 0.6
  /// What looks alike alone.
  private static let alike: [Set<Character>] = [["i", "l", "1"], ["o", "0"]]
  /// An I or an L that is so much likelier is no bare stroke.
  private static let clearly: Float = 3

  init(_ row: [Float], _ classes: [String]) {
    let names = classes.map { $0.count == 1 ? Character($0.lowercased()) : nil }
    let best = row.indices.filter { names[$0] != nil }.max { row[$0] < row[$1] } ?? 0
    character = names[best] ?? " "
    let same = Self.alike.first { [character] in $0.contains(character) } ?? [character]
    func probability(_ wanted: Set<Character>) -> Float {
      zip(names, row).reduce(0) { sum, one in
        if let name = one.0, wanted.contains(name) { sum + one.1 } else { sum }
      }
    }
    confidence = probability(same)
    let (i, l, one) = (probability(["i"]), probability(["l"]), probability(["1"]))
    let isOne = one > Self.clearly * max(i, l)
    isStroke = same.contains("i") && !isOne && max(i, l) < Self.clearly * min(i, l)
    isJunk = zip(names, row).contains { $0 == nil && $1 >= 0.5 }
  }

  var isSure: Bool { confidence >= Self.leastConfidence }

  /// The word that `symbols` are, characters that look alike told by their neighbours; `heights` in mm.
  static func word(_ symbols: [PrintedSymbol], heights: [Double]) -> String {
    let plain = symbols.filter { symbol in !alike.contains { $0.contains(symbol.character) } }
    let isNumber = !plain.isEmpty && plain.allSatisfy { $0.character.isNumber }
    let isLevel = (heights.max() ?? 0) < 1.15 * (heights.min() ?? 0)
    return String(
      symbols.enumerated().map { index, symbol in
        switch symbol.character {
        case "o" where isNumber: "0"
        case "0" where !isNumber: "o"
        case "i", "l":
          if isNumber {
            "1"
          } else if symbol.isStroke {
            // Capitals, and a word's first letter, are no small L.
            index == 0 || isLevel ? "i" : "l"
          } else {
            symbol.character
          }
        default: symbol.character
        }
      })
  }
}
