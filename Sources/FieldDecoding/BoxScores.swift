import NumberFormats

/// What every symbol counts for in every box: flat, row-major, boxes × `Symbol.count`.
struct BoxScores {
  var values: [Double]
  let boxes: Int

  init(repeating value: Double, boxes: Int) {
    values = Array(repeating: value, count: boxes * Symbol.count)
    self.boxes = boxes
  }

  /// Each box's probabilities over their greatest, so that products of many boxes stay within range.
  init(_ evidence: [BoxEvidence]) {
    self.init(repeating: 1, boxes: evidence.count)
    for (box, evidence) in evidence.enumerated() {
      var most: Float = 0
      for value in evidence.probabilities where value > most { most = value }
      guard most > 0 else { continue }
      for (symbol, value) in evidence.probabilities.enumerated() {
        values[box * Symbol.count + symbol] = Double(value / most)
      }
    }
  }

  subscript(box: Int, symbol: Int) -> Double {
    get { values[box * Symbol.count + symbol] }
    set { values[box * Symbol.count + symbol] = newValue }
  }

  func times(_ other: BoxScores) -> BoxScores {
    var product = self
    for index in product.values.indices { product.values[index] *= other.values[index] }
    return product
  }

  /// The sum of a box's scores.
  func sum(_ box: Int) -> Double {
    var sum = 0.0
    for symbol in 0..<Symbol.count { sum += self[box, symbol] }
    return sum
  }

  /// The sum over all strings of the product of their scores.
  var total: Double { (0..<boxes).reduce(1) { $0 * sum($1) } }

  /// Each box's symbol that scores most, the first of equals.
  var boxwise: [Symbol] {
    (0..<boxes).map { box in
      let own = values[box * Symbol.count..<(box + 1) * Symbol.count]
      var best = own.startIndex
      for index in own.indices where own[index] > own[best] { best = index }
      return Symbol(rawValue: UInt8(best - own.startIndex))
    }
  }
}
