package import FieldDecoding
package import Ledger

extension Ledger {
  /// By type: how sure the readings of fields with ink are.
  package func confidences() throws -> [String: ConfidenceHistogram] {
    var histograms: [String: ConfidenceHistogram] = [:]
    for field in try reviewedFields() where !field.reading.text.isEmpty {
      histograms[field.type, default: ConfidenceHistogram()]
        .add(field.reading.confidence, isValid: field.reading.isValid)
    }
    return histograms
  }
}

extension Calibration {
  /// By calibrated type: how unlike its fields those of `ledger` are.
  func drift(of ledger: Ledger) throws -> [String: Drift] {
    let here = try ledger.confidences()
    var drift: [String: Drift] = [:]
    for (type, calibrated) in types {
      guard let batch = here[type] else { continue }
      drift[type] = Drift(of: batch, from: calibrated.confidences)
    }
    return drift
  }
}
