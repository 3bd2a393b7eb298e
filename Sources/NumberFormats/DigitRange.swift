/// An automaton for numbers of a fixed count of digits within a range: compares digit by digit, from the left.
struct DigitRange: Hashable, Sendable {
  private let lowest: [UInt8]
  private let highest: [UInt8]

  /// Whether all digits so far are those of the lowest, of the highest number.
  struct State: Hashable, Sendable {
    var isLowest = true
    var isHighest = true
  }

  /// - Precondition: both bounds are 0 or more and have at most `digits` digits.
  init(_ range: ClosedRange<Int>, digits: Int) {
    func padded(_ number: Int) -> [UInt8] {
      let text = Array(String(number).utf8).map { $0 - 48 }
      precondition(number >= 0 && text.count <= digits)
      return Array(repeating: 0, count: digits - text.count) + text
    }
    lowest = padded(range.lowerBound)
    highest = padded(range.upperBound)
  }

  /// The state after `digit` at `place` from the left; nil where the number leaves the range.
  func step(_ state: State, at place: Int, _ digit: UInt8) -> State? {
    if state.isLowest, digit < lowest[place] { return nil }
    if state.isHighest, digit > highest[place] { return nil }
    return State(
      isLowest: state.isLowest && digit == lowest[place],
      isHighest: state.isHighest && digit == highest[place])
  }
}
