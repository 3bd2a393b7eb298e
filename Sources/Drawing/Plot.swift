import Glibc
import Raster

/// One axis of a plot: a range of values, plain or logarithmic, and where it is marked.
package struct PlotAxis: Sendable {
  package var label: String
  /// The ends; above 0 where logarithmic; `low` may be the greater one.
  package var low: Double
  package var high: Double
  package var isLogarithmic: Bool
  package var ticks: [(value: Double, text: String)]

  package init(
    _ label: String, from low: Double, to high: Double, isLogarithmic: Bool = false,
    ticks: [(value: Double, text: String)]
  ) {
    precondition(low != high && (!isLogarithmic || (low > 0 && high > 0)))
    self.label = label
    self.low = low
    self.high = high
    self.isLogarithmic = isLogarithmic
    self.ticks = ticks
  }

  /// Where `value` lies between the ends, of [0, 1]; what lies beyond is put on the end.
  func place(_ value: Double) -> Double {
    let share =
      isLogarithmic
      ? (log(max(value, .leastNormalMagnitude)) - log(low)) / (log(high) - log(low))
      : (value - low) / (high - low)
    return min(1, max(0, share))
  }
}

/// Curves and points over two axes, as SVG.
package struct Plot: Sendable {
  package typealias Values = [(x: Double, y: Double)]

  private let title: String
  private let x: PlotAxis
  private let y: PlotAxis
  private var svg: SVG
  private let frame: Rect<PlotSpace>

  /// A plot of `width` × `height` pixels, axes and words included.
  package init(_ title: String, x: PlotAxis, y: PlotAxis, width: Double = 420, height: Double = 300) {
    self.title = title
    self.x = x
    self.y = y
    svg = SVG(width: width, height: height)
    frame = Rect(x: 62, y: 30, width: width - 78, height: height - 78)
    drawAxes()
  }

  package func text(id: String? = nil) -> String { svg.text(label: title, id: id) }

  package mutating func line(_ values: Values, _ ink: SVG.Ink = .line) {
    svg.line(values.map(place), ink)
  }

  /// What lies between two curves over the same places.
  package mutating func band(_ low: Values, _ high: Values) {
    svg.area(low.map(place) + high.reversed().map(place), .band)
  }

  /// A line across at `value`, with a word to it.
  package mutating func rule(y value: Double, _ word: String) {
    let height = place((x.low, value)).y
    svg.line([Point(x: frame.minX, y: height), Point(x: frame.maxX, y: height)], .rule)
    svg.words(word, at: Point(x: frame.minX + 5, y: height - 4), .small)
  }

  /// A dot with its interval.
  package mutating func point(
    x: Double, y: Double, low: Double? = nil, high: Double? = nil, _ ink: SVG.Ink = .point,
    note: String? = nil
  ) {
    let center = place((x, y))
    if let low, let high { svg.line([place((x, low)), place((x, high))], .line) }
    svg.dot(center, ink, note: note)
  }

  private func place(_ value: (x: Double, y: Double)) -> Point<PlotSpace> {
    Point(x: frame.minX + x.place(value.x) * frame.width, y: frame.maxY - y.place(value.y) * frame.height)
  }

  private mutating func drawAxes() {
    svg.words(title, at: Point(x: frame.minX, y: 18))
    for tick in x.ticks {
      let at = place((tick.value, y.low))
      svg.line([at, Point(x: at.x, y: frame.minY)], .grid)
      svg.words(tick.text, at: Point(x: at.x, y: frame.maxY + 15), .small, anchor: .center)
    }
    for tick in y.ticks {
      let at = place((x.low, tick.value))
      svg.line([at, Point(x: frame.maxX, y: at.y)], .grid)
      svg.words(tick.text, at: Point(x: frame.minX - 6, y: at.y + 4), .small, anchor: .right)
    }
    svg.line(
      [
        Point(x: frame.minX, y: frame.minY), Point(x: frame.minX, y: frame.maxY),
        Point(x: frame.maxX, y: frame.maxY),
      ], .axis)
    svg.words(x.label, at: Point(x: frame.center.x, y: svg.height - 12), .small, anchor: .center)
    svg.words(y.label, at: Point(x: 14, y: frame.center.y), .small, anchor: .center, turned: true)
  }
}
