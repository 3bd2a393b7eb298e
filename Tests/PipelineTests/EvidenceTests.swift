import FieldDecoding
import NumberFormats
import Pipeline
import Raster
import Testing

@Suite struct EvidenceTests {
  private let digits = Symbol.digits.map { String($0.character) } + ["junk"]
  private let letters = Symbol.letters.map { String($0.character) } + ["junk"]

  /// A network's distribution: `name` with `share`, junk with `junk`, the rest alike.
  private func distribution(_ classes: [String], _ name: String, _ share: Float, junk: Float) -> Distribution
  {
    let rest = (1 - share - junk) / Float(classes.count - 2)
    let row = classes.map { $0 == name ? share : $0 == "junk" ? junk : rest }
    return Distribution(row, classes: classes) { classes.count > 20 ? $0.isLetter : $0.isDigit }
  }

  private func opinion(_ name: String, _ share: Float) -> GlyphOpinion {
    GlyphOpinion(digits: distribution(digits, name, share, junk: 0.001))
  }

  private func sum(_ evidence: BoxEvidence) -> Float { evidence.probabilities.reduce(0, +) }

  @Test func `a digit box holds the network's word, the segmenter's blank, and sums to one`() {
    let opinion = GlyphOpinion(digits: distribution(digits, "7", 0.9, junk: 0.04))
    let evidence = BoxEvidence(blank: 0.25, opinion: opinion, alphabet: Symbol.digits)
    #expect(abs(sum(evidence) - 1) < 1e-5)
    #expect(abs(evidence[.blank] - 0.25) < 1e-6)
    #expect(abs(evidence[.junk] - 0.75 * 0.04) < 1e-6)
    #expect(abs(evidence.probabilities[7] - 0.75 * 0.9) < 1e-6)
    #expect(evidence.probabilities[10..<36].allSatisfy { $0 == 0 })
  }

  @Test func `joined characters part where both look like characters`() {
    let (half, rest) = (opinion("1", 0.99), opinion("2", 0.3))
    let (eight, two) = (opinion("8", 0.99), opinion("2", 0.98))
    let mixed = JoinedCharacters.mixed(own: [half, rest], others: [[(eight, two)], []])
    #expect((mixed[0].digits?.characters[8] ?? 0) > 0.9)
    #expect((mixed[1].digits?.characters[2] ?? 0) > 0.9)
    // As good as one another: most part at the line, and nothing is sure.
    let even = JoinedCharacters.mixed(own: [half, two], others: [[(eight, two)], []])
    #expect((0.85...0.95).contains(even[0].digits?.characters[1] ?? 0))
    #expect((even[0].digits?.characters[8] ?? 0) > 0.05)
    #expect(JoinedCharacters.mixed(own: [half, rest], others: [[], []]) == [half, rest])
  }

  @Test func `letters without a network are alike, among those the format allows`() {
    let allowed = symbols("NLX")
    let evidence = BoxEvidence(blank: 0.1, opinion: GlyphOpinion(), alphabet: allowed)
    #expect(abs(sum(evidence) - 1) < 1e-5)
    for symbol in Symbol.letters {
      #expect(abs(evidence[symbol] - (allowed.contains(symbol) ? 0.3 : 0)) < 1e-6)
    }
    #expect(evidence[.junk] == 0)
  }

  @Test func `a box of both kinds goes to the network that knows the picture`() {
    let five = GlyphOpinion(
      digits: distribution(digits, "5", 0.98, junk: 0.001),
      letters: distribution(letters, "S", 0.4, junk: 0.55))
    let isDigit = BoxEvidence(blank: 0, opinion: five, alphabet: Symbol.digits + Symbol.letters)
    #expect(isDigit.likeliest == Symbol("5"))
    #expect(isDigit.probabilities[5] > 0.9)
    let cross = GlyphOpinion(
      digits: distribution(digits, "4", 0.02, junk: 0.97),
      letters: distribution(letters, "X", 0.97, junk: 0.01))
    let isLetter = BoxEvidence(blank: 0, opinion: cross, alphabet: Symbol.digits + Symbol.letters)
    #expect(isLetter.likeliest == Symbol("X"))
    #expect(isLetter[.junk] < 0.05)
  }

  @Test func `where both networks are sure the odds stay even, whatever little they leave to junk`() {
    for junk in [Float(1e-3), 1e-5, 1e-7] {
      let round = GlyphOpinion(
        digits: distribution(digits, "0", 0.99, junk: 1e-4),
        letters: distribution(letters, "O", 0.99, junk: junk))
      let evidence = BoxEvidence(blank: 0, opinion: round, alphabet: Symbol.digits + Symbol.letters)
      #expect(abs(evidence.probabilities[0] - 0.5) < 0.02)
      #expect(abs(evidence.probabilities[10 + 14] - 0.5) < 0.02)
    }
  }

  @Test func `a scribble is junk where both networks say so`() {
    let scribble = GlyphOpinion(
      digits: distribution(digits, "8", 0.02, junk: 0.95),
      letters: distribution(letters, "B", 0.02, junk: 0.95))
    let evidence = BoxEvidence(blank: 0, opinion: scribble, alphabet: Symbol.digits + Symbol.letters)
    #expect(evidence.likeliest == .junk)
  }

  @Test func `no segmenter forbids a value, and no box is empty of evidence`() {
    for blank in [0.0, 1.0] {
      let opinion = GlyphOpinion(digits: distribution(digits, "1", 0.9, junk: 0.05))
      let evidence = BoxEvidence(blank: blank, opinion: opinion, alphabet: Symbol.digits)
      #expect(evidence[.blank] > 0 && evidence[.blank] < 1)
      #expect(evidence.probabilities[1] > 0)
    }
    let nothing = BoxEvidence(blank: 0.5, opinion: GlyphOpinion(), alphabet: [])
    #expect(abs(sum(nothing) - 1) < 1e-6)
  }

  @Test func `each network sees the boxes of its kind, in one batch`() {
    let networks = Networks(
      digits: FirstPixelNetwork(classes: digits), letters: FirstPixelNetwork(classes: letters))
    func glyph(_ first: UInt8) -> Glyph { Glyph(pixels: [first] + Array(repeating: 0, count: 783)) }
    let seen = networks.look(at: [
      (glyph(3), Symbol.digits), (glyph(2), Symbol.letters), (glyph(1), Symbol.digits + Symbol.letters),
    ])
    #expect(seen[0].digits?.characters[3] ?? 0 > 0.89)
    #expect(seen[0].letters == nil && seen[1].digits == nil)
    #expect(seen[1].letters?.characters[12] ?? 0 > 0.89)
    #expect(seen[2].digits?.characters[1] ?? 0 > 0.89)
    #expect(seen[2].letters?.characters[11] ?? 0 > 0.89)
  }

  @Test func `a network of digits and letters counts the other kind as none of its own`() {
    let classes = ["0", "1", "A", "junk"]
    let seen = Distribution([0.5, 0.1, 0.3, 0.1], classes: classes, of: \.isDigit)
    #expect(abs(seen.characters[0] - 0.5) < 1e-6)
    #expect(seen.characters[10] == 0)
    #expect(abs(seen.junk - 0.4) < 1e-6)
  }
}
