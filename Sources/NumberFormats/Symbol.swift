/// What may stand in one box: a digit, a capital, nothing, or something that is no character.
package struct Symbol: RawRepresentable, Hashable, Sendable, Comparable {
  /// 0…9 digits, 10…35 the letters A…Z, 36 blank, 37 not a character.
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// How many symbols there are; distributions over symbols have this many entries, in `rawValue` order.
  package static let count = 38
  package static let blank = Symbol(rawValue: 36)
  package static let junk = Symbol(rawValue: 37)
  package static let digits: [Symbol] = (0..<10).map { Symbol(rawValue: UInt8($0)) }
  package static let letters: [Symbol] = (10..<36).map { Symbol(rawValue: UInt8($0)) }

  package static func < (a: Symbol, b: Symbol) -> Bool { a.rawValue < b.rawValue }

  /// The symbol of `0`…`9`, `A`…`Z`, `_` (blank), `?` (not a character); nil for all else.
  package init?(_ character: Character) {
    guard let ascii = character.asciiValue else { return nil }
    switch ascii {
    case 48...57: self.init(rawValue: ascii - 48)
    case 65...90: self.init(rawValue: ascii - 55)
    case 95: self = .blank
    case 63: self = .junk
    default: return nil
    }
  }

  /// `0`…`9`, `A`…`Z`, `_` for blank, `?` for what is not a character.
  package var character: Character { Character(UnicodeScalar(ascii)) }

  /// The character's ASCII code.
  package var ascii: UInt8 {
    switch rawValue {
    case 0...9: rawValue + 48
    case 10...35: rawValue + 55
    case 36: 95
    default: 63
    }
  }

  package var isDigit: Bool { rawValue < 10 }
  package var isLetter: Bool { rawValue >= 10 && rawValue < 36 }
}
