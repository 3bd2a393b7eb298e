import Raster

/// Solid dark spots on a page: what may be a registration mark.
struct MarkMap: Sendable {
  /// One of them; px of the scan.
  struct Spot: Hashable, Sendable {
    var center: Point<ScanSpace>
    /// Sides of the square that has its area.
    var side: Double
  }

  private(set) var spots: [Spot] = []

  /// Spots are at least this large, px of the work image: 1.5 mm.
  private static let least = 6
  /// And at most, px of the work image: 25 mm.
  private static let most = 100
  /// A square that is turned by 10° fills 0.75 of its outline, a disc 0.79.
  private static let leastFill = 0.62
  /// Longer side to shorter one, at most.
  private static let proportions = 3.0
  /// Most spots that are kept, largest first: more are text or a photograph.
  private static let count = 60

  init(_ work: WorkImage) {
    let image = work.image
    let level = Self.level(image)
    let mask = image.pixels.map { $0 < level ? UInt8(1) : 0 }
    let factor = Double(work.factor)
    let found = ComponentMap(mask: mask, width: image.width, height: image.height).components.filter(
      Self.isSolid)
    spots = found.sorted { $0.area > $1.area }.prefix(Self.count).map { component in
      Spot(
        center: Point(
          x: Double(component.minX + component.maxX + 1) / 2 * factor,
          y: Double(component.minY + component.maxY + 1) / 2 * factor),
        side: Double(component.area).squareRoot() * factor)
    }
  }

  /// Half way between the paper and the darkest thousandth of the page.
  private static func level(_ image: GreyImage) -> UInt8 {
    var counts = [Int](repeating: 0, count: 256)
    for pixel in image.pixels { counts[Int(pixel)] += 1 }
    func value(_ share: Double) -> Int {
      var seen = 0
      for (value, count) in counts.enumerated() {
        seen += count
        if Double(seen) >= share * Double(image.pixels.count) { return value }
      }
      return 255
    }
    return UInt8(clamping: (value(0.001) + value(0.5)) / 2)
  }

  private static func isSolid(_ component: Component) -> Bool {
    let (short, long) = (min(component.width, component.height), max(component.width, component.height))
    return short >= least && long <= most && Double(long) <= proportions * Double(short)
      && Double(component.area) >= leastFill * Double(component.width * component.height)
  }
}
