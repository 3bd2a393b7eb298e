import Drawing
package import Ledger

/// A page on how good a reading was: one HTML file that asks nothing of any network, without a script, for the screen
/// in light and dark and for paper.
package struct EvaluationReport {
  let evaluation: Evaluation
  /// What is promised of accepted fields.
  let fieldError: Double
  /// Least posteriors of accepted fields, by type.
  let thresholds: [String: Double]
  let audits: [String: AuditCounts]
  let worst: [WorstField]
  /// The batch's name.
  let batch: String

  /// - Parameter ledger: the batch, for pictures of the worst fields and for what people found of accepted ones.
  package init(
    _ evaluation: Evaluation, ledger: Ledger, fieldError: Double, thresholds: [String: Double], batch: String
  ) throws {
    self.evaluation = evaluation
    self.fieldError = fieldError
    self.thresholds = thresholds
    self.batch = batch
    audits = try ledger.counts().audits
    worst = try WorstField.worst(of: evaluation.samples, ledger)
  }

  /// Types in the order of the tables.
  var types: [(name: String, result: TypeResult)] {
    evaluation.types.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The whole page.
  package var html: String {
    let sections = [
      summary, table, curves, reliability, waiting, confusions, audited, worstFields, about,
    ]
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
      <title>Evaluation of \(SVG.escaped(batch))</title><style>\(Self.style)</style></head>
      <body><main>
      \(sections.filter { !$0.isEmpty }.joined(separator: "\n"))
      </main></body></html>

      """
  }

  private var summary: String {
    let results = evaluation.types.values
    let fields = results.reduce(0) { $0 + $1.fields }
    let accepted = results.reduce(0) { $0 + $1.accepted }
    let wrong = results.reduce(0) { $0 + $1.acceptedWrong }
    let right = results.reduce(0) { $0 + $1.readRight }
    let documents = Set(evaluation.samples.map(\.document)).count
    return """
      <header><p class="kicker">cijfer evaluate</p><h1>\(SVG.escaped(batch))</h1>
      <p class="lead">\(Self.grouped(fields)) fields of \(Self.grouped(documents)) documents against their truth.</p>
      <div class="tiles">
      \(tile(Self.percent(right, of: fields), "read right", "\(Self.grouped(right)) fields"))
      \(tile(Self.percent(accepted, of: fields), "need no look", "\(Self.grouped(accepted)) fields"))
      \(tile(Self.grouped(wrong), "wrong among them", "promised: \(Self.percent(fieldError)) %", isBad: wrong > 0))
      </div></header>
      """
  }

  private func tile(_ number: String, _ words: String, _ note: String, isBad: Bool = false) -> String {
    """
    <div class="tile\(isBad ? " bad" : "")"><b>\(number)</b><span>\(words)</span><small>\(note)</small></div>
    """
  }

  private var about: String {
    """
    <section><h2>How to read this</h2><p class="note">Intervals are exact 95 % intervals (Clopper and Pearson). Every row
    of the truth counts, those of pages that were not read too. A field taken for blank needs no look, so it counts as
    accepted, and is wrong if something is written there. The machine is measured: what people decided does not count.
    The curves order the fields that nothing but their posterior may keep from being accepted. This file holds values
    and pictures of the batch: keep it as you keep the batch.</p>
    <p class="note">The same in numbers: <a download="evaluation.json" href="\(dataLink(json, "application/json"))">JSON</a>,
    <a download="evaluation.csv" href="\(dataLink(evaluation.csv, "text/csv"))">CSV</a>.</p></section>
    """
  }
}
