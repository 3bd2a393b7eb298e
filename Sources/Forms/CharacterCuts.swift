import Raster

/// Where a component that is too wide for one character may be cut: at the thin columns of its upright picture.
struct CharacterCuts: Sendable {
  /// A run of upright columns of a component.
  struct Part: Hashable, Sendable {
    /// The component's label.
    var label: Int32
    /// From its first to its last ink, px.
    var columns: ClosedRange<Double>
    /// The columns that are its own: without bounds at the component's ends.
    var taken: Range<Double>
    /// How likely a character begins here; 1 at the component's left end.
    var leftCut: Double
  }

  let parts: [Part]

  /// Narrower than this share of the writing's height a component is one character at most.
  private static let leastWidth = 0.62
  /// Cuts are no nearer to one another, nor to an end, than this share of the height.
  private static let apart = 0.16
  /// A column with more ink than this share of the height is no place to cut.
  private static let thickest = 0.5
  /// What a cut through no ink, and one through the thickest column, is worth.
  private static let worth = (thin: 0.3, thick: 0.02)
  /// Characters touch at one stroke: of every further one that a cut crosses it is worth this share.
  private static let perStroke = 0.15
  /// Below the first share of the height a component is hardly ever two characters, from the second on it may well be.
  private static let twoWide = (least: 0.5, sure: 1.1)

  init(_ map: ComponentMap, component: Int, slant: InkSlant, height: Double) {
    let label = Int32(component + 1)
    let outline = map.components[component]
    var columns: [Int: Column] = [:]
    for y in outline.minY...outline.maxY {
      for x in outline.minX...outline.maxX where map.labels[y * map.width + x] == label {
        columns[Int(slant.upright(x, y).rounded(.down)), default: Column()].add(y)
      }
    }
    let first = columns.keys.min() ?? 0
    let last = columns.keys.max() ?? 0
    let profile = (first...last).map { columns[$0] ?? Column() }
    var cuts: [(column: Double, worth: Double)] = []
    if Double(profile.count) >= Self.leastWidth * height {
      let wide =
        (Double(profile.count) / height - Self.twoWide.least) / (Self.twoWide.sure - Self.twoWide.least)
      let doubt = min(1, max(0, wide))
      cuts = Self.cuts(profile, height: height).map { (Double(first + $0.place), $0.worth * doubt * doubt) }
    }
    let ends = cuts.map(\.column)
    parts = (0...cuts.count).map { index in
      let low = index == 0 ? Double(first) : ends[index - 1]
      let high = index == cuts.count ? Double(last + 1) : ends[index]
      return Part(
        label: label, columns: low...high,
        taken: (index == 0 ? -.infinity : low)..<(index == cuts.count ? .infinity : high),
        leftCut: index == 0 ? 1 : cuts[index - 1].worth)
    }
  }

  /// The ink of one upright column.
  private struct Column {
    var count = 0
    /// Strokes that the column crosses.
    var strokes = 0
    private var last = -100

    /// Rows that may be missing within a stroke, for columns of slanted writing are not pixels' own.
    private static let play = 3

    mutating func add(_ row: Int) {
      if row - last > Self.play { strokes += 1 }
      last = row
      count += 1
    }
  }

  private static func smoothed(_ profile: [Column]) -> [Double] {
    profile.indices.map { index in
      let range = max(0, index - 1)...min(profile.count - 1, index + 1)
      return Double(profile[range].reduce(0) { $0 + $1.count }) / Double(range.count)
    }
  }

  /// Local minima, the thinnest first as long as they are apart; in order.
  private static func cuts(_ columns: [Column], height: Double) -> [(place: Int, worth: Double)] {
    let profile = smoothed(columns)
    let apart = max(2, Int(apart * height))
    guard profile.count > 2 * apart else { return [] }
    let thickest = thickest * height
    let minima = (apart..<profile.count - apart).filter { place in
      profile[place] <= thickest
        && (place - apart / 2...place + apart / 2).allSatisfy { profile[$0] >= profile[place] }
    }
    var chosen: [Int] = []
    for place in minima.sorted(by: { (profile[$0], $0) < (profile[$1], $1) })
    where chosen.allSatisfy({ abs($0 - place) >= apart }) {
      chosen.append(place)
    }
    return chosen.sorted().map { place in
      let share = min(1, profile[place] / thickest)
      let strokes = max(0, columns[place].strokes - 1)
      return (
        place,
        (worth.thin + (worth.thick - worth.thin) * share)
          * (0..<strokes).reduce(1) { rest, _ in
            rest * Self.perStroke
          }
      )
    }
  }
}
