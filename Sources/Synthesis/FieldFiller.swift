package import Forms
package import NumberFormats
package import Raster

/// What a writer does to one field.
package enum FieldWish: Hashable, Sendable {
  /// A valid value.
  case valid
  /// No ink.
  case blank
  /// A character that makes the value fail its format, where the format can be failed so.
  case wrongCharacter
  /// A valid value, one of its characters crossed out.
  case crossedOut
  /// A valid value, one of its characters left out.
  case leftOut
  /// A valid value, printed by a machine.
  case printed
}

/// What stands in one box on the paper.
package enum Writing: Hashable, Sendable {
  case blank
  case character(Symbol)
  /// The character that stands below the strokes.
  case crossedOut(Symbol)
}

/// What stands in a field on the paper, and what that means.
package struct FilledField: Hashable, Sendable {
  package var field: String
  /// Canonical; as it stands where it fails its format (`_` blank, `?` crossed out); empty for a blank field.
  package var value: String
  package var writings: [Writing]

  package init(field: String, value: String, writings: [Writing]) {
    self.field = field
    self.value = value
    self.writings = writings
  }

  /// Per box the character, `_` blank, `#` crossed out; joined by `;`.
  package var written: String {
    writings.map { writing in
      switch writing {
      case .blank: "_"
      case .character(let symbol): String(symbol.character)
      case .crossedOut: "#"
      }
    }.joined(separator: ";")
  }
}

/// Makes up what is written in one field of a form.
package struct FieldFiller: Sendable {
  package let field: FieldTemplate
  private let format: any FieldFormat
  /// By number of boxes; one for a row of boxes, several for an area.
  private let samplers: [any ValueSampler]

  package init(_ field: FieldTemplate, format: any FieldFormat) {
    self.field = field
    self.format = format
    samplers = FieldFiller.counts(field, format).map { FieldFiller.sampler(format, boxes: $0) }
  }

  private static func sampler(_ format: some FieldFormat, boxes: Int) -> any ValueSampler {
    FormatSampler(format, boxes: boxes)
  }

  /// How many characters the field may have.
  private static func counts(_ field: FieldTemplate, _ format: any FieldFormat) -> [Int] {
    switch field.place {
    case .boxes(let row): return [row.count]
    case .area(let area):
      if let length = field.format.length { return [length] }
      // What people fit in a frame: a character takes about two thirds of its height.
      let most = max(1, Int(area.width / (area.height * 0.62)))
      let possible = format.lengths.clamped(to: 1...max(1, most))
      return Array(possible.suffix(8))
    }
  }

  package func fill(_ wish: FieldWish, _ random: inout SeededGenerator) -> FilledField {
    if wish == .blank { return blank }
    if let constant = field.preprinted { return preprinted(constant) }
    guard let (sampler, symbols) = draw(&random) else { return blank }
    switch wish {
    case .valid, .printed, .blank: return filled(symbols, symbols.map(writing))
    case .wrongCharacter: return wrong(symbols, sampler, &random) ?? crossed(symbols, &random)
    case .crossedOut: return crossed(symbols, &random)
    case .leftOut: return leftOut(symbols, sampler, &random) ?? crossed(symbols, &random)
    }
  }

  private var blank: FilledField {
    let count = if case .boxes(let row) = field.place { row.count } else { 0 }
    return FilledField(field: field.name, value: "", writings: Array(repeating: .blank, count: count))
  }

  private func draw(_ random: inout SeededGenerator) -> (any ValueSampler, [Symbol])? {
    let isArea = if case .area = field.place { true } else { false }
    // Not every number of characters need have a value, of a list for example.
    for _ in 0..<64 where !samplers.isEmpty {
      let sampler = random.pick(samplers)
      guard let symbols = sampler.sample(&random) else { continue }
      // Nobody leaves a place empty where there are none.
      if isArea, symbols.contains(.blank) { continue }
      return (sampler, symbols)
    }
    for sampler in samplers {
      if let symbols = sampler.sample(&random) { return (sampler, symbols) }
    }
    return nil
  }

  private func preprinted(_ constant: String) -> FilledField {
    var symbols = constant.uppercased().compactMap { Symbol($0) }.filter { $0 != .junk }
    if case .boxes(let row) = field.place {
      symbols = Array((symbols + Array(repeating: .blank, count: row.count)).prefix(row.count))
    }
    let value = if case .valid(let canonical) = format.validate(constant) { canonical } else { constant }
    return FilledField(field: field.name, value: value, writings: symbols.map(writing))
  }

  private func writing(_ symbol: Symbol) -> Writing {
    symbol == .blank ? .blank : .character(symbol)
  }

  private func filled(_ symbols: [Symbol], _ writings: [Writing]) -> FilledField {
    FilledField(field: field.name, value: format.canonical(symbols), writings: writings)
  }

  private func asItStands(_ writings: [Writing]) -> FilledField {
    let value = writings.map { writing -> Character in
      switch writing {
      case .blank: "_"
      case .character(let symbol): symbol.character
      case .crossedOut: "?"
      }
    }
    return FilledField(field: field.name, value: String(value), writings: writings)
  }
}

extension FieldFiller {
  /// `symbols` with one character wrong, or two neighbours swapped, so that they fail the format.
  ///
  /// - Returns: nil where none was found.
  private func wrong(
    _ symbols: [Symbol], _ sampler: any ValueSampler, _ random: inout SeededGenerator
  ) -> FilledField? {
    let filled = symbols.indices.filter { symbols[$0] != .blank }
    for attempt in 0..<64 where !filled.isEmpty {
      var changed = symbols
      let at = random.pick(filled)
      if attempt % 4 == 3, changed.indices.contains(at + 1), changed[at + 1] != .blank {
        changed.swapAt(at, at + 1)
      } else {
        changed[at] = random.pick(symbols[at].isDigit ? Symbol.digits : Symbol.letters)
      }
      if changed != symbols, !sampler.isValid(changed) { return asItStands(changed.map(writing)) }
    }
    return nil
  }

  private func crossed(_ symbols: [Symbol], _ random: inout SeededGenerator) -> FilledField {
    let filled = symbols.indices.filter { symbols[$0] != .blank }
    var writings = symbols.map(writing)
    let at = random.pick(filled)
    writings[at] = .crossedOut(symbols[at])
    return asItStands(writings)
  }

  /// `symbols` with one character left out so that they fail the format; nil where none was found.
  private func leftOut(
    _ symbols: [Symbol], _ sampler: any ValueSampler, _ random: inout SeededGenerator
  ) -> FilledField? {
    let filled = symbols.indices.filter { symbols[$0] != .blank }
    guard filled.count > 1 else { return nil }
    for _ in 0..<16 {
      var changed = symbols
      changed[random.pick(filled)] = .blank
      if !sampler.isValid(changed) { return asItStands(changed.map(writing)) }
    }
    return nil
  }
}
