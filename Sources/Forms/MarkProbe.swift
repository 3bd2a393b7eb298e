import Raster

/// Where a registration mark lies, measured at the scan's own resolution.
struct MarkMeasurement: Hashable, Sendable {
  /// Index of the mark.
  var mark: Int
  /// How far its centre lies off, mm on the form.
  var x: Double
  var y: Double
  /// Whether the scan's side cuts it: one side each way tells where it lies, not two.
  var isCut = false
}

struct MarkProbe {
  let page: PageImage

  /// Step of the samples, mm.
  static let step = 0.1
  /// How much of the surroundings is looked at, mm beyond the reach.
  static let margin = 0.8
  /// The least contrast of a mark, grey values.
  static let leastContrast = 40
  /// A mark covers its outline by this share: 0.79 for a disc, all of a square, give or take a worn rim.
  private static let area = 0.62...1.25

  /// The mark where `transform` puts it, give or take `reach` mm; nil where there is none.
  func measure(
    _ mark: Rect<FormSpace>, index: Int, transform: Affine<FormSpace, ScanSpace>, reach: Double
  ) -> MarkMeasurement? {
    guard mark.corners.allSatisfy({ page.shows(transform($0)) }) else {
      return measureCut(mark, index: index, transform: transform, reach: reach)
    }
    let window = mark.insetBy(-reach - Self.margin)
    let width = Int(window.width / Self.step)
    let height = Int(window.height / Self.step)
    let toForm = Affine<PatchSpace, FormSpace>(
      a: Self.step, b: 0, c: 0, d: Self.step, tx: window.minX, ty: window.minY)
    let patch = page.patch(width: width, height: height, map: toForm.then(transform), channel: .darkest)
    let share = mark.width * mark.height * 0.3 / (window.width * window.height)
    let dark = Int(patch.pixels.value(atRank: Int(share * Double(patch.pixels.count))))
    let paper = Int(patch.pixels.value(atRank: patch.pixels.count * 9 / 10))
    guard paper - dark >= Self.leastContrast else { return nil }
    let level = (paper + dark) / 2
    let mask = patch.pixels.map { Int($0) < level ? UInt8(1) : 0 }
    let map = ComponentMap(mask: mask, width: width, height: height)
    guard let largest = map.components.indices.max(by: { map.components[$0].area < map.components[$1].area })
    else { return nil }
    let component = map.components[largest]
    let covered = Double(component.area) * Self.step * Self.step / (mark.width * mark.height)
    guard Self.area.contains(covered), Self.isShaped(component, like: mark) else { return nil }
    var (sumX, sumY) = (0, 0)
    for y in component.minY...component.maxY {
      for x in component.minX...component.maxX where map.labels[y * width + x] == Int32(largest + 1) {
        sumX += x
        sumY += y
      }
    }
    let area = Double(component.area)
    let center = toForm(Point(x: Double(sumX) / area + 0.5, y: Double(sumY) / area + 0.5))
    let (dx, dy) = (center.x - mark.center.x, center.y - mark.center.y)
    guard max(abs(dx), abs(dy)) <= reach else { return nil }
    return MarkMeasurement(mark: index, x: dx, y: dy)
  }

  private static func isShaped(_ component: Component, like mark: Rect<FormSpace>) -> Bool {
    let (w, h) = (Double(component.width) * step / mark.width, Double(component.height) * step / mark.height)
    return (0.8...1.3).contains(w) && (0.8...1.3).contains(h)
  }
}

extension PageImage {
  /// Whether a place lies on the scan.
  func shows(_ place: Point<ScanSpace>) -> Bool {
    place.x >= 0 && place.y >= 0 && place.x <= Double(width) && place.y <= Double(height)
  }
}
