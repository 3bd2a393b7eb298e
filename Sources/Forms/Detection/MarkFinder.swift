import Raster

/// Finds solid squares and discs: registration marks.
struct MarkFinder {
  let work: WorkImage
  let frame: DetectionFrame

  /// Sides of a mark, mm, and how much longer one may be than the other.
  private static let sides = 2.5...12.0
  private static let squareness = 1.2
  /// Share of its outline that a mark fills: a disc π/4, a square turned by 5° 0.85.
  private static let fill = (disc: 0.7, square: 0.815)
  /// A mark stands clear of what is nearly as high, beside it, by this share of its side: heavy letters do not.
  private static let clear = 0.5
  /// Darker than this share of the paper's brightness is ink.
  private static let dark = 0.55

  /// The marks, from the top, hundredths of a millimetre.
  func marks() -> [Rect<FormSpace>] {
    let image = work.image
    let paper = image.pixels.isEmpty ? 255 : image.pixels.value(atRank: image.pixels.count * 3 / 4)
    let level = Int(Self.dark * Double(paper))
    let map = ComponentMap(
      mask: image.pixels.map { Int($0) < level ? 1 : 0 }, width: image.width, height: image.height)
    let components = map.components
    return components.filter { isMark($0) && standsClear($0, of: components) }.compactMap(mark)
      .sorted { ($0.y, $0.x) < ($1.y, $1.x) }
  }

  private func isMark(_ component: Component) -> Bool {
    let scale = frame.scale / Double(work.factor)
    let (width, height) = (Double(component.width), Double(component.height))
    return Self.sides.contains(width / scale) && Self.sides.contains(height / scale)
      && max(width, height) <= Self.squareness * min(width, height)
      && Self.share(component) >= Self.fill.disc
  }

  /// The share of its outline that it fills.
  private static func share(_ component: Component) -> Double {
    Double(component.area) / Double(component.width * component.height)
  }

  private func standsClear(_ mark: Component, of components: [Component]) -> Bool {
    let reach = Int(Self.clear * Double(mark.width))
    return !components.contains { other in
      other != mark && (mark.height / 2...2 * mark.height).contains(other.height)
        && other.minY <= mark.maxY && mark.minY <= other.maxY
        && max(other.minX - mark.maxX, mark.minX - other.maxX) <= reach
    }
  }

  private func mark(_ component: Component) -> Rect<FormSpace>? {
    let scale = frame.scale / Double(work.factor)
    let (width, height) = (Double(component.width), Double(component.height))
    let area = Double(component.area) / (scale * scale)
    let side = (Self.share(component) >= Self.fill.square ? area : area * 4 / Double.pi).squareRoot()
    let factor = Double(work.factor)
    let scan = Point<ScanSpace>(
      x: (Double(component.minX) + width / 2) * factor, y: (Double(component.minY) + height / 2) * factor)
    guard let center = frame.transform.inverse.map({ $0(scan) }) else { return nil }
    let cut = { (length: Double) in (length * 100).rounded() / 100 }
    return Rect(x: cut(center.x - side / 2), y: cut(center.y - side / 2), width: cut(side), height: cut(side))
  }
}
