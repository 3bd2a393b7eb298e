package import Raster

/// Pixels of a plot, origin at the top left.
package enum PlotSpace: Space {}

/// A picture as SVG text, complete in itself: it may stand in a page or be a file of its own.
///
/// Colours are classes (`SVG.Ink`), so that the picture follows the reader's light or dark; no script, no outside
/// request.
package struct SVG: Sendable {
  /// What something is drawn as.
  package enum Ink: String, Sendable {
    case axis, grid, text, small, count, line, bound, band, rule, point, bar, good, bad, paper
  }

  /// In pixels.
  package let width: Double
  package let height: Double
  private var body = ""

  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// The picture; `label` says what it shows to those who cannot see it.
  package func text(label: String, id: String? = nil) -> String {
    let name = id.map { " id=\"\(Self.escaped($0))\"" } ?? ""
    return """
      <svg xmlns="http://www.w3.org/2000/svg"\(name) class="plot" viewBox="0 0 \(Self.number(width)) \
      \(Self.number(height))" width="\(Self.number(width))" height="\(Self.number(height))" role="img" \
      aria-label="\(Self.escaped(label))"><style>\(Self.style)</style>\(body)</svg>
      """
  }

  package mutating func line(_ points: [Point<PlotSpace>], _ ink: Ink) {
    guard points.count > 1 else { return }
    body += "<polyline class=\"\(ink)\" points=\"\(Self.list(points))\"/>"
  }

  package mutating func area(_ points: [Point<PlotSpace>], _ ink: Ink) {
    guard points.count > 2 else { return }
    body += "<polygon class=\"\(ink)\" points=\"\(Self.list(points))\"/>"
  }

  /// A rectangle; `opacity` of [0, 1]; `note` is shown where the pointer rests.
  package mutating func rectangle(
    _ rect: Rect<PlotSpace>, _ ink: Ink, opacity: Double = 1, note: String? = nil
  ) {
    let shade = opacity < 1 ? " fill-opacity=\"\(Self.number(opacity))\"" : ""
    body += "<rect class=\"\(ink)\" x=\"\(Self.number(rect.x))\" y=\"\(Self.number(rect.y))\" "
    body += "width=\"\(Self.number(rect.width))\" height=\"\(Self.number(rect.height))\"\(shade)"
    body += Self.noted(note, "rect")
  }

  package mutating func dot(_ center: Point<PlotSpace>, radius: Double = 4, _ ink: Ink, note: String? = nil) {
    body += "<circle class=\"\(ink)\" cx=\"\(Self.number(center.x))\" cy=\"\(Self.number(center.y))\" "
    body += "r=\"\(Self.number(radius))\"" + Self.noted(note, "circle")
  }

  /// Words with their baseline at `point`; `turned` runs them upwards.
  package mutating func words(
    _ words: String, at point: Point<PlotSpace>, _ ink: Ink = .text, anchor: TextAnchor = .left,
    turned: Bool = false
  ) {
    let (x, y) = (Self.number(point.x), Self.number(point.y))
    let place = ["start", "middle", "end"][anchor == .left ? 0 : anchor == .center ? 1 : 2]
    let turn = turned ? " transform=\"rotate(-90 \(x) \(y))\"" : ""
    body += "<text class=\"\(ink)\" x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(place)\"\(turn)>"
    body += Self.escaped(words) + "</text>"
  }

  private static func noted(_ note: String?, _ element: String) -> String {
    note.map { "><title>\(escaped($0))</title></\(element)>" } ?? "/>"
  }

  private static func list(_ points: [Point<PlotSpace>]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// To a tenth of a pixel (shares to a hundredth), without trailing zeros.
  private static func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded() / 100
    return Int(exactly: hundredths).map(String.init) ?? "\(hundredths)"
  }

  /// `text` as it may stand between and within tags of XML and HTML.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      case _ where character.value < 0x20: result += "\u{FFFD}"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// Light and dark (Okabe and Ito's colours, told apart also by those who see red and green alike).
  private static let style = """
    .plot{font:12px system-ui,sans-serif;--i:#1b1f24;--m:#6a737d;--g:#d9dde2;--b:#0072b2;--o:#d55e00;--k:#009e73;\
    --p:#fff}@media(prefers-color-scheme:dark){.plot{--i:#e6e9ed;--m:#98a2ad;--g:#343a42;--b:#56b4e9;--o:#ff8c4b;\
    --k:#3ccf9f;--p:#14171b}}@media print{.plot{--i:#1b1f24;--m:#6a737d;--g:#d9dde2;--b:#0072b2;--o:#d55e00;\
    --k:#009e73;--p:#fff}}.plot polyline{fill:none}.axis{stroke:var(--m);stroke-width:1}\
    .grid{stroke:var(--g);stroke-width:1}.text{fill:var(--i)}.small{fill:var(--m);font-size:10.5px}\
    .count{fill:var(--i);font-size:10.5px}\
    .line{stroke:var(--b);stroke-width:2}.bound{stroke:var(--b);stroke-width:1.2;stroke-dasharray:5 3}\
    .band{fill:var(--b);fill-opacity:.14}.rule{stroke:var(--o);stroke-width:1.2;stroke-dasharray:2 3}\
    .point{fill:var(--b)}.bar{fill:var(--b)}.good{fill:var(--k)}.bad{fill:var(--o)}.paper{fill:var(--p)}
    """
}
