/// A closed list of values of another format: a tree over their spellings in the boxes.
///
/// What is not on the list is not valid, and so stays possible only as a writer's error or a stranger.
struct ListFormat: FieldFormat {
  private let base: any FieldFormat
  private let boxes: Int?
  private let canonicals: Set<String>
  /// (place, symbol) → place; 0 is the root.
  private let edges: [UInt64: UInt32]
  private let ends: Set<UInt32>

  /// - Parameter boxes: how many boxes the field has; nil on the command line, where only text is validated.
  init(base: any FieldFormat, values: [String], boxes: Int?) throws(FormatError) {
    var canonicals: Set<String> = []
    for (index, value) in values.enumerated() {
      switch base.validate(value) {
      case .valid(let canonical): canonicals.insert(canonical)
      case .invalid(let fault):
        // The value itself may be personal: its place is told.
        throw FormatError(
          key: "list",
          message: "value \(index + 1) of the list is no \(base.type.rawValue): \(fault.rawValue)")
      }
    }
    var edges: [UInt64: UInt32] = [:]
    var ends: Set<UInt32> = []
    var count: UInt32 = 1
    let order = boxes.map { base.order(boxes: $0) } ?? []
    for canonical in canonicals.sorted() {
      for spelling in boxes.map({ base.spellings(of: canonical, boxes: $0) }) ?? [] {
        var place: UInt32 = 0
        for position in order {
          let key = Self.key(place, spelling[position])
          if edges[key] == nil {
            edges[key] = count
            count += 1
          }
          place = edges[key] ?? 0
        }
        ends.insert(place)
      }
    }
    self.base = base
    self.boxes = boxes
    self.canonicals = canonicals
    self.edges = edges
    self.ends = ends
  }

  private static func key(_ place: UInt32, _ symbol: Symbol) -> UInt64 {
    UInt64(place) << 8 | UInt64(symbol.rawValue)
  }

  var relaxed: (any FieldFormat)? { base }

  var type: FieldType { base.type }
  var lengths: ClosedRange<Int> { boxes.map { $0...$0 } ?? base.lengths }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { base.alphabet(at: position, of: boxes) }

  func order(boxes: Int) -> [Int] { base.order(boxes: boxes) }

  func start(boxes: Int) -> UInt32 { 0 }

  func step(_ state: UInt32, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: UInt32, weight: Double
  )? {
    edges[Self.key(state, symbol)].map { ($0, 1) }
  }

  func accepts(_ state: UInt32, boxes: Int) -> Bool { ends.contains(state) }

  func canonical(_ symbols: [Symbol]) -> String { base.canonical(symbols) }

  func mostSpellings(boxes: Int) -> Int { base.mostSpellings(boxes: boxes) }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    base.spellings(of: canonical, boxes: boxes).filter(isValid)
  }

  func validate(_ text: String) -> Validation {
    let validation = base.validate(text)
    guard case .valid(let canonical) = validation else { return validation }
    return canonicals.contains(canonical) ? validation : .invalid(.component)
  }
}
