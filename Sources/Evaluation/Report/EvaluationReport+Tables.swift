import Drawing
import FieldDecoding
import Ledger

extension EvaluationReport {
  /// What came of each type.
  var table: String {
    let rows = types.map { name, result in
      let unread = result.unread > 0 ? Self.grouped(result.unread) : "–"
      return """
        <tr><th scope="row">\(SVG.escaped(name))</th><td>\(Self.grouped(result.fields))</td>
        \(shares(result.readRight, of: result.fields, result.rightInterval))
        \(shares(result.accepted, of: result.fields, result.acceptedInterval))
        <td class="\(result.acceptedWrong > 0 ? "bad" : "good")">\(Self.grouped(result.acceptedWrong))
        <small>\(result.accepted > 0 ? Self.interval(result.wrongInterval) + " %" : "–")</small></td>
        <td>\(result.blank > 0 ? Self.grouped(result.blank) : "–")</td><td>\(unread)</td>
        <td>\(Self.percent(result.charactersRight, of: result.characters))</td></tr>
        """
    }
    return """
      <section><h2>By type</h2><div class="scroll"><table><thead><tr><th>type</th><th>fields</th><th>read right</th>
      <th>accepted</th><th>wrong among accepted</th><th>taken for blank</th><th>page not read</th><th>boxes right</th>
      </tr></thead><tbody>\(rows.joined())</tbody></table></div></section>
      """
  }

  private func shares(_ count: Int, of all: Int, _ interval: ClosedRange<Double>) -> String {
    """
    <td>\(Self.percent(count, of: all)) <small>\(Self.interval(interval)) %</small></td>
    """
  }

  /// Why fields wait, by type: how many, and how many of them were read right.
  var waiting: String {
    let reasons = Set(types.flatMap { $0.result.waiting.keys }).sorted { a, b in
      let count = { (reason: String) in types.reduce(0) { $0 + ($1.result.waiting[reason]?.all ?? 0) } }
      return (count(b), a) < (count(a), b)
    }
    guard !reasons.isEmpty else { return "" }
    let rows = types.filter { !$0.result.waiting.isEmpty }.map { name, result in
      let cells = reasons.map { reason in
        guard let count = result.waiting[reason] else { return "<td>–</td>" }
        return "<td>\(Self.grouped(count.all)) <small>\(Self.grouped(count.right)) right</small></td>"
      }
      return "<tr><th scope=\"row\">\(SVG.escaped(name))</th>\(cells.joined())</tr>"
    }
    let heads = reasons.map { "<th>\(SVG.escaped($0))</th>" }.joined()
    return """
      <section><h2>Why fields wait</h2><p class="note">A field may wait for several reasons.</p><div class="scroll">
      <table><thead><tr><th>type</th>\(heads)</tr></thead><tbody>\(rows.joined())</tbody></table></div></section>
      """
  }

  /// What people found of accepted fields that were drawn for a look.
  var audited: String {
    let seen = audits.sorted { $0.key < $1.key }.filter { $0.value.right + $0.value.wrong > 0 }
    guard !seen.isEmpty else { return "" }
    let rows = seen.map { name, counts in
      let count = counts.right + counts.wrong
      let interval = Binomial.interval95(errors: counts.wrong, of: count)
      return """
        <tr><th scope="row">\(SVG.escaped(name))</th><td>\(Self.grouped(count))</td>
        <td class="\(counts.wrong > 0 ? "bad" : "good")">\(Self.grouped(counts.wrong))
        <small>\(Self.interval(interval)) %</small></td><td>\(Self.grouped(counts.waiting))</td></tr>
        """
    }
    return """
      <section><h2>Accepted fields that people looked at</h2><div class="scroll"><table><thead><tr><th>type</th>
      <th>looked at</th><th>wrong</th><th>still to be looked at</th></tr></thead><tbody>\(rows.joined())</tbody></table>
      </div></section>
      """
  }
}
