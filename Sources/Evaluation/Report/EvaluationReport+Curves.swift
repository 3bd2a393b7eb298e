import Drawing
import FieldDecoding
import Ledger

extension EvaluationReport {
  /// The least share that the logarithmic axes show.
  private static let leastShare = 0.0001

  private static func shareAxis(_ label: String) -> PlotAxis {
    PlotAxis(
      label, from: leastShare, to: 1, isLogarithmic: true,
      ticks: [(0.0001, "0.01 %"), (0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %"), (1, "100 %")])
  }

  /// Risk and coverage, a plot a type.
  var curves: String {
    let byType = Dictionary(grouping: evaluation.samples, by: \.type)
    let plots = types.map { name, _ in riskPlot(name, RiskCurve(byType[name] ?? [])) }
    return """
      <section><h2>Risk and coverage</h2><p class="note">What accepting more fields costs. The line is the share of wrong
      fields among the accepted (off the scale where there is none), the band reaches up to its one-sided 95 % bound, the
      dot is where the batch's threshold stands.</p><div class="plots">\(plots.joined())</div></section>
      """
  }

  private func riskPlot(_ name: String, _ curve: RiskCurve) -> String {
    var plot = Plot(
      name,
      x: PlotAxis(
        "fields accepted", from: 0, to: 1,
        ticks: [(0, "0"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1, "100 %")]),
      y: Self.shareAxis("wrong among accepted"), width: 344, height: 270)
    let risk = curve.points.map { point in
      (x: curve.coverage(point), y: Double(point.wrong) / Double(point.accepted))
    }
    let bounds = curve.points.map { point in
      (x: curve.coverage(point), y: Binomial.upperBound95(errors: point.wrong, of: point.accepted))
    }
    plot.band(risk, bounds)
    plot.line(bounds, .bound)
    plot.line(risk)
    plot.rule(y: fieldError, "promised")
    if let threshold = thresholds[name], let last = curve.points.last(where: { $0.threshold >= threshold }) {
      let wrong = Double(last.wrong) / Double(last.accepted)
      plot.point(
        x: curve.coverage(last), y: wrong,
        note: "\(last.accepted) of \(curve.fields) accepted, \(last.wrong) wrong")
    }
    return plot.text(id: "risk-\(name)")
  }

  /// How far what the reader says of its own errors is true: fields and boxes.
  var reliability: String {
    var fields = Array(repeating: (count: 0, wrong: 0), count: ConfidenceHistogram.count)
    for sample in evaluation.samples where sample.status != nil && !sample.reading.isEmpty {
      let bin = ConfidenceHistogram.bin(of: sample.confidence)
      fields[bin].count += 1
      if !sample.isRight { fields[bin].wrong += 1 }
    }
    let boxes = evaluation.characters.sureness
    return """
      <section><h2>Reliability</h2><p class="note">Readings by the error that their confidence admits, and the error that
      was found, with its interval. On the diagonal, confidence means what it says; below it, the reader is surer than
      it says.</p>
      <div class="plots wide">\(reliabilityPlot("fields", fields))\(reliabilityPlot("boxes alone", boxes))</div></section>
      """
  }

  private func reliabilityPlot(_ name: String, _ bins: [(count: Int, wrong: Int)]) -> String {
    var plot = Plot(
      name, x: Self.shareAxis("error admitted: 1 − confidence"), y: Self.shareAxis("error found"), width: 480,
      height: 360)
    plot.line([(Self.leastShare, Self.leastShare), (1, 1)], .rule)
    for (index, bin) in bins.enumerated() where bin.count > 0 {
      // The middle of the bin, of a factor of two.
      let admitted = 0.75 / Double(1 << index)
      let interval = Binomial.interval95(errors: bin.wrong, of: bin.count)
      plot.point(
        x: admitted, y: Double(bin.wrong) / Double(bin.count), low: interval.lowerBound,
        high: interval.upperBound, note: "\(bin.wrong) of \(bin.count) wrong")
    }
    return plot.text(id: "reliability-\(name == "fields" ? "fields" : "boxes")")
  }
}
