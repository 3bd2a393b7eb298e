/// Checks that some countries' account numbers carry inside their IBAN, taken digit by digit, left to right.
enum NationalCheck: Sendable {
  /// Ten digits, then the ten modulo 97, 97 for 0.
  case belgian
  /// Bank and branch (8 digits), a check digit for each half, account (10 digits): weights 2ⁿ modulo 11.
  case spanish
  /// Eleven digits, the last one the others weighted 6, 7, 8, 9, 4, 5, 6, 7, 8, 9 modulo 11; after 0000 seven digits
  /// with Luhn's check.
  case norwegian
  /// All 18 digits are 1 modulo 97.
  case montenegrin

  /// The check of `country`; nil where it has none that is looked at.
  init?(country: String) {
    switch country {
    case "BE": self = .belgian
    case "ES": self = .spanish
    case "NO": self = .norwegian
    case "ME": self = .montenegrin
    default: return nil
    }
  }

  /// What is to be remembered after `symbol` (a digit) at `place` of the account part; nil where the check fails.
  ///
  /// `memory` is 0 at place 0; `residue` is the account part's, modulo 97, `symbol` included.
  func step(_ memory: UInt16, at place: Int, _ symbol: Symbol, residue: Int) -> UInt16? {
    let digit = Int(symbol.rawValue)
    let next: Int? =
      switch self {
      case .belgian: Self.belgian(Int(memory), place, digit, residue)
      case .spanish: Self.spanish(Int(memory), place, digit)
      case .norwegian: Self.norwegian(Int(memory), place, digit)
      case .montenegrin: place == 17 && residue != 1 ? nil : 0
      }
    return next.map(UInt16.init)
  }

  private static func belgian(_ memory: Int, _ place: Int, _ digit: Int, _ residue: Int) -> Int? {
    switch place {
    case 9: return residue == 0 ? 97 : residue
    case 10: return digit == memory / 10 ? memory % 10 : nil
    case 11: return digit == memory ? 0 : nil
    default: return 0
    }
  }

  /// A remainder's check digit: itself if 0 or 1, else what is missing to eleven.
  private static func spanishDigit(_ remainder: Int) -> Int { remainder < 2 ? remainder : 11 - remainder }

  /// After the second check digit the memory is what the account's weighted sum has left to reach; the check digit 1
  /// stands for the remainders 1 and 10 (`oneOrTen` more).
  private static func spanish(_ memory: Int, _ place: Int, _ digit: Int) -> Int? {
    let oneOrTen = 11
    switch place {
    case 0..<8: return (memory + digit << (place + 2)) % 11
    case 8: return digit == spanishDigit(memory) ? 0 : nil
    case 9: return digit == 1 ? oneOrTen + 1 : digit == 0 ? 0 : 11 - digit
    default:
      let left = (memory % oneOrTen + 11 - (digit << (place - 10)) % 11) % 11
      guard place == 19 else { return left + memory / oneOrTen * oneOrTen }
      return left == 0 || (memory >= oneOrTen && left == 2) ? 0 : nil
    }
  }

  /// Memory: of the first four digits whether all are 0 (0) or their weighted sum + 1; then from `giro` on Luhn's sum.
  private static func norwegian(_ memory: Int, _ place: Int, _ digit: Int) -> Int? {
    let giro = 100
    if place < 4 {
      if memory == 0, digit == 0 { return place == 3 ? giro : 0 }
      return (max(0, memory - 1) + (6 + place) * digit) % 11 + 1
    }
    if memory >= giro {
      let doubled = place % 2 == 1 ? 2 * digit - (digit > 4 ? 9 : 0) : digit
      let sum = (memory - giro + doubled) % 10
      return place < 10 ? giro + sum : sum == 0 ? 0 : nil
    }
    if place == 10 { return digit == memory - 1 ? 0 : nil }
    return (memory - 1 + place * digit) % 11 + 1
  }
}
