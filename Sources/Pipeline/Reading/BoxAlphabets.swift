package import Forms
package import NumberFormats

/// Which characters may stand in each box of a field: what its format allows, within its charset.
package struct BoxAlphabets: Hashable, Sendable {
  /// The characters of each box, ascending; of an undivided area one set for all.
  package let symbols: [[Symbol]]

  package init(format: any FieldFormat, boxes: Int, charset: Charset = .alnum) {
    symbols = (0..<boxes).map { position in
      format.alphabet(at: position, of: boxes).filter { charset.contains($0) }.sorted()
    }
  }

  /// Of an undivided area with one of `counts` characters.
  package init(area format: any FieldFormat, counts: ClosedRange<Int>, charset: Charset = .alnum) {
    let all = counts.filter(format.lengths.contains).flatMap { count in
      (0..<count).flatMap { format.alphabet(at: $0, of: count) }
    }
    symbols = [Set(all).filter { charset.contains($0) }.sorted()]
  }

  /// What may stand in box `index`; of an undivided area in any.
  package subscript(index: Int) -> [Symbol] { symbols.count == 1 ? symbols[0] : symbols[index] }

  /// The smallest charset that holds all characters of all boxes.
  package var charset: Charset {
    let all = symbols.joined()
    if all.allSatisfy(\.isDigit) { return .digits }
    return all.allSatisfy(\.isLetter) ? .letters : .alnum
  }

  /// Which networks look at each box, for the hash of what was read: `D` digits, `L` letters, `A` both.
  package var kinds: String {
    String(
      symbols.map { box in
        box.allSatisfy(\.isDigit) ? "D" : box.allSatisfy(\.isLetter) ? "L" : "A"
      })
  }
}

extension Charset {
  /// Whether the character `symbol` belongs to the charset.
  package func contains(_ symbol: Symbol) -> Bool {
    switch self {
    case .digits: symbol.isDigit
    case .letters: symbol.isLetter
    case .alnum: symbol.isDigit || symbol.isLetter
    }
  }
}
