/// A calendar date in boxes, all filled: real days of the years 1900 to 2099, leap years by the Gregorian rule.
///
/// Two-digit years are 1969 to 2068, as POSIX has it.
struct DateFormat: FieldFormat {
  enum Order: String, CaseIterable, Sendable {
    case dayMonthYear = "DDMMYYYY"
    case dayMonthShortYear = "DDMMYY"
    case monthDayYear = "MMDDYYYY"
    case yearMonthDay = "YYYYMMDD"
  }

  static let years = 1900...2099

  /// The numbers taken so far; what no later box depends on is forgotten.
  struct State: Hashable, Sendable {
    var day: UInt8 = 0
    var month: UInt8 = 0
    var year: UInt16 = 0
  }

  private let dateOrder: Order
  /// Each box's part: D, M or Y.
  private let parts: [Character]

  init(format: String) throws(FormatError) {
    guard let order = Order(rawValue: format.uppercased()) else {
      let known = Order.allCases.map(\.rawValue).joined(separator: ", ")
      throw FormatError(key: "format", message: "\(format) is not one of \(known)")
    }
    dateOrder = order
    parts = Array(order.rawValue)
  }

  var type: FieldType { .date }
  var lengths: ClosedRange<Int> { parts.count...parts.count }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { Symbol.digits }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    guard symbol.isDigit, boxes == parts.count else { return nil }
    var next = state
    let isLast = position + 1 == parts.count || parts[position + 1] != parts[position]
    let isFirst = position == 0 || parts[position - 1] != parts[position]
    switch parts[position] {
    case "D":
      next.day = 10 * (isFirst ? 0 : state.day) + symbol.rawValue
      guard isLast ? (1...31).contains(next.day) : next.day <= 3 else { return nil }
    case "M":
      next.month = 10 * (isFirst ? 0 : state.month) + symbol.rawValue
      guard isLast ? (1...12).contains(next.month) : next.month <= 1 else { return nil }
    default:
      next.year = 10 * (isFirst ? 0 : state.year) + UInt16(symbol.rawValue)
      let taken = position - (parts.firstIndex(of: "Y") ?? 0) + 1
      guard isPossible(year: Int(next.year), digits: taken) else { return nil }
    }
    return isLast ? settle(next, after: parts[position]).map { ($0, 0.1) } : (next, 0.1)
  }

  /// Whether a year may begin with these digits.
  private func isPossible(year: Int, digits: Int) -> Bool {
    if dateOrder == .dayMonthShortYear { return true }
    let scale = [1000, 100, 10, 1][digits - 1]
    return (Self.years.lowerBound / scale...Self.years.upperBound / scale).contains(year)
  }

  /// Forgets what no longer matters once a part is complete; nil for a day that does not exist.
  private func settle(_ state: State, after part: Character) -> State? {
    var state = state
    let order = dateOrder
    let hasDayMonth =
      order == .yearMonthDay ? part == "D" : part == "Y" || part == (order == .monthDayYear ? "D" : "M")
    if part == "Y" {
      let year = order == .dayMonthShortYear ? Self.fullYear(Int(state.year)) : Int(state.year)
      // Of a year only whether it leaps matters from here.
      state.year = Self.isLeap(year) ? 2000 : 2001
    }
    guard hasDayMonth else { return state }
    let isYearKnown = order == .yearMonthDay || part == "Y"
    let year = isYearKnown ? Int(state.year) : 2000
    guard Int(state.day) <= Self.days(month: Int(state.month), year: year) else { return nil }
    if isYearKnown { return State() }
    let isLeapDay = state.day == 29 && state.month == 2
    return isLeapDay ? state : State(day: 1, month: 1, year: state.year)
  }

  static func fullYear(_ short: Int) -> Int { short + (short < 69 ? 2000 : 1900) }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func days(month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  func accepts(_ state: State, boxes: Int) -> Bool { true }

  func canonical(_ symbols: [Symbol]) -> String {
    var numbers: [Character: String] = [:]
    for (part, symbol) in zip(parts, symbols) { numbers[part, default: ""].append(symbol.character) }
    let year = numbers["Y"] ?? ""
    let full = year.count == 2 ? String(Self.fullYear(Int(year) ?? 0)) : year
    return [full, numbers["M"] ?? "", numbers["D"] ?? ""].joined(separator: "-")
  }

  func spellings(of canonical: String, boxes: Int) -> [[Symbol]] {
    let numbers = canonical.split(separator: "-").map(String.init)
    guard numbers.count == 3, boxes == parts.count else { return [] }
    let year = dateOrder == .dayMonthShortYear ? String(numbers[0].suffix(2)) : numbers[0]
    let text =
      switch dateOrder {
      case .dayMonthYear, .dayMonthShortYear: numbers[2] + numbers[1] + year
      case .monthDayYear: numbers[1] + numbers[2] + year
      case .yearMonthDay: year + numbers[1] + numbers[2]
      }
    let symbols = text.compactMap(Symbol.init)
    return isValid(symbols) && self.canonical(symbols) == canonical ? [symbols] : []
  }

  func validate(_ text: String) -> Validation {
    let bare = text.bare(forgiving: "-./")
    guard bare.isAllDigits, let symbols = bare.characterSymbols else { return .invalid(.format) }
    guard symbols.count == parts.count else { return .invalid(.length) }
    return isValid(symbols) ? .valid(canonical: canonical(symbols)) : .invalid(.component)
  }
}
