import Forms
import Ledger
import NumberFormats

/// What may be keyed in one field of a form, and what it makes.
struct FieldKeying: Sendable {
  let template: FieldTemplate
  let reader: FieldReader
  private let format: any FieldFormat
  private let listless: any FieldFormat

  /// A character whose box by itself is less sure than this must be typed.
  static let typedBelow: Float = 0.99

  init(_ reader: FieldReader) throws(FormatError) {
    self.reader = reader
    template = reader.template
    format = try template.format.makeFormat()
    var specification = template.format
    specification.list = nil
    listless = try specification.makeFormat()
  }

  /// Whether the field has no boxes.
  var isOpen: Bool { if case .area = template.place { true } else { false } }

  /// How many boxes there are; 0 for an area.
  var boxes: Int { if case .boxes(let row) = template.place { row.count } else { 0 } }

  /// What cells of characters come to.
  enum Keyed: Hashable, Sendable {
    case value(String)
    /// Nothing is written.
    case blank
    /// It fails its format for this reason; kept as it stands if a person insists.
    case fails(String, text: String)
    /// Not one character of the alphabet each.
    case unusable
  }

  /// What `cells` come to, each a character or `_`.
  func keyed(_ cells: [String]) -> Keyed {
    let symbols = cells.compactMap { cell in
      cell.count == 1 ? cell.uppercased().first.flatMap(Symbol.init) : nil
    }
    guard symbols.count == cells.count, !symbols.contains(.junk), isOpen || symbols.count == boxes else {
      return .unusable
    }
    let written = isOpen ? symbols.filter { $0 != .blank } : symbols
    if written.allSatisfy({ $0 == .blank }) { return .blank }
    if format.isValid(written) { return .value(format.canonical(written)) }
    let text = Self.text(written)
    if listless.isValid(written) { return .fails(Reason.notInList.rawValue, text: text) }
    switch listless.validate(text.filter { $0 != "_" }) {
    case .invalid(let fault): return .fails(fault.rawValue, text: text)
    case .valid: return .fails(text.contains("_") ? Reason.blankBox.rawValue : "format", text: text)
    }
  }

  /// The characters as they stand, without the empty boxes around them.
  private static func text(_ symbols: [Symbol]) -> String {
    var kept = symbols[...]
    while kept.first == .blank { kept = kept.dropFirst() }
    while kept.last == .blank { kept = kept.dropLast() }
    return String(kept.map(\.character))
  }

  /// The cells of a field as they are shown; hidden if `isBlind`.
  func cells(of detail: FieldDetail, isBlind: Bool) -> [FieldItem.Cell] {
    let record = detail.record
    let characters = record.readCharacters
    guard !characters.isEmpty else {
      return Array(repeating: Self.empty, count: boxes)
    }
    // How many characters an area holds is part of its reading.
    if isBlind, isOpen { return [] }
    let symbols = reader.symbols(of: record) ?? characters.map(\.likeliest)
    let known = detail.words.characters
    var cells = characters.indices.map { index in
      var cell = cell(characters[index], symbols[index], isBlind: isBlind)
      if let said = known[index], !isBlind {
        cell.character = said
        cell.mustType = false
      }
      return cell
    }
    if !isBlind, known.isEmpty, !cells.contains(where: \.mustType),
      let least = cells.indices.min(by: { (cells[$0].probability ?? 1) < (cells[$1].probability ?? 1) })
    {
      cells[least].mustType = true
    }
    return cells
  }

  private func cell(_ character: CharacterRecord, _ symbol: Symbol, isBlind: Bool) -> FieldItem.Cell {
    let hasInk = character.picture.contains { $0 > 0 }
    var cell = Self.empty
    cell.hasPicture = character.picture.count == 784
    cell.mustType = false
    if isBlind {
      // An empty box need not be keyed as one; whoever sees something there types it.
      cell.character = hasInk ? "" : "_"
      cell.mustType = hasInk
      return cell
    }
    let own = character.probabilities[Int(symbol.rawValue)]
    let ranked = character.probabilities.indices.sorted {
      (character.probabilities[$1], $0) < (character.probabilities[$0], $1)
    }
    cell.character = String(symbol.character)
    cell.probability = Double(own)
    cell.alternatives = ranked.prefix(3).map { index in
      FieldItem.Alternative(
        character: String(Symbol(rawValue: UInt8(index)).character),
        probability: Double(character.probabilities[index]))
    }
    cell.mustType = own < Self.typedBelow || symbol == .junk
    return cell
  }

  private static let empty = FieldItem.Cell(
    character: "", probability: nil, alternatives: [], mustType: true, hasPicture: false, place: nil)

  /// Left and width of each box in the field's picture, or in a strip of its characters: shares of its width.
  static func places(_ characters: [CharacterRecord], isStrip: Bool) -> [[Double]] {
    if isStrip {
      let share = 1 / Double(characters.count)
      return characters.indices.map { [Double($0) * share, share] }
    }
    let left = characters.map { $0.box[0] }.min() ?? 0
    let right = characters.map { $0.box[0] + $0.box[2] }.max() ?? 1
    let width = right - left + 2 * Segmenter.cropMargin
    return characters.map { [($0.box[0] - left + Segmenter.cropMargin) / width, $0.box[2] / width] }
  }
}

extension CharacterRecord {
  /// The box's own best symbol.
  fileprivate var likeliest: Symbol {
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    return Symbol(rawValue: UInt8(best))
  }
}
