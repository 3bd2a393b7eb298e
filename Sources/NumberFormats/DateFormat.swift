/// A calendar date in boxes, all filled: real days of the years 1900 to 2099, leap years by the Gregorian rule,
/// perhaps within a narrower range.
///
/// Two-digit years are 1969 to 2068, as POSIX has it. Whatever the order on the paper, the automaton takes the year
/// first, then the month, then the day.
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
    /// The year's digits so far; once it is complete, a year that leaps as it does.
    var year: UInt16 = 0
    var month: UInt8 = 0
    var day: UInt8 = 0
    var range = DigitRange.State()
  }

  private let dateOrder: Order
  /// Each box's part: D, M or Y.
  private let parts: [Character]
  /// The first and the last day, as YYYYMMDD.
  private let range: DigitRange

  /// - Parameters:
  ///   - first: the earliest day possible, as the number YYYYMMDD; nil for the first of all.
  ///   - last: the latest day possible.
  init(format: String, first: Int? = nil, last: Int? = nil) throws(FormatError) {
    guard let order = Order(rawValue: format.uppercased()) else {
      let known = Order.allCases.map(\.rawValue).joined(separator: ", ")
      throw FormatError(key: "format", message: "\(format) is not one of \(known)")
    }
    for (key, day) in [("min", first), ("max", last)] {
      guard let day, !Self.isDay(day) else { continue }
      throw FormatError(key: key, message: "\(day) is no day of 1900 to 2099, written YYYYMMDD")
    }
    if let first, let last, first > last {
      throw FormatError(key: "max", message: "\(last) is before min \(first)")
    }
    dateOrder = order
    parts = Array(order.rawValue)
    let earliest = first ?? 10_000 * Self.years.lowerBound + 101
    let latest = last ?? 10_000 * Self.years.upperBound + 1231
    range = DigitRange(earliest...max(earliest, latest), digits: 8)
  }

  /// Whether `number`, as YYYYMMDD, is a day of `years`.
  private static func isDay(_ number: Int) -> Bool {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
    return years.contains(year) && (1...12).contains(month)
      && (1...days(month: month, year: year)).contains(day)
  }

  var type: FieldType { .date }
  var lengths: ClosedRange<Int> { parts.count...parts.count }

  func alphabet(at position: Int, of boxes: Int) -> [Symbol] { Symbol.digits }

  func order(boxes: Int) -> [Int] {
    guard boxes == parts.count else { return Array(0..<boxes) }
    return ["Y", "M", "D"].flatMap { part in parts.indices.filter { parts[$0] == part } }
  }

  func start(boxes: Int) -> State { State() }

  func step(_ state: State, at position: Int, of boxes: Int, _ symbol: Symbol) -> (
    state: State, weight: Double
  )? {
    guard symbol.isDigit, boxes == parts.count else { return nil }
    let isLast = position + 1 == parts.count || parts[position + 1] != parts[position]
    let next =
      switch parts[position] {
      case "Y": year(state, at: position, symbol.rawValue, isLast: isLast)
      case "M": month(state, symbol.rawValue, isLast: isLast)
      default: day(state, symbol.rawValue, isLast: isLast)
      }
    return next.map { ($0, 0.1) }
  }

  private func year(_ state: State, at position: Int, _ digit: UInt8, isLast: Bool) -> State? {
    var next = state
    next.year = 10 * state.year + UInt16(digit)
    guard isLast else {
      let taken = position - (parts.firstIndex(of: "Y") ?? 0) + 1
      return isPossible(year: Int(next.year), digits: taken) ? next : nil
    }
    let year = dateOrder == .dayMonthShortYear ? Self.fullYear(Int(next.year)) : Int(next.year)
    guard Self.years.contains(year) else { return nil }
    for (place, scale) in [1000, 100, 10, 1].enumerated() {
      guard let within = range.step(next.range, at: place, UInt8(year / scale % 10)) else { return nil }
      next.range = within
    }
    // Of a year only whether it leaps matters from here.
    next.year = Self.isLeap(year) ? 2000 : 2001
    return next
  }

  /// Whether a year may begin with these digits.
  private func isPossible(year: Int, digits: Int) -> Bool {
    if dateOrder == .dayMonthShortYear { return true }
    let scale = [1000, 100, 10, 1][digits - 1]
    return (Self.years.lowerBound / scale...Self.years.upperBound / scale).contains(year)
  }

  private func month(_ state: State, _ digit: UInt8, isLast: Bool) -> State? {
    var next = state
    next.month = 10 * state.month + digit
    guard isLast ? (1...12).contains(next.month) : digit <= 1,
      let within = range.step(state.range, at: isLast ? 5 : 4, digit)
    else { return nil }
    next.range = within
    return next
  }

  private func day(_ state: State, _ digit: UInt8, isLast: Bool) -> State? {
    var next = state
    next.day = 10 * state.day + digit
    let most = Self.days(month: Int(state.month), year: Int(state.year))
    guard isLast ? (1...most).contains(Int(next.day)) : digit <= 3,
      let within = range.step(state.range, at: isLast ? 7 : 6, digit)
    else { return nil }
    next.range = within
    return isLast ? State() : next
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
    guard numbers.map(\.count) == [4, 2, 2], boxes == parts.count else { return [] }
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
    let words = text.bare().split(omittingEmptySubsequences: false) { "-./".contains($0) }.map(String.init)
    guard words.count == 1 || words.count == 3, words.allSatisfy(\.isAllDigits) else {
      return .invalid(.format)
    }
    // The canonical form is a date in every order.
    if words.map(\.count) == [4, 2, 2] {
      let canonical = words.joined(separator: "-")
      return spellings(of: canonical, boxes: parts.count).isEmpty
        ? .invalid(.component) : .valid(canonical: canonical)
    }
    let isParted = words.count == 1 || words.map(\.count) == [2, 2, parts.count - 4]
    guard isParted, let symbols = words.joined().characterSymbols, symbols.count == parts.count else {
      return .invalid(.length)
    }
    return isValid(symbols) ? .valid(canonical: canonical(symbols)) : .invalid(.component)
  }
}
