import FoundationEssentials

extension EvaluationReport {
  /// `12,345`.
  static func grouped(_ count: Int) -> String {
    let digits = Array(String(count))
    return digits.enumerated().reduce("") { text, digit in
      let left = digits.count - digit.offset
      return text + (digit.offset > 0 && left % 3 == 0 ? "," : "") + String(digit.element)
    }
  }

  /// A share in percent, to as many digits as tell something.
  static func percent(_ share: Double) -> String {
    let value = share * 100
    let places = value == 0 || value >= 10 ? 1 : value >= 0.1 ? 2 : 3
    return fixed(value, places)
  }

  static func percent(_ count: Int, of all: Int) -> String {
    all == 0 ? "–" : percent(Double(count) / Double(all)) + " %"
  }

  /// `value` with `places` digits behind the point.
  static func fixed(_ value: Double, _ places: Int) -> String {
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let rest = String(scaled % scale)
    guard places > 0 else { return String(scaled) }
    return "\(scaled / scale)." + String(repeating: "0", count: places - rest.count) + rest
  }

  /// `99.2–99.8`, in percent.
  static func interval(_ interval: ClosedRange<Double>) -> String {
    "\(percent(interval.lowerBound))–\(percent(interval.upperBound))"
  }

  /// `text` as a link that holds it.
  func dataLink(_ text: String, _ type: String) -> String {
    "data:\(type);base64," + Data(text.utf8).base64EncodedString()
  }
}
