package import GlyphNet
package import NumberFormats
package import Raster

/// What reads characters: `GlyphClassifier`, or a stand-in of a test.
package protocol GlyphReading {
  /// The classes in the order of the distributions: `0`…`9`, `A`…`Z`, `junk`.
  var classes: [String] { get }

  /// The calibrated distribution of each of `glyphs`; `glyphs.count` × `classes.count`.
  func classify(_ glyphs: [Glyph]) -> [[Float]]
}

extension GlyphClassifier: GlyphReading {}

/// The networks of one worker.
///
/// Not shared: they own their buffers.
package final class Networks {
  private let digits: Reader
  private let letters: Reader?
  /// SHA-256 of each weight file with its card, by what it reads; nil of stand-ins.
  package let hashes: [String: String]?

  package init(
    digits: any GlyphReading, letters: (any GlyphReading)?, hashes: [String: String]? = nil
  ) {
    self.digits = Reader(digits)
    self.letters = letters.map(Reader.init)
    self.hashes = hashes
  }

  /// Loads the weight files of `models`.
  ///
  /// - Throws: `ModelError`, also for a file that reads none of the characters it is named for.
  package static func load(_ models: Configuration.Models) throws(ModelError) -> Networks {
    let digits = try GlyphClassifier(path: models.digits)
    try demand(Symbol.digits, of: digits, path: models.digits)
    var hashes = ["digits": digits.sha256WithCard]
    guard let path = models.letters else { return Networks(digits: digits, letters: nil, hashes: hashes) }
    let letters = try GlyphClassifier(path: path)
    try demand(Symbol.letters, of: letters, path: path)
    hashes["letters"] = letters.sha256WithCard
    return Networks(digits: digits, letters: letters, hashes: hashes)
  }

  private static func demand(_ symbols: [Symbol], of network: GlyphClassifier, path: String)
    throws(ModelError)
  {
    let missing = symbols.filter { !network.classes.contains(String($0.character)) }
    guard missing.isEmpty else {
      let names = String(missing.map(\.character))
      throw ModelError(path: path, node: nil, reason: "the network has no class for \(names)")
    }
  }

  /// What the networks say of `glyphs`, each standing in a box of the alphabet beside it; in their order.
  ///
  /// A network sees all its boxes in one batch.
  package func look(at glyphs: [(glyph: Glyph, alphabet: [Symbol])]) -> [GlyphOpinion] {
    var opinions = Array(repeating: GlyphOpinion(), count: glyphs.count)
    let withDigits = glyphs.indices.filter { glyphs[$0].alphabet.contains(where: \.isDigit) }
    for (index, row) in zip(withDigits, digits.classify(withDigits.map { glyphs[$0].glyph })) {
      opinions[index].digits = Distribution(row, classes: digits.network.classes, of: \.isDigit)
    }
    guard let letters else { return opinions }
    let withLetters = glyphs.indices.filter { glyphs[$0].alphabet.contains(where: \.isLetter) }
    for (index, row) in zip(withLetters, letters.classify(withLetters.map { glyphs[$0].glyph })) {
      opinions[index].letters = Distribution(row, classes: letters.network.classes, of: \.isLetter)
    }
    return opinions
  }
}

/// A network that looks at the picture without ink only once: of most forms many boxes stay empty.
private final class Reader {
  let network: any GlyphReading
  private lazy var blank = network.classify([.blank])

  init(_ network: any GlyphReading) { self.network = network }

  func classify(_ glyphs: [Glyph]) -> [[Float]] {
    let isBlank = glyphs.map { $0 == .blank }
    var written = network.classify(zip(glyphs, isBlank).filter { !$1 }.map(\.0))[...]
    return isBlank.map { $0 ? blank[0] : written.removeFirst() }
  }
}

/// What the networks say of one picture; nil where none was asked or there is none.
package struct GlyphOpinion: Hashable, Sendable {
  package var digits: Distribution?
  package var letters: Distribution?

  package init(digits: Distribution? = nil, letters: Distribution? = nil) {
    self.digits = digits
    self.letters = letters
  }
}

/// A network's distribution over its own characters and junk, summing to 1.
package struct Distribution: Hashable, Sendable {
  /// `Symbol.count` entries in `rawValue` order; only characters of one kind are above 0.
  package private(set) var characters: [Double]
  package private(set) var junk: Double

  package init(_ row: [Float], classes: [String], of isKind: (Symbol) -> Bool) {
    precondition(row.count == classes.count)
    characters = Array(repeating: 0, count: Symbol.count)
    junk = 0
    for (name, probability) in zip(classes, row) {
      if name.count == 1, let symbol = name.first.flatMap(Symbol.init), isKind(symbol) {
        characters[Int(symbol.rawValue)] += Double(probability)
      } else {
        // A network of both kinds that sees the other kind says: none of these.
        junk += Double(probability)
      }
    }
    let sum = characters.reduce(junk, +)
    guard sum > 0 else { return }
    for index in characters.indices { characters[index] /= sum }
    junk /= sum
  }

  /// Several, weighed by their shares, which need not sum to 1; nil where one is missing.
  package init?(mixture: [(share: Double, distribution: Distribution?)]) {
    characters = Array(repeating: 0, count: Symbol.count)
    junk = 0
    let sum = mixture.reduce(0) { $0 + $1.share }
    for (share, distribution) in mixture {
      guard let distribution, sum > 0 else { return nil }
      for index in characters.indices { characters[index] += share / sum * distribution.characters[index] }
      junk += share / sum * distribution.junk
    }
  }

  /// No evidence: all of `symbols` alike, and no word on junk.
  package init(uniformOver symbols: [Symbol]) {
    characters = Array(repeating: 0, count: Symbol.count)
    junk = 0.5
    for symbol in symbols { characters[Int(symbol.rawValue)] = 0.5 / Double(symbols.count) }
  }
}
