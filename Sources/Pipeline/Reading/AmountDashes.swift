import FieldDecoding
import Ledger
import NumberFormats
import Raster

/// Dashes in the boxes of an amount: people strike out boxes before it, and cents that are none.
enum AmountDashes {
  /// A dash is at least so many px wide in its 28 × 28 picture, and so many times as wide as high.
  private static let least = (width: 12, slimness: 2.5)
  /// What a dash leaves to all that it may be instead.
  private static let doubt = Float(1e-5)

  /// `boxes`, those that show a dash taken for empty before the amount and for 0 where both cents are dashes.
  static func read(_ characters: [CharacterRecord], _ boxes: [BoxEvidence]) -> [BoxEvidence] {
    guard characters.count > 2 else { return boxes }
    let isDash = zip(characters, boxes).map { $1.likeliest != .blank && self.isDash($0.picture) }
    let isEmpty = zip(isDash, boxes).map { $0 || $1.likeliest == .blank }
    let leading = isEmpty.dropLast(2).prefix { $0 }.count
    let hasNoCents = isDash.suffix(2).allSatisfy(\.self)
    // Nothing but dashes is a field that was struck out.
    if hasNoCents, leading == boxes.count - 2 { return boxes }
    return boxes.indices.map { index in
      guard isDash[index] else { return boxes[index] }
      if index < leading { return evidence(of: .blank) }
      return index >= boxes.count - 2 && hasNoCents ? evidence(of: Symbol(rawValue: 0)) : boxes[index]
    }
  }

  private static func evidence(of symbol: Symbol) -> BoxEvidence {
    var values = Array(repeating: doubt / 11, count: Symbol.count)
    for letter in Symbol.letters { values[Int(letter.rawValue)] = 0 }
    values[Int(symbol.rawValue)] = 1 - doubt
    return BoxEvidence(probabilities: values)
  }

  /// Whether the picture shows one flat stroke.
  private static func isDash(_ picture: [UInt8]) -> Bool {
    guard picture.count == Glyph.side * Glyph.side else { return false }
    let ink = picture.indices.filter { picture[$0] >= 96 }
    guard let first = ink.first, let last = ink.last else { return false }
    let columns = ink.map { $0 % Glyph.side }
    let width = (columns.max() ?? 0) - (columns.min() ?? 0) + 1
    let height = last / Glyph.side - first / Glyph.side + 1
    return width >= least.width && Double(width) >= least.slimness * Double(height)
  }
}
