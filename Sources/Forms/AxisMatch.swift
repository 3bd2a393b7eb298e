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

  /// Scales tried around the nominal one: 2 % of stretch, and as much again for a size read off a page's edges.
  private static let scales = (-10...10).map { 1 + 0.004 * Double($0) }

  /// The best `count` placements whose offset lies in `range` and whose score reaches `least`, best first.
  func best(_ count: Int, offsets range: ClosedRange<Double>, least: Double) -> [AxisFit] {
    guard let first = profiles.first, let low = lines.map(\.position).min(),
      let high = lines.map(\.position).max()
    else { return [] }
    let center = (low + high) / 2
    let total = lines.reduce(0) { $1.isOptional ? $0 : $0 + $1.weight }
    let lowest = least * total * scale
    guard mostPossible >= lowest else { return [] }
    var fits: [AxisFit] = []
    for factor in Self.scales {
      let scores = scores(factor * scale, center: center, offsets: range, bin: first.bin)
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

  /// Found length at each offset, px: a line counts for no more than was expected of it.
  private func scores(
    _ scale: Double, center: Double, offsets: ClosedRange<Double>, bin: Double
  ) -> [Float] {
    let count = Int((offsets.upperBound - offsets.lowerBound) / bin) + 1
    var scores = [Float](repeating: 0, count: count)
    // What a profile has for lines of one length, as most are.
    var clipped: (profile: Int, most: Float, values: [Float]) = (-1, 0, [])
    for line in lines {
      let profile = profiles[line.profile]
      let position = offsets.lowerBound + scale * (line.position - center)
      let shift = Int(((position - profile.low) / bin).rounded(.down))
      let most = Float(line.weight * self.scale)
      let range = max(0, -shift)..<max(max(0, -shift), min(count, profile.values.count - shift))
      if clipped.profile != line.profile || clipped.most != most {
        clipped = (line.profile, most, profile.values.map { min($0, most) })
      }
      clipped.values.withUnsafeBufferPointer { values in
        scores.withUnsafeMutableBufferPointer { scores in
          for index in range { scores[index] += values[index &+ shift] }
        }
      }
    }
    return scores
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
