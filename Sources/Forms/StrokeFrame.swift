import Raster

/// The frame (u, v) in which a page's printed lines are upright and, under one of four quarter turns, its form too; px.
enum UprightSpace: Space {}

/// A page's strokes, seen as if it had been turned by whole quarters.
struct StrokeFrame: Sendable {
  var horizontal: [Stroke]
  var vertical: [Stroke]
  /// Clockwise quarter turns of the page on the scan, of 0..<4.
  let quarters: Int
  /// From the frame to the scan.
  let toScan: Affine<UprightSpace, ScanSpace>
  /// The scan's extent in the frame were it not skewed: its centre, and its sides as the form sees them.
  let center: Point<UprightSpace>
  let width: Double
  let height: Double

  init(_ strokes: PageStrokes, quarters: Int, scanWidth: Int, scanHeight: Int) {
    self.quarters = quarters
    let (c, s) = [(1.0, 0.0), (0, 1), (-1, 0), (0, -1)][quarters]
    let (cosine, sine) = (Math.cosine(strokes.skew.angle), Math.sine(strokes.skew.angle))
    let (totalCosine, totalSine) = (cosine * c - sine * s, sine * c + cosine * s)
    toScan = Affine(sx: 1, sy: 1, cosine: totalCosine, sine: totalSine, tx: 0, ty: 0)
    let (x, y) = (Double(scanWidth) / 2, Double(scanHeight) / 2)
    center = Point(x: x * totalCosine + y * totalSine, y: -x * totalSine + y * totalCosine)
    (width, height) =
      quarters % 2 == 0
      ? (Double(scanWidth), Double(scanHeight)) : (Double(scanHeight), Double(scanWidth))
    switch quarters {
    case 0: (horizontal, vertical) = (strokes.horizontal, strokes.vertical)
    case 1: (horizontal, vertical) = (strokes.vertical.map(\.mirrored), strokes.horizontal.map(\.turned))
    case 2: (horizontal, vertical) = (strokes.horizontal.map(\.opposite), strokes.vertical.map(\.opposite))
    default: (horizontal, vertical) = (strokes.vertical.map(\.turned), strokes.horizontal.map(\.mirrored))
    }
  }
}

extension Stroke {
  /// The place negated.
  fileprivate var mirrored: Stroke { Stroke(place: -place, start: start, end: end) }
  /// Start and end negated.
  fileprivate var turned: Stroke { Stroke(place: place, start: -end, end: -start) }
  /// Both.
  fileprivate var opposite: Stroke { Stroke(place: -place, start: -end, end: -start) }
}
