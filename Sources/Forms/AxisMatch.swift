/// How one axis of a form lies in the strokes' frame: position = offset + scale · (form position − center).
struct AxisFit: Hashable, Sendable {
  /// Pixels per millimetre.
  var scale: Double
  /// Where the form's `center` lies, px.
  var offset: Double
  /// The form's position that `offset` belongs to, mm.
  var center: Double
  /// Share of the expected length that was found, of [0, 1].
  var score: Double

  func callAsFunction(_ position: Double) -> Double { offset + scale * (position - center) }
}

/// Ink across one axis, in bins; several rows of boxes may each have their own profile.
struct AxisProfile: Sendable {
  /// Lowest position that is covered, px, and bins of `bin` px from there.
  let low: Double
  let bin: Double
  /// Length of strokes in each bin and its two neighbours, px.
  private(set) var values: [Float]

  init(low: Double, high: Double, bin: Double) {
    self.low = low
    self.bin = bin
    values = Array(repeating: 0, count: max(1, Int((high - low) / bin) + 3))
  }

  /// Adds a stroke of `length` at `place`; the neighbouring bins get it too, so that a line between two is not halved.
  mutating func add(_ length: Double, at place: Double) {
    let index = Int(((place - low) / bin).rounded(.down))
    for neighbour in index - 1...index + 1 where values.indices.contains(neighbour) {
      values[neighbour] += Float(length)
    }
  }
}

/// An expected line on an axis.
struct AxisLine: Hashable, Sendable {
  /// Form position, mm.
  var position: Double
  /// Expected length, mm.
  var weight: Double
  /// Which profile it is looked for in.
  var profile: Int
  /// Whether it counts only where it is found.
  var isOptional = false
}

/// Looks for a form's lines in profiles, at all scales and shifts that are possible.
struct AxisMatch {
  let lines: [AxisLine]
  let profiles: [AxisProfile]
  /// Nominal pixels per millimetre.
  let scale: Double

  /// Scales tried around the nominal one: 2 % of stretch, and as much again for a size read off a page's edges; so many
  /// are passed over together where none of them can have a fit.
  private static let scales = (-10...10).map { 1 + scaleStep * Double($0) }
  private static let scaleStep = 0.004
  private static let together = 5

  /// The best `count` placements whose offset lies in `range` and whose score reaches `least`, best first.
  func best(_ count: Int, offsets range: ClosedRange<Double>, least: Double) -> [AxisFit] {
    guard let first = profiles.first, let low = lines.map(\.position).min(),
      let high = lines.map(\.position).max()
    else { return [] }
    let center = (low + high) / 2
    let total = lines.reduce(0) { $1.isOptional ? $0 : $0 + $1.weight }
    let lowest = least * total * scale
    guard mostPossible >= lowest else { return [] }
    // How far a line's place differs between the middle one of such scales and the others, bins.
    let reach = Int(
      (Double(Self.together / 2) * Self.scaleStep * (high - low) / 2 * scale / first.bin).rounded(.up))
    let widened = combs(reach: reach)
    let scores = { (factor: Double, combs: [AxisComb]) in
      let count = Int((range.upperBound - range.lowerBound) / first.bin) + 1
      return combs.reduce(into: [Float](repeating: 0, count: count)) { scores, comb in
        comb.add(to: &scores, scale: factor * scale, center: center, from: range.lowerBound)
      }
    }
    let factors = stride(from: 0, to: Self.scales.count, by: Self.together).flatMap { start in
      let group = Self.scales[start..<min(start + Self.together, Self.scales.count)]
      let most = scores(group[(group.startIndex + group.endIndex) / 2], widened)
      return most.contains { Double($0) >= lowest } ? group : []
    }
    var fits: [AxisFit] = []
    let exact = factors.isEmpty ? [] : combs(reach: 0)
    for factor in factors {
      let scores = scores(factor, exact)
      for (index, score) in scores.enumerated() where Double(score) >= lowest {
        if index > 0, scores[index - 1] > score { continue }
        if index + 1 < scores.count, scores[index + 1] >= score { continue }
        let offset = range.lowerBound + Double(index) * first.bin
        let share = Double(score) / (total * scale)
        fits.append(AxisFit(scale: factor * scale, offset: offset, center: center, score: share))
      }
    }
    return distinct(fits, count: count, apart: 4 * first.bin)
  }

  /// What no score is above, px, rounding of sums included: each line counts where its profile is highest, and all lines
  /// of a profile no more than there is, if no two of them fall into one bin.
  private var mostPossible: Double {
    profiles.indices.reduce(0) { sum, index in
      let own = lines.filter { $0.profile == index }
      let heaviest = Float((own.map(\.weight).max() ?? 0) * scale)
      let (values, bin) = (profiles[index].values, profiles[index].bin)
      let highest = Double(values.max() ?? 0)
      let most = own.reduce(0) { $0 + min($1.weight * scale, highest) }
      let places = own.map(\.position).sorted()
      let areApart = zip(places, places.dropFirst()).allSatisfy { ($1 - $0) * scale * Self.scales[0] > bin }
      let all = values.reduce(0) { $0 + Double(min($1, heaviest)) }
      return sum + 1.001 * (areApart ? min(most, all) : most)
    }
  }

  /// The lines, those together that follow one another in one profile with one weight, as most do.
  ///
  /// - Parameter reach: how many bins off a line may be.
  private func combs(reach: Int) -> [AxisComb] {
    var combs: [AxisComb] = []
    var last: (profile: Int, weight: Double)?
    for line in lines {
      if last?.profile != line.profile || last?.weight != line.weight {
        combs.append(AxisComb(profiles[line.profile], most: Float(line.weight * scale), reach: reach))
      }
      combs[combs.count - 1].positions.append(line.position)
      last = (line.profile, line.weight)
    }
    return combs
  }

  private func distinct(_ fits: [AxisFit], count: Int, apart: Double) -> [AxisFit] {
    var result: [AxisFit] = []
    for fit in fits.sorted(by: { $0.score > $1.score }) {
      if result.count == count { break }
      if !result.contains(where: { abs($0.offset - fit.offset) < apart }) { result.append(fit) }
    }
    return result
  }
}

/// Lines of one weight in one profile.
private struct AxisComb {
  /// Their positions on the form, mm.
  var positions: [Double] = []
  /// What a line counts for in each bin, px: no more than was expected of it; the first bin's place, px.
  private let values: [Float]
  private let low: Double
  private let bin: Double

  /// - Parameters:
  ///   - most: what is expected of a line, px.
  ///   - reach: how many bins off it may be.
  init(_ profile: AxisProfile, most: Float, reach: Int) {
    bin = profile.bin
    low = profile.low - Double(reach) * bin
    var values = profile.values.map { min($0, most) }
    if reach > 0 {
      let margin = Array(repeating: Float(0), count: 2 * reach)
      let padded = margin + values + margin
      values = Array(padded.dropLast(2 * reach))
      for offset in 1...2 * reach {
        for index in values.indices { values[index] = max(values[index], padded[index + offset]) }
      }
    }
    self.values = values
  }

  /// Adds what is found at each offset, a bin apart from `offset` on, px.
  func add(to scores: inout [Float], scale: Double, center: Double, from offset: Double) {
    for position in positions {
      let shift = Int(((offset + scale * (position - center) - low) / bin).rounded(.down))
      let range = max(0, -shift)..<max(max(0, -shift), min(scores.count, values.count - shift))
      values.withUnsafeBufferPointer { values in
        scores.withUnsafeMutableBufferPointer { scores in
          for index in range { scores[index] += values[index &+ shift] }
        }
      }
    }
  }
}
