import Raster

/// Solid dark spots on a page: what may be a registration mark.
struct MarkMap: Sendable {
  /// One of them; px of the scan.
  struct Spot: Hashable, Sendable {
    /// Its outline, as far as it lies on the scan.
    var outline: Rect<ScanSpace>
    /// Sides of the square that has its area.
    var side: Double
    /// The scan's sides that cut it.
    var cut: ScanSides = []

    /// Its centre if it is a square of `side`, of which the scan may show a part only.
    func center(side: Double) -> Point<ScanSpace> {
      let center = outline.center
      return Point(
        x: cut.contains(.left)
          ? outline.maxX - side / 2 : cut.contains(.right) ? outline.minX + side / 2 : center.x,
        y: cut.contains(.top)
          ? outline.maxY - side / 2 : cut.contains(.bottom) ? outline.minY + side / 2 : center.y)
    }
  }

  private(set) var spots: [Spot] = []

  /// Spots are at least this large, px of the work image: 1.5 mm.
  private static let least = 6
  /// And at most, px of the work image: 25 mm.
  private static let most = 100
  /// A square that is turned by 10° fills 0.75 of its outline, a disc 0.79.
  private static let leastFill = 0.62
  /// Longer side to shorter one, at most, also of a mark of which the scan's side leaves a third.
  private static let proportions = 4.0
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
        outline: Rect(
          x: Double(component.minX) * factor, y: Double(component.minY) * factor,
          width: Double(component.width) * factor, height: Double(component.height) * factor),
        side: Double(component.area).squareRoot() * factor,
        cut: [
          component.minX == 0 ? .left : [], component.maxX == image.width - 1 ? .right : [],
          component.minY == 0 ? .top : [], component.maxY == image.height - 1 ? .bottom : [],
        ])
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

/// Sides of a scan.
struct ScanSides: OptionSet, Hashable, Sendable {
  let rawValue: UInt8
  static let left = ScanSides(rawValue: 1)
  static let right = ScanSides(rawValue: 2)
  static let top = ScanSides(rawValue: 4)
  static let bottom = ScanSides(rawValue: 8)
}
