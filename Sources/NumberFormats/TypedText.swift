/// How formats take what a person types or pastes.
extension String {
  /// The text with ASCII letters as capitals, every kind of white space as a space, of dash as `-`, and the digits of
  /// other fonts (full width, mathematical) as digits; all else as it stands.
  var typed: String {
    var text = ""
    text.unicodeScalars.append(contentsOf: unicodeScalars.map(Self.typed))
    return text
  }

  private static func typed(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x61...0x7A: Unicode.Scalar(UInt8(scalar.value - 32))
    case 0x21...0x7E: scalar
    case 0xFF10...0xFF19: Unicode.Scalar(UInt8(scalar.value - 0xFF10 + 48))
    // Bold, double-struck, sans-serif, …: ten each.
    case 0x1D7CE...0x1D7FF: Unicode.Scalar(UInt8((scalar.value - 0x1D7CE) % 10 + 48))
    default:
      if scalar.properties.isWhitespace { " " } else if scalar.properties.isDash { "-" } else { scalar }
    }
  }

  /// `typed`, without spaces and the `forgiven` characters.
  func bare(forgiving forgiven: String = "") -> String {
    let forgiven = Set((forgiven + " ").unicodeScalars)
    var text = ""
    text.unicodeScalars.append(contentsOf: typed.unicodeScalars.filter { !forgiven.contains($0) })
    return text
  }

  /// The symbols of a text of digits and capitals; nil if it holds anything else.
  var characterSymbols: [Symbol]? {
    var symbols: [Symbol] = []
    for character in self {
      guard let symbol = Symbol(character), symbol != .blank, symbol != .junk else { return nil }
      symbols.append(symbol)
    }
    return symbols
  }

  var isAllDigits: Bool { !isEmpty && utf8.allSatisfy { (48...57).contains($0) } }
}

extension Sequence<Symbol> {
  /// The symbols' characters, one after the other.
  package var text: String { String(decoding: map(\.ascii), as: UTF8.self) }
}
