/// Checksums as automata over residues: each takes the characters one by one and keeps only what the check needs.

/// ISO 7064 MOD 97-10: the number, letters as 10…35, is congruent to 1.
package enum Mod97 {
  /// The residue after `symbol` (a character).
  package static func step(_ residue: Int, _ symbol: Symbol) -> Int {
    let value = Int(symbol.rawValue)
    return (residue * (value < 10 ? 10 : 100) + value) % 97
  }

  /// The residue of `symbols`, starting from `residue`.
  package static func residue(_ symbols: some Sequence<Symbol>, from residue: Int = 0) -> Int {
    symbols.reduce(residue, step)
  }
}

/// Luhn (ISO/IEC 7812-1): every second digit from the right doubled, digit sums added, a multiple of ten.
package struct LuhnResidue: Hashable, Sendable {
  /// The sum if the last digit counts once, and if it counts double.
  private var single: UInt8 = 0
  private var double: UInt8 = 0

  package init() {}

  package func adding(_ digit: Int) -> LuhnResidue {
    let twice = digit < 5 ? 2 * digit : 2 * digit - 9
    var next = LuhnResidue()
    next.single = UInt8((Int(double) + digit) % 10)
    next.double = UInt8((Int(single) + twice) % 10)
    return next
  }

  package var holds: Bool { single == 0 }
}

/// The eleven test: digits weighted 1, 2, 3, … from the right, a multiple of eleven.
package struct ElevenResidue: Hashable, Sendable {
  /// Sum of the digits, and sum of all prefixes' sums, which is the weighted sum for any length.
  private var plain: UInt8 = 0
  private var weighted: UInt8 = 0

  package init() {}

  package func adding(_ digit: Int) -> ElevenResidue {
    var next = ElevenResidue()
    next.plain = UInt8((Int(plain) + digit) % 11)
    next.weighted = UInt8((Int(weighted) + Int(next.plain)) % 11)
    return next
  }

  package var holds: Bool { weighted == 0 }
}
