import Forms
package import Ledger
import NumberFormats
package import Raster

/// Characters that people have decided, with what they decided: material to train on.
package struct DecidedCharacters: Sendable {
  package private(set) var glyphs: [Glyph] = []
  /// 0–9 for digits, 10–35 for A–Z; one a glyph.
  package private(set) var labels: [UInt8] = []

  /// The characters of `ledger`, in output order.
  ///
  /// Of a field that was confirmed, corrected or keyed all its characters, placed by what they look like where the
  /// format leaves a choice; of others those that were typed one by one. Empty boxes, printed ones, and values that
  /// cannot be told apart into the field's characters are left out.
  ///
  /// - Throws: `LedgerError`.
  package init(ledger: Ledger, configuration: Configuration) throws {
    var placers: [String: [String: CharacterPlacer]] = [:]
    for form in configuration.forms {
      for field in form.fields where field.preprinted == nil && !field.printed {
        placers[form.name, default: [:]][field.name] = CharacterPlacer(template: field)
      }
    }
    for field in try ledger.reviewedFields() {
      guard let placer = placers[field.form]?[field.field], let detail = try ledger.detail(field: field.id)
      else { continue }
      for (character, symbol) in placer.placed(detail) where symbol.isDigit || symbol.isLetter {
        guard character.picture.count == Glyph.side * Glyph.side else { continue }
        glyphs.append(Glyph(pixels: character.picture))
        labels.append(symbol.rawValue)
      }
    }
  }
}

/// Says which character of a field is which of a decided value.
private struct CharacterPlacer {
  let template: FieldTemplate

  func placed(_ detail: FieldDetail) -> [(CharacterRecord, Symbol)] {
    switch detail.status {
    case .confirmed, .corrected:
      if let placed = placed(detail.value, in: detail.record) { return placed }
    default: break
    }
    let characters = detail.record.readCharacters
    return detail.words.characters.sorted { $0.key < $1.key }.compactMap { box, text in
      guard characters.indices.contains(box), let symbol = text.first.flatMap(Symbol.init) else { return nil }
      return (characters[box], symbol)
    }
  }

  /// The field read again by one who knows that `value` stands there.
  private func placed(_ value: String, in record: FieldRecord) -> [(CharacterRecord, Symbol)]? {
    var template = template
    template.format.list = [value]
    let sure = Configuration.Acceptance(fieldError: 0.5, writerError: 1e-9, acceptsRepaired: true)
    guard
      let reader = try? FieldReader(template: template, acceptance: sure, calibration: nil, auditShare: 0)
    else { return nil }
    let again = reader.decide(again: record)
    guard again.reading.text == value, let symbols = reader.symbols(of: again) else { return nil }
    let characters = again.readCharacters
    guard characters.count == symbols.count else { return nil }
    return Array(zip(characters, symbols))
  }
}
