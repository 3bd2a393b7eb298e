package import NumberFormats
package import Raster

/// The glyphs of one page: one writer where writers are known, and none twice while others are left.
package struct PageGlyphs {
  private let pool: GlyphPool
  private let digits: GlyphPool.Hand?
  private let letters: GlyphPool.Hand?
  /// What is left of each symbol, in the order it will be used, from the end.
  private var left: [Symbol: [Int]] = [:]
  private var random: SeededGenerator

  package init(_ pool: GlyphPool, seed: UInt64) {
    self.pool = pool
    random = SeededGenerator(seed: seed)
    digits = PageGlyphs.choose(pool, pool.digitHands, &random)
    // Files of one collection number their writers alike: the same hand writes the letters, where it can.
    let writer = digits?.writer
    let same = pool.letterHands.filter { writer != nil && pool.hands[$0].writer == writer }
    letters = PageGlyphs.choose(pool, same.isEmpty ? pool.letterHands : same, &random)
  }

  private static func choose(
    _ pool: GlyphPool, _ hands: [Int], _ random: inout SeededGenerator
  ) -> GlyphPool.Hand? {
    hands.isEmpty ? nil : pool.hands[random.pick(hands)]
  }

  /// A glyph of `symbol`, a digit or a letter.
  package mutating func next(_ symbol: Symbol) -> Glyph { take(symbol).glyph }

  /// A glyph of `symbol` and where it came from; nil for one of the built-in alphabet.
  mutating func take(_ symbol: Symbol) -> (glyph: Glyph, origin: GlyphOrigin?) {
    guard let hand = hand(for: symbol), let all = hand.bySymbol[symbol], !all.isEmpty else {
      return (StrokeAlphabet.glyph(of: symbol, &random), nil)
    }
    if left[symbol, default: []].isEmpty { left[symbol] = all.shuffled(using: &random) }
    let index = left[symbol]?.popLast() ?? all[0]
    let source = pool.sources[hand.source]
    return (source.glyphs[index], GlyphOrigin(source: hand.source, place: source.places[index]))
  }

  /// The page's own hand; another of the pool for a symbol that it lacks.
  private func hand(for symbol: Symbol) -> GlyphPool.Hand? {
    let own = symbol.isDigit ? digits : letters
    if own?.bySymbol[symbol] != nil { return own }
    return pool.hands.first { $0.bySymbol[symbol] != nil }
  }
}
