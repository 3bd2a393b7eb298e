package import Raster

/// What may be a printed character: a spot of ink of a character's size.
package struct PrintedCharacter: Hashable, Sendable {
  /// The ink, as networks see it.
  package var glyph: Glyph
  /// Its outline, mm.
  package var frame: Rect<FormSpace>
}

/// Finds spots of ink of a character's size on a page.
struct CharacterFinder {
  let page: PageImage
  let transform: Affine<FormSpace, ScanSpace>

  /// Step of the samples, mm: a small printed letter is twenty of them high.
  private static let step = 0.1
  /// The longer side of a character, mm; dots of an i are shorter and joined to what is below them.
  static let sizes = 0.9...6.5
  private static let smallest = 0.15
  /// Ink is darker than half way between the paper and the darkest thousandth, and that by so much.
  private static let contrast = 60
  /// Of a spot's outline, the least share that is ink: the outline of a box has less.
  private static let leastFill = 0.12
  /// What is wider than high by more than this is a dash.
  private static let widest = 3.0

  /// The spots, those of an i and its dot joined; in the order of their tops.
  func characters(within size: PageFormat) -> [PrintedCharacter] {
    let toForm = Affine<PatchSpace, FormSpace>(a: Self.step, b: 0, c: 0, d: Self.step, tx: 0, ty: 0)
    // A fine scan is averaged.
    let isFine = abs(transform.determinant).squareRoot() * Self.step > 1.5
    let patch = page.patch(
      width: Int(size.width / Self.step), height: Int(size.height / Self.step), map: toForm.then(transform),
      supersampling: isFine ? 2 : 1)
    guard let level = Self.level(patch) else { return [] }
    let map = ComponentMap(
      mask: patch.pixels.map { $0 < level ? 1 : 0 }, width: patch.width, height: patch.height)
    return Self.joined(map.components).map { parts in
      let frame = parts.dropFirst().reduce(map.components[parts[0]]) { $0.joined(map.components[$1]) }
      return PrintedCharacter(
        glyph: glyph(parts, frame, map, patch),
        frame: Rect(
          x: Double(frame.minX) * Self.step, y: Double(frame.minY) * Self.step,
          width: Double(frame.width) * Self.step, height: Double(frame.height) * Self.step))
    }
  }

  /// What is darker is ink; nil for a page without any.
  private static func level(_ image: GreyImage) -> UInt8? {
    guard !image.pixels.isEmpty else { return nil }
    let dark = Int(image.pixels.value(atRank: image.pixels.count / 1000))
    let paper = Int(image.pixels.value(atRank: image.pixels.count / 2))
    return paper - dark >= contrast ? UInt8((paper + dark) / 2) : nil
  }

  /// Components of a character's size, each with the dots and accents right above it.
  private static func joined(_ components: [Component]) -> [[Int]] {
    let long = { (component: Component) in Double(max(component.width, component.height)) * step }
    let isBody = { (component: Component) in
      sizes.contains(long(component)) && Double(min(component.width, component.height)) * step >= smallest
        && Double(component.width) <= widest * Double(component.height)
        && Double(component.area) >= leastFill * Double(component.width * component.height)
    }
    let dots = components.indices.filter {
      long(components[$0]) < 1.6 && long(components[$0]) >= 2 * step && components[$0].area >= 3
    }
    return components.indices.filter { isBody(components[$0]) }.map { body in
      [body] + dots.filter { $0 != body && components[$0].isAbove(components[body]) }
    }
  }

  /// The ink of some components as a glyph.
  private func glyph(_ parts: [Int], _ frame: Component, _ map: ComponentMap, _ patch: GreyImage) -> Glyph {
    var darkness = [UInt8](repeating: 0, count: frame.width * frame.height)
    let labels = Set(parts.map { Int32($0 + 1) })
    for y in 0..<frame.height {
      for x in 0..<frame.width {
        let place = (y + frame.minY) * map.width + x + frame.minX
        if labels.contains(map.labels[place]) { darkness[y * frame.width + x] = 255 - patch.pixels[place] }
      }
    }
    return GlyphNormalizer.glyph(darkness, width: frame.width, height: frame.height, threshold: 1)
  }
}

extension Component {
  /// Whether this is a dot or an accent of what stands right below it.
  fileprivate func isAbove(_ body: Component) -> Bool {
    let lap = min(maxX, body.maxX) - max(minX, body.minX) + 1
    let gap = body.minY - maxY
    return area < body.area && 2 * lap >= min(width, body.width) && gap > 0
      && 2 * gap <= body.height && height <= body.height && width <= 2 * max(body.width, body.height)
  }
}
