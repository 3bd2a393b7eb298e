import Drawing
import NumberFormats
import Raster

extension EvaluationReport {
  /// What single boxes were taken for: a row a written character, a column what was read.
  var confusions: String {
    let counts = evaluation.characters
    let symbols = counts.symbols.filter { counts.count(written: $0) > 0 }
    guard !symbols.isEmpty else { return "" }
    let matrices = [symbols.filter { !$0.isLetter }, symbols.filter(\.isLetter)].filter { !$0.isEmpty }
    return """
      <section><h2>Characters</h2><p class="note">What is written (rows) and what the box alone was read as, before any
      format: _ is blank, # no character. The column “sure” is the share of boxes that give what is written at least
      \(Self.fixed(CharacterCounts.sure, 4)): the others hold fields back even where they are read right.</p>
      <div class="scroll">\(matrices.map { matrix(counts, $0) }.joined())</div></section>
      """
  }

  private static func name(_ symbol: Symbol) -> String { symbol == .junk ? "#" : String(symbol.character) }

  /// The rows `written`; their columns are whatever they were read as.
  private func matrix(_ counts: CharacterCounts, _ written: [Symbol]) -> String {
    let read = Set(written).union(counts.pairs.keys.filter { written.contains($0.written) }.map(\.read))
      .sorted()
    let cell = read.count > 20 ? 26.0 : 36.0
    let origin = Point<PlotSpace>(x: 34, y: 34)
    let right = origin.x + cell * Double(read.count)
    var svg = SVG(width: right + 180, height: origin.y + cell * Double(written.count) + 12)
    for (index, symbol) in read.enumerated() {
      let middle = origin.x + (Double(index) + 0.5) * cell
      svg.words(Self.name(symbol), at: Point(x: middle, y: origin.y - 10), anchor: .center)
    }
    for (column, head) in zip(Self.columns(right), ["boxes", "right", "sure"]) {
      svg.words(head, at: Point(x: column, y: origin.y - 10), .small, anchor: .right)
    }
    for (index, symbol) in written.enumerated() {
      row(&svg, counts, symbol, read, at: Point(x: origin.x, y: origin.y + Double(index) * cell), cell)
    }
    let kind = written.contains(where: \.isLetter) ? "letters" : "digits"
    return svg.text(
      label: "Characters, \(kind): what is written against what was read", id: "characters-\(kind)")
  }

  /// Where the columns of numbers end that stand to the right of `x`.
  private static func columns(_ x: Double) -> [Double] { [x + 56, x + 112, x + 168] }

  private func row(
    _ svg: inout SVG, _ counts: CharacterCounts, _ written: Symbol, _ columns: [Symbol],
    at corner: Point<PlotSpace>,
    _ cell: Double
  ) {
    let all = counts.count(written: written)
    let line = corner.y + cell / 2 + 4
    svg.words(Self.name(written), at: Point(x: corner.x - 14, y: line), anchor: .center)
    for (index, read) in columns.enumerated() {
      let count = counts.count(written: written, read: read)
      let place = Rect<PlotSpace>(
        x: corner.x + Double(index) * cell + 1, y: corner.y + 1, width: cell - 2, height: cell - 2)
      let share = Double(count) / Double(all)
      // Errors are rare: one in a hundred is as strong as can be.
      let shade = count == 0 ? 0.04 : read == written ? 0.1 + 0.4 * share : min(0.85, 0.25 + 60 * share)
      svg.rectangle(
        place, count == 0 || read == written ? .bar : .bad, opacity: shade,
        note: "\(Self.name(written)) read as \(Self.name(read)): \(count) of \(all)")
      guard count > 0 else { continue }
      let word = count < 1000 ? String(count) : "\(Self.fixed(Double(count) / 1000, count < 10_000 ? 1 : 0))k"
      svg.words(word, at: Point(x: place.center.x, y: line), .count, anchor: .center)
    }
    let numbers = [
      Self.grouped(all), Self.percent(counts.count(written: written, read: written), of: all),
      Self.percent(counts.surelyRight[written] ?? 0, of: all),
    ]
    let right = corner.x + cell * Double(columns.count)
    for (column, number) in zip(Self.columns(right), numbers) {
      svg.words(number, at: Point(x: column, y: line), .small, anchor: .right)
    }
  }
}
