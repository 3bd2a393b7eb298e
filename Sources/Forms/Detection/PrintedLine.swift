package import Raster

/// Characters that stand beside each other, in words.
package struct PrintedLine: Hashable, Sendable {
  package var words: [[PrintedCharacter]]
  /// The outline, mm.
  package var frame: Rect<FormSpace>

  /// Characters of a line are no further apart than this times its height.
  private static let farthest = 1.6
  /// Words are further apart than this times the line's height, and than this times its usual gap.
  private static let gap = (heights: 0.28, gaps: 2.0)

  /// The lines that `characters` stand in.
  package static func lines(of characters: [PrintedCharacter]) -> [PrintedLine] {
    var lines: [(characters: [PrintedCharacter], frame: Rect<FormSpace>)] = []
    for character in characters.sorted(by: { $0.frame.minX < $1.frame.minX }) {
      let line = lines.lastIndex { goesOn($0.frame, $0.characters.last?.frame ?? $0.frame, character.frame) }
      if let line {
        lines[line].characters.append(character)
        lines[line].frame =
          Rect(around: lines[line].frame.corners + character.frame.corners) ?? character.frame
      } else {
        lines.append(([character], character.frame))
      }
    }
    return lines.map { PrintedLine(words: words($0.characters, height: $0.frame.height), frame: $0.frame) }
  }

  /// Whether `next` stands in the line of `frame`, after `last`.
  private static func goesOn(
    _ frame: Rect<FormSpace>, _ last: Rect<FormSpace>, _ next: Rect<FormSpace>
  ) -> Bool {
    let lap = min(frame.maxY, next.maxY) - max(frame.minY, next.minY)
    let height = max(frame.height, next.height)
    return lap >= 0.5 * min(frame.height, next.height) && height <= 2.6 * min(frame.height, next.height)
      && next.minX - last.maxX <= farthest * height
  }

  private static func words(_ characters: [PrintedCharacter], height: Double) -> [[PrintedCharacter]] {
    let gaps = zip(characters, characters.dropFirst()).map { $1.frame.minX - $0.frame.maxX }
    let usual = gaps.isEmpty ? 0 : gaps.sorted()[gaps.count / 2]
    let least = max(gap.heights * height, gap.gaps * usual)
    var words: [[PrintedCharacter]] = []
    for (index, character) in characters.enumerated() {
      if index == 0 || gaps[index - 1] > least { words.append([]) }
      words[words.count - 1].append(character)
    }
    return words
  }
}

/// Tells which line of print is which place's label.
package enum Labels {
  /// A label stands so far above a place at most, mm, and begins so far beside its left side.
  private static let above = (distance: 5.0, before: 6.0)
  /// Or so far left of it, its middle within the place's height and nothing else between.
  private static let left = 80.0
  /// A label above is the likelier one: mm that one at the left must be nearer.
  private static let leftward = 2.0

  /// The label of each of `places`, as an index into `lines`; nil for none.
  ///
  /// A line is nobody's but the nearest place's.
  package static func assigned(_ lines: [PrintedLine], to places: [FieldPlace]) -> [Int?] {
    var pairs: [(place: Int, line: Int, distance: Double)] = []
    let frames = places.map(\.frame)
    for (place, frame) in frames.enumerated() {
      for (line, label) in lines.map(\.frame).enumerated() {
        guard let distance = distance(of: label, to: frame) else { continue }
        let isBetween = frames.contains {
          $0.minX >= label.minX && $0.maxX <= frame.minX && $0.minY < label.maxY && $0.maxY > label.minY
        }
        if !isBetween { pairs.append((place, line, distance)) }
      }
    }
    var labels: [Int?] = Array(repeating: nil, count: places.count)
    for pair in pairs.sorted(by: { ($0.distance, $0.place, $0.line) < ($1.distance, $1.place, $1.line) })
    where labels[pair.place] == nil && !labels.contains(pair.line) {
      labels[pair.place] = pair.line
    }
    return labels
  }

  /// How far off a label is, mm; nil where it is none of this place.
  private static func distance(of label: Rect<FormSpace>, to place: Rect<FormSpace>) -> Double? {
    let up = place.minY - label.maxY
    if (-0.3...above.distance).contains(up), label.minX < place.maxX,
      label.minX > place.minX - above.before, label.maxX > place.minX
    {
      return max(0, up) + 0.2 * abs(label.minX - place.minX)
    }
    let aside = place.minX - label.maxX
    let (middle, half) = (label.center.y, place.height / 2)
    guard (0...left).contains(aside), abs(middle - place.center.y) <= half else { return nil }
    return aside + leftward
  }
}
