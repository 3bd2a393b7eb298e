import NumberFormats
import Raster

/// Draws valid values of a format.
protocol ValueSampler: Sendable {
  /// The boxes of a valid value; nil where the format has none for these boxes.
  func sample(_ random: inout SeededGenerator) -> [Symbol]?
  /// Whether `symbols` are a valid value.
  func isValid(_ symbols: [Symbol]) -> Bool
}

/// Draws from any automaton: first how many boxes are filled, all possible numbers alike (else nearly every amount
/// would fill its boxes); then a value of that length, each with the format's own weight.
struct FormatSampler<Format: FieldFormat>: ValueSampler {
  let format: Format
  let boxes: Int

  /// A place on the automaton's way through the boxes.
  private struct Place: Hashable {
    /// Steps taken; the next box is `order[step]`.
    var step: Int
    var filled: Int
    var state: Format.State
  }

  /// The weight of all ways to go on from a place to a valid end.
  private var weights: [Place: Double] = [:]
  private var lengths: [Int] = []
  /// By box.
  private let alphabets: [[Symbol]]
  private let order: [Int]

  init(_ format: Format, boxes: Int) {
    self.format = format
    self.boxes = boxes
    order = format.order(boxes: boxes)
    alphabets = (0..<boxes).map { Array(Set(format.alphabet(at: $0, of: boxes) + [.blank])).sorted() }
    let start = format.start(boxes: boxes)
    for filled in stride(from: 1, through: boxes, by: 1) {
      if weigh(Place(step: 0, filled: filled, state: start)) > 0 { lengths.append(filled) }
    }
  }

  /// - Complexity: one step for each symbol at each place that can be reached.
  private mutating func weigh(_ place: Place) -> Double {
    if place.step == boxes {
      return place.filled == 0 && format.accepts(place.state, boxes: boxes) ? 1 : 0
    }
    guard place.filled <= boxes - place.step else { return 0 }
    if let known = weights[place] { return known }
    var sum = 0.0
    for symbol in alphabets[order[place.step]] {
      guard let (next, weight) = follow(place, symbol) else { continue }
      sum += weight * weigh(next)
    }
    weights[place] = sum
    return sum
  }

  private func follow(_ place: Place, _ symbol: Symbol) -> (Place, Double)? {
    let filled = place.filled - (symbol == .blank ? 0 : 1)
    guard filled >= 0, let step = format.step(place.state, at: order[place.step], of: boxes, symbol)
    else { return nil }
    return (Place(step: place.step + 1, filled: filled, state: step.state), step.weight)
  }

  private func known(_ place: Place) -> Double {
    if place.step == boxes {
      return place.filled == 0 && format.accepts(place.state, boxes: boxes) ? 1 : 0
    }
    return weights[place] ?? 0
  }

  func sample(_ random: inout SeededGenerator) -> [Symbol]? {
    guard !lengths.isEmpty else { return nil }
    var place = Place(step: 0, filled: random.pick(lengths), state: format.start(boxes: boxes))
    var symbols = [Symbol](repeating: .blank, count: boxes)
    while place.step < boxes {
      var left = random.unit() * known(place)
      var chosen: (Symbol, Place)?
      for symbol in alphabets[order[place.step]] {
        guard let (next, weight) = follow(place, symbol) else { continue }
        let share = weight * known(next)
        guard share > 0 else { continue }
        // The last possible symbol stands where rounding leaves a rest.
        chosen = (symbol, next)
        left -= share
        if left < 0 { break }
      }
      guard let (symbol, next) = chosen else { return nil }
      symbols[order[place.step]] = symbol
      place = next
    }
    return symbols
  }

  func isValid(_ symbols: [Symbol]) -> Bool {
    guard symbols.count == boxes else { return false }
    var state = format.start(boxes: boxes)
    for box in order {
      guard let step = format.step(state, at: box, of: boxes, symbols[box]) else { return false }
      state = step.state
    }
    return format.accepts(state, boxes: boxes)
  }
}
