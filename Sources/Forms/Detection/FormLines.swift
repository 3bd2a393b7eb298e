import Raster

/// How a scan is taken to lie: the page's middle on the scan's, turned by its skew.
struct DetectionFrame: Sendable {
  let size: PageFormat
  /// Pixels of the scan to a millimetre.
  let scale: Double
  let transform: Affine<FormSpace, ScanSpace>
  /// The middle of the scan in the strokes' frame, px.
  private let middle: (u: Double, v: Double)

  init(page: PageImage, size: PageFormat, skew: Skew) {
    self.size = size
    let (width, height) = (Double(page.width), Double(page.height))
    scale = (width / size.width * height / size.height).squareRoot()
    let (cosine, sine) = (Math.cosine(skew.angle), Math.sine(skew.angle))
    let (x, y) = (width / 2, height / 2)
    middle = (x * cosine + y * sine, -x * sine + y * cosine)
    var map = Affine<FormSpace, ScanSpace>(sx: scale, sy: scale, cosine: cosine, sine: sine, tx: 0, ty: 0)
    let lies = map(Point(x: size.width / 2, y: size.height / 2))
    (map.tx, map.ty) = (x - lies.x, y - lies.y)
    transform = map
  }

  func x(_ u: Double) -> Double { (u - middle.u) / scale + size.width / 2 }
  func y(_ v: Double) -> Double { (v - middle.v) / scale + size.height / 2 }
}

/// The straight lines of a page in mm, and what they enclose piece by piece.
struct FormLines: Sendable {
  /// In order of their places.
  let horizontal: [Stroke]
  let vertical: [Stroke]

  /// Breaks in a line that are passed over, mm.
  private static let gap = 1.2
  /// Strokes whose places differ by no more are one line, mm.
  private static let play = 0.25
  /// A line may end so far before the one it meets, mm; two lines so near are taken for one.
  static let corner = 0.8
  private static let same = 0.3
  /// The lowest boxes, mm, and the share of their height that a line must cover.
  private static let lowest = 2.5
  private static let cover = 0.7
  /// A comb's teeth are at least so high, mm.
  private static let tooth = 1.2

  init(_ strokes: PageStrokes, frame: DetectionFrame) {
    horizontal = Self.joined(
      strokes.horizontal.map {
        Stroke(place: frame.y($0.place), start: frame.x($0.start), end: frame.x($0.end))
      })
    vertical = Self.joined(
      strokes.vertical.map {
        Stroke(place: frame.x($0.place), start: frame.y($0.start), end: frame.y($0.end))
      })
  }

  /// Strokes that continue each other become one.
  private static func joined(_ strokes: [Stroke]) -> [Stroke] {
    var result: [Stroke] = []
    for stroke in strokes.sorted(by: { ($0.start, $0.place) < ($1.start, $1.place) }) {
      let last = result.lastIndex {
        abs($0.place - stroke.place) <= play && stroke.start <= $0.end + gap
      }
      if let last {
        let (a, b) = (result[last].length, stroke.length)
        result[last].place = (result[last].place * a + stroke.place * b) / max(a + b, 1e-9)
        result[last].end = max(result[last].end, stroke.end)
      } else {
        result.append(stroke)
      }
    }
    return result.sorted { $0.place < $1.place }
  }

  /// A vertical line's piece between two horizontal ones.
  struct Stave: Hashable, Sendable {
    var x: Double
    var top: Double
    var bottom: Double
  }

  /// Vertical pieces that end at horizontal lines above and below, left to right.
  var staves: [Stave] {
    vertical.flatMap { line -> [Stave] in
      let ends = crossings(line)
      return zip(ends, ends.dropFirst()).compactMap { top, bottom in
        let seen = min(line.end, bottom) - max(line.start, top)
        guard bottom - top >= Self.lowest, seen >= Self.cover * (bottom - top) else { return nil }
        return Stave(x: line.place, top: top, bottom: bottom)
      }
    }
  }

  /// Vertical pieces that rise from a horizontal line and end in the open.
  var teeth: [Stave] {
    vertical.compactMap { line in
      guard let bottom = crossings(line).first(where: { $0 >= line.start + Self.tooth }),
        bottom <= line.end + Self.corner, !crossings(line).contains(where: { $0 < bottom })
      else { return nil }
      return Stave(x: line.place, top: line.start, bottom: bottom)
    }
  }

  /// Where horizontal lines meet a vertical one, from the top.
  private func crossings(_ line: Stroke) -> [Double] {
    var places: [Double] = []
    for other in horizontal where other.place >= line.start - Self.corner {
      if other.place > line.end + Self.corner { break }
      guard other.start <= line.place + Self.corner, other.end >= line.place - Self.corner else { continue }
      if let last = places.last, other.place - last < Self.same { continue }
      places.append(other.place)
    }
    return places
  }

  /// The share of [`left`, `right`] that horizontal lines near `y` cover.
  func cover(from left: Double, to right: Double, y: Double) -> Double {
    var covered = 0.0
    var end = left
    for line in horizontal.filter({ abs($0.place - y) <= Self.corner }).sorted(by: { $0.start < $1.start }) {
      let (from, to) = (max(line.start, end), min(line.end, right))
      if to > from {
        covered += to - from
        end = to
      }
    }
    return right > left ? covered / (right - left) : 0
  }
}
