/// Reads the values of one JSON object: what is unknown, repeated, of a wrong kind or out of range becomes a problem,
/// and the reading goes on with the default.
struct ObjectReader {
  let path: KeyPath
  let problems: ProblemCollector
  private var members: [String: JSONNode] = [:]

  /// The object `node`; nil, with a problem, where it is none.
  ///
  /// `keys` are all keys it may have.
  init?(_ node: JSONNode, path: KeyPath, keys: [String], problems: ProblemCollector) {
    self.path = path
    self.problems = problems
    guard case .object(let list) = node.value else {
      problems.add(path, "must be an object, is \(node.kind)\(Hints.object(node, keys: keys))")
      return nil
    }
    for member in list {
      if !keys.contains(member.key) {
        let hint = Hints.key(member.key, known: keys)
        problems.add(path.key(member.key), "unknown key at \(member.position)\(hint)")
      } else if members.updateValue(member.node, forKey: member.key) != nil {
        problems.add(path.key(member.key), "stands twice, again at \(member.position)")
      }
    }
  }

  func has(_ key: String) -> Bool { node(key) != nil }

  /// The value of `key`; nil where it is missing or null.
  func node(_ key: String) -> JSONNode? {
    guard let node = members[key], node.value != .null else { return nil }
    return node
  }

  func problem(_ key: String, _ message: String) {
    problems.add(path.key(key), message)
  }

  /// A number of `range`; nil where it is missing or, with a problem, no such number.
  ///
  /// `hint` tells what was meant by a number out of range.
  func number(_ key: String, in range: NumberRange, hint: (Double) -> String = { _ in "" }) -> Double? {
    guard let node = node(key) else { return nil }
    guard case .number(let value) = node.value else {
      problem(key, "must be a number, is \(node.kind)\(Hints.number(node))")
      return nil
    }
    guard range.contains(value) else {
      problem(key, "must be \(range), is \(Text.number(value))\(hint(value))")
      return nil
    }
    return value
  }

  /// A whole number of `range`.
  func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let node = node(key) else { return nil }
    return integer(node, path: path.key(key), in: range)
  }

  func integer(_ node: JSONNode, path: KeyPath, in range: ClosedRange<Int>) -> Int? {
    guard case .number(let value) = node.value, let whole = Int(exactly: value) else {
      problems.add(
        path, "must be a whole number, is \(node.isNumber ? "a fraction" : node.kind)\(Hints.number(node))")
      return nil
    }
    guard range.contains(whole) else {
      let allowed =
        range.count == 1 ? "\(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      problems.add(path, "must be \(allowed), is \(whole)")
      return nil
    }
    return whole
  }

  /// Text that is not empty.
  func text(_ key: String) -> String? {
    guard let node = node(key) else { return nil }
    guard case .string(let text) = node.value else {
      problem(key, "must be text, is \(node.kind)")
      return nil
    }
    guard !text.isEmpty else {
      problem(key, "must not be empty")
      return nil
    }
    return text
  }

  func flag(_ key: String) -> Bool? {
    guard let node = node(key) else { return nil }
    guard case .bool(let flag) = node.value else {
      problem(key, "must be true or false, is \(node.kind)\(Hints.flag(node))")
      return nil
    }
    return flag
  }

  /// One of the words of an enumeration.
  func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type) -> Choice?
  where Choice.RawValue == String {
    guard let node = node(key) else { return nil }
    let words = Choice.allCases.map(\.rawValue)
    let all = words.joined(separator: ", ")
    guard case .string(let word) = node.value else {
      problem(key, "must be one of \(all), is \(node.kind)")
      return nil
    }
    if let choice = Choice(rawValue: word) { return choice }
    problem(key, "must be one of \(all), is \"\(word)\"\(Hints.choice(word, of: words))")
    return nil
  }

  func object(_ key: String, keys: [String]) -> ObjectReader? {
    node(key).flatMap { ObjectReader($0, path: path.key(key), keys: keys, problems: problems) }
  }

  /// The elements of a list with their key paths; nil where it is missing or no list.
  func list(_ key: String) -> [(node: JSONNode, path: KeyPath)]? {
    guard let node = node(key) else { return nil }
    guard case .array(let elements) = node.value else {
      problem(key, "must be a list, is \(node.kind)\(Hints.list(node))")
      return nil
    }
    return elements.enumerated().map { ($0.element, path.key(key).index($0.offset)) }
  }
}

extension JSONNode {
  fileprivate var isNumber: Bool { if case .number = value { true } else { false } }
}

/// The numbers that a key allows.
struct NumberRange: CustomStringConvertible {
  var low: Double
  var high: Double
  /// Whether `low` itself is left out.
  var isAbove = false

  static func from(_ low: Double, to high: Double) -> NumberRange { NumberRange(low: low, high: high) }
  static func above(_ low: Double, to high: Double) -> NumberRange {
    NumberRange(low: low, high: high, isAbove: true)
  }

  func contains(_ value: Double) -> Bool { (isAbove ? value > low : value >= low) && value <= high }

  var description: String {
    "\(isAbove ? "above" : "from") \(Text.number(low)) \(isAbove ? "and at most" : "to") \(Text.number(high))"
  }
}

/// Numbers as people write them.
enum Text {
  /// Without `.0` for whole numbers.
  static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
