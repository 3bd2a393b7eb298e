import Drawing
import FoundationEssentials
import Ledger
import NumberFormats

extension EvaluationReport {
  /// The twenty worst readings.
  var worstFields: String {
    guard !worst.isEmpty else {
      return
        "<section><h2>The worst</h2><p class=\"note\">Every field that was read was read right.</p></section>"
    }
    return """
      <section><h2>The \(worst.count) worst</h2><p class="note">Wrong readings, first those that nobody would have looked
      at, the surest first. A picture is the field on the scan or, where none was kept, what the network saw.</p>
      <div class="cards">\(worst.map(card).joined())</div></section>
      """
  }

  private func card(_ field: WorstField) -> String {
    let sample = field.sample
    let state = sample.isAccepted ? sample.status == .blank ? "taken for blank" : "accepted" : "waits"
    let image =
      field.picture.isEmpty
      ? ""
      : "<img class=\"\(field.isOfCharacters ? "pixels" : "")\" alt=\"\" src=\"\(source(field.picture))\">"
    let reasons = sample.reasons.isEmpty ? "" : " · " + sample.reasons.joined(separator: ", ")
    let doubts = field.doubts.map { doubt in
      let symbols = doubt.symbols.map { pair in
        "\(pair.symbol == .junk ? "#" : String(pair.symbol.character)) \(Self.fixed(Double(pair.probability), 3))"
      }
      return "<span>box \(doubt.box): \(symbols.joined(separator: ", "))</span>"
    }
    return """
      <figure class="\(sample.isAccepted ? "bad" : "")"><div class="picture">\(image)</div><figcaption>
      <dl><dt>written</dt><dd>\(marked(sample.truth, against: sample.reading))</dd>
      <dt>read</dt><dd>\(marked(sample.reading, against: sample.truth))</dd></dl>
      <p><b>\(SVG.escaped(sample.type))</b> · \(state) · confidence \(Self.fixed(sample.confidence, 6))\
      \(SVG.escaped(reasons))</p>
      <p class="doubts">\(doubts.joined())</p>
      <p class="place">\(SVG.escaped(sample.document)), page \(sample.page), \(SVG.escaped(sample.field))</p>
      </figcaption></figure>
      """
  }

  private func source(_ png: [UInt8]) -> String {
    "data:image/png;base64," + Data(png).base64EncodedString()
  }

  /// `text` with what is not in `other` at the same place marked.
  private func marked(_ text: String, against other: String) -> String {
    if text.isEmpty { return "<i>blank</i>" }
    let (mine, theirs) = (Array(text), Array(other))
    return mine.enumerated().map { index, character in
      let escaped = SVG.escaped(String(character))
      return mine.count == theirs.count && theirs[index] == character ? escaped : "<mark>\(escaped)</mark>"
    }.joined()
  }
}
