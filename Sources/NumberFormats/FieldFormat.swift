/// A field's format as a weighted finite automaton over the symbols of its boxes, which both validates
/// strings and constrains decoding.
///
/// The weight of a string is the product of its steps' weights: the format's own prior over what is
/// written, up to a constant (leading blanks, rare bank codes). A string is valid if its last state accepts.
package protocol FieldFormat: Sendable {
  associatedtype State: Hashable & Sendable

  /// The contract's name of the type: `iban`, `amount`, …
  var type: FieldType { get }

  /// How many boxes a field of this format may have.
  var lengths: ClosedRange<Int> { get }

  /// The symbols (characters only) that may stand in box `position` of `boxes`, valid or not: what an invalid value
  /// may consist of.
  func alphabet(at position: Int, of boxes: Int) -> [Symbol]

  /// The same format without what people get wrong most: its checksum, or its closed list; nil where it has neither.
  ///
  /// It takes the boxes in the same order and accepts whatever this format accepts.
  var relaxed: (any FieldFormat)? { get }

  /// The order in which the automaton takes the boxes: a permutation of [0, boxes). A checksum that is rotated before
  /// it is computed (IBAN) needs far fewer states in its own order.
  func order(boxes: Int) -> [Int]

  /// The state before the first of `boxes` boxes.
  func start(boxes: Int) -> State

  /// The state after `symbol` in box `position` of [0, boxes), with the step's weight > 0; nil where no valid value
  /// continues so. Boxes come in the order of `order(boxes:)`.
  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )?

  /// All of the above over `boxes` boxes at once; asked of every format, so that each is compiled for itself.
  func automaton(boxes: Int) -> Automaton

  /// Whether a string may end in `state` after the last box.
  func accepts(_ state: State, boxes: Int) -> Bool

  /// The canonical value of valid `symbols` (amount `1234.56`, date `2026-11-23`, …), as the contract writes it.
  func canonical(_ symbols: [Symbol]) -> String

  /// Every valid string over `boxes` boxes whose canonical value is `canonical` (an amount with leading zeros or
  /// blanks, …); none where the value does not fit.
  func spellings(of canonical: String, boxes: Int) -> [[Symbol]]

  /// The most strings over `boxes` boxes that any value has.
  func mostSpellings(boxes: Int) -> Int

  /// Validates text as a person types it: spaces, case and punctuation that the format allows are forgiven.
  func validate(_ text: String) -> Validation
}

extension FieldFormat {
  package var relaxed: (any FieldFormat)? { nil }

  package func order(boxes: Int) -> [Int] { Array(0..<boxes) }

  package func automaton(boxes: Int) -> Automaton { Automaton(self, boxes: boxes) }

  package func mostSpellings(boxes: Int) -> Int { 1 }

  /// The characters of `canonical` one a box: right for formats without blanks.
  package func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    let symbols = canonical.compactMap(Symbol.init).filter { $0 != .blank && $0 != .junk }
    return symbols.count == boxes && isValid(symbols) ? [symbols] : []
  }

  /// Whether the automaton accepts `symbols`, one a box.
  package func isValid(_ symbols: [Symbol]) -> Bool {
    guard lengths.contains(symbols.count) else { return false }
    var state = start(boxes: symbols.count)
    for position in order(boxes: symbols.count) {
      guard let next = step(state, at: position, of: symbols.count, symbols[position]) else { return false }
      state = next.state
    }
    return accepts(state, boxes: symbols.count)
  }
}

/// What a format says of a text.
package enum Validation: Hashable, Sendable {
  case valid(canonical: String)
  case invalid(FormatFault)
}

/// Why a text is not a value of a format; the contract's words of `check`.
package enum FormatFault: String, Hashable, Sendable {
  case format
  case length
  case checksum
  case component
}

/// The types of fields of the contract.
package enum FieldType: String, Hashable, Sendable, CaseIterable {
  case iban
  case betalingskenmerk
  case rf
  case bsn
  case postcode
  case housenumber
  case amount
  case date
  case number
  case text
}

/// What a template or the command line says of a format; `makeFormat()` resolves it.
package struct FormatSpecification: Hashable, Sendable {
  package var type: FieldType
  /// ISO 3166 alpha-2; nil for any (iban) or the default NL (postcode).
  package var country: String?
  package var length: Int?
  /// Of `date`: DDMMYYYY, DDMMYY, MMDDYYYY, YYYYMMDD.
  package var format: String?
  /// The least and the greatest `number`; the first and the last `date`, as YYYYMMDD.
  package var min: Int?
  package var max: Int?
  /// Of `number`: luhn, mod11, mod97.
  package var check: String?
  /// Boxes of the field where they are fixed; nil on the command line and for areas.
  package var boxes: Int?
  /// The only values possible, canonical; nil for no list.
  package var list: [String]?

  package init(
    type: FieldType, country: String? = nil, length: Int? = nil, format: String? = nil, min: Int? = nil,
    max: Int? = nil, check: String? = nil, boxes: Int? = nil, list: [String]? = nil
  ) {
    self.type = type
    self.country = country
    self.length = length
    self.format = format
    self.min = min
    self.max = max
    self.check = check
    self.boxes = boxes
    self.list = list
  }
}

/// Why a specification is no format: the option at fault and what is allowed.
package struct FormatError: Error, Hashable, Sendable {
  /// The key at fault: `country`, `length`, `format`, `check`, `min`, `max`, `boxes`, `list`.
  package var key: String
  /// What is wrong and what is allowed, in words.
  package var message: String

  package init(key: String, message: String) {
    self.key = key
    self.message = message
  }
}
