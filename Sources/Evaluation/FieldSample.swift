import FieldDecoding
package import Ledger

/// A row of the truth beside what was read there.
package struct FieldSample: Hashable, Sendable {
  /// The field's id; empty where the page was not read.
  package var id: String
  package var document: String
  package var page: Int
  package var form: String
  package var field: String
  package var type: String
  /// Canonical; as on the paper where it fails its format; empty for a blank field.
  package var truth: String
  package var reading: String
  /// The posterior of exactly `reading`.
  package var confidence: Double
  package var isRight: Bool
  /// The machine's decision; nil where the page was not read.
  package var status: FieldStatus?
  package var reasons: [String]
  /// Whether nothing but its posterior may keep the field from being accepted.
  package var isAcceptable: Bool
  /// Whether it may serve to find its type's threshold: no copy of another, no acceptance of its own.
  package var isCalibrating: Bool

  /// Whether nobody needs to look: accepted, drawn for an audit, or taken for blank.
  package var isAccepted: Bool {
    status.map { [.accepted, .audit, .blank].contains($0) } ?? false
  }

  /// Reasons that no threshold takes away.
  private static let blocking: Set<String> = [
    "checksum", "format", "not-in-list", "blank-box", "not-a-character", "registration", "duplicate-value",
    "disagrees",
  ]

  init(_ truth: TruthRow, _ entry: FieldCatalogue.Entry?, type: String) {
    id = ""
    (document, page, form, field) = (truth.document, truth.page, truth.form ?? "", truth.field)
    self.type = type
    self.truth = entry?.canonical(truth.value) ?? truth.value
    (reading, confidence, isRight, status, reasons) = ("", 0, false, nil, [])
    (isAcceptable, isCalibrating) = (false, false)
  }

  /// - Parameter form: what the page was taken for.
  init(
    _ truth: TruthRow, _ record: FieldRecord, form: String, _ entry: FieldCatalogue.Entry?, isCopy: Bool
  ) {
    self.init(truth, entry, type: record.type)
    id = record.id
    self.form = form
    reading = record.reading.text
    confidence = record.reading.confidence
    // The right characters on the wrong form are no right value.
    isRight = reading == self.truth && (truth.form ?? form) == form
    status = record.status
    reasons = record.reasons
    let isBlocked =
      !record.reading.isValid || !Self.blocking.isDisjoint(with: reasons)
      || (reasons.contains("repaired") && entry?.acceptsRepaired == false)
      || (reasons.contains("stray-ink") && entry?.isArea == true)
    isAcceptable = status == .accepted || status == .audit || (status == .review && !isBlocked)
    isCalibrating = !isCopy && entry?.hasOwnAcceptance != true
  }
}
