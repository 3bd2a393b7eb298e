import Raster

/// The ink of an undivided area in pieces, left to right: components, cut where characters may touch.
///
/// A character is a run of neighbouring pieces; which runs they are is decided by reading them.
struct AreaPieces: Sendable {
  /// Of each pixel of the strip its piece, −1 for none; row-major, `height * width`.
  private(set) var labels: [Int16]
  private(set) var pieces: [Piece] = []
  /// The height of the writing's characters, px.
  let height: Double
  let width: Int
  /// Darkness from which a pixel is ink of the writing.
  let threshold: Int

  /// A run of columns of one component, or several components above one another.
  struct Piece: Hashable, Sendable {
    var outline: Component
    /// Left and right end once the writing is put upright, px.
    var columns: ClosedRange<Double>
    /// How likely its left side is the border of a character: 1 beside a gap, less where a component was cut.
    var leftCut: Double
    /// Whether it is one dash or some above one another, or a stroke between two characters as low as a dash.
    var isDash: Bool
  }

  /// Less ink than this is dust, mm².
  private static let dust = 0.13
  /// Of what is near a printed line, this share makes a remnant of the line of what is thinner than this, mm.
  private static let remnant = (share: 0.8, thickness: 0.6)
  /// A printed ground is weaker than this share of the writing's darkness, lies further from writing than the flanks of
  /// strokes do, px, and makes up more than this share of all that is ink by its darkness.
  private static let ground = (darkness: 0.5, flank: 4, share: 0.5)
  /// Dashes are no higher than this share of the writing.
  private static let dash = 0.3
  /// Components lower than this share of the highest do not tell the height of the writing.
  private static let tellsHeight = 0.45
  /// Components that lie above one another by so much of the narrower one's width are parts of one character.
  private static let above = 0.6
  /// More pieces than this are no writing in one line.
  static let most = 96

  init(_ ink: RowInk, inside: Rect<PatchSpace>) {
    width = ink.width
    labels = Array(repeating: -1, count: ink.darkness.count)
    let threshold = Self.threshold(ink)
    self.threshold = threshold
    var mask = ink.darkness.map { Int($0) >= threshold ? UInt8(1) : 0 }
    RuledLines(width: ink.width, height: ink.height, frame: ink.lines).clear(&mask)
    let map = ComponentMap(mask: mask, width: ink.width, height: ink.height)
    let kept = Self.written(map, ink, inside)
    let tallest = kept.map { map.components[$0].height }.max() ?? 0
    let telling = kept.map { Double(map.components[$0].height) }
      .filter { $0 >= Self.tellsHeight * Double(tallest) }.sorted()
    height = telling.isEmpty ? 0 : telling[telling.count / 2]
    guard height > 0 else { return }
    let slant = InkSlant.tangent(of: map, kept: kept)
    var parts = kept.flatMap { CharacterCuts(map, component: $0, slant: slant, height: height).parts }
    parts.sort { ($0.columns.lowerBound, $0.label) < ($1.columns.lowerBound, $1.label) }
    take(Self.stacked(parts), from: map, slant)
  }

  /// The threshold of `ink`, or a higher one where the paper has a printed ground.
  private static func threshold(_ ink: RowInk) -> Int {
    let inked = ink.darkness.filter { Int($0) >= ink.threshold }
    // The writing's own darkness is that of its darkest tenth.
    guard let writing = inked.leastOfHighestTenth else { return ink.threshold }
    let strong = Int(ground.darkness * Double(writing))
    guard strong > ink.threshold else { return ink.threshold }
    let near = SummedAreaTable(ink.darkness.map { Int($0) >= strong }, width: ink.width)
    let apart = ink.darkness.indices.count { index in
      guard (ink.threshold..<strong).contains(Int(ink.darkness[index])) else { return false }
      let (x, y) = (index % ink.width, index / ink.width)
      let columns = max(0, x - ground.flank)..<min(ink.width, x + ground.flank + 1)
      return near.count(columns, max(0, y - ground.flank)..<min(ink.height, y + ground.flank + 1)) == 0
    }
    return Double(apart) > ground.share * Double(inked.count) ? strong : ink.threshold
  }

  /// The components that are writing: no dust, no remnants of lines, nothing that stands beside the area.
  private static func written(_ map: ComponentMap, _ ink: RowInk, _ inside: Rect<PatchSpace>) -> [Int] {
    var nearLines = Array(repeating: 0, count: map.components.count)
    for (index, label) in map.labels.enumerated() where label > 0 && ink.lines[index] != 0 {
      nearLines[Int(label) - 1] += 1
    }
    return map.components.indices.filter { index in
      let component = map.components[index]
      guard Double(component.area) >= dust * RowStrip.scale * RowStrip.scale else { return false }
      let isNearLines = Double(nearLines[index]) >= remnant.share * Double(component.area)
      let thickness = Double(min(component.width, component.height))
      if isNearLines, thickness <= remnant.thickness * RowStrip.scale { return false }
      let x = Double(component.minX + component.maxX) / 2
      let y = Double(component.minY + component.maxY) / 2
      return inside.minX <= x && x <= inside.maxX && inside.minY <= y && y <= inside.maxY
    }
  }

  /// Parts of components that belong together because they stand above one another: the stroke of a 5, an accent.
  private static func stacked(_ parts: [CharacterCuts.Part]) -> [[CharacterCuts.Part]] {
    var groups: [[CharacterCuts.Part]] = []
    var reach: ClosedRange<Double>?
    for part in parts {
      if let known = reach, let last = groups.last, last.allSatisfy({ $0.label != part.label }) {
        let overlap =
          min(known.upperBound, part.columns.upperBound) - max(known.lowerBound, part.columns.lowerBound)
        let narrower = min(
          known.upperBound - known.lowerBound, part.columns.upperBound - part.columns.lowerBound)
        if overlap >= above * narrower {
          groups[groups.count - 1].append(part)
          reach =
            min(known.lowerBound, part.columns.lowerBound)...max(known.upperBound, part.columns.upperBound)
          continue
        }
      }
      groups.append([part])
      reach = part.columns
    }
    return groups
  }

  private mutating func take(_ groups: [[CharacterCuts.Part]], from map: ComponentMap, _ slant: InkSlant) {
    guard groups.count <= Self.most else { return }
    var owner: [Int32: [(columns: Range<Double>, piece: Int16)]] = [:]
    for (index, group) in groups.enumerated() {
      for part in group { owner[part.label, default: []].append((part.taken, Int16(index))) }
    }
    var outlines = [Component?](repeating: nil, count: groups.count)
    for y in 0..<map.height {
      for x in 0..<map.width {
        let label = map.labels[y * map.width + x]
        guard label > 0, let parts = owner[label] else { continue }
        let upright = slant.upright(x, y)
        guard let piece = parts.first(where: { $0.columns.contains(upright) })?.piece else { continue }
        labels[y * map.width + x] = piece
        let pixel = Component(area: 1, minX: x, minY: y, maxX: x, maxY: y)
        outlines[Int(piece)] = outlines[Int(piece)]?.joined(pixel) ?? pixel
      }
    }
    for (group, outline) in zip(groups, outlines) {
      guard let outline, let first = group.first else { continue }
      let columns = group.dropFirst().reduce(first.columns) {
        min($0.lowerBound, $1.columns.lowerBound)...max($0.upperBound, $1.columns.upperBound)
      }
      let low = Self.dash * height
      let isDash =
        Double(outline.height) <= low
        || group.allSatisfy { Double(map.components[Int($0.label) - 1].height) <= low }
      pieces.append(Piece(outline: outline, columns: columns, leftCut: first.leftCut, isDash: isDash))
    }
    // Every part has ink, so that pieces and labels count alike.
    assert(pieces.count == groups.count)
  }
}
