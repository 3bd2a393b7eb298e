import Forms
import Ingest
import Ledger
import Raster

extension PageReader {
  /// A page that is not read because of damage.
  func damaged(_ error: IngestError, number: Int, _ report: RegistrationReport) -> ReadPage {
    let failure = FailureRecord(page: number, code: error.code.rawValue, message: error.message)
    let record = PageRecord(
      page: number, outcome: .failed(failure, crop: nil), basis: basis.formless, fields: [])
    return ReadPage(record: record, pictures: [], registration: nil, report: report)
  }
}

extension ScannedPage {
  /// The damage in the rows of a field, with the field's name; nil where all fields are whole.
  ///
  /// All that may lie on the page counts, not only the form that fits best: of a form that looks like another one, the
  /// damage may have taken the very row that tells them apart.
  func damage(to report: RegistrationReport, among forms: [FormTemplate]) -> IngestError? {
    guard !damage.isEmpty else { return nil }
    for candidate in report.candidates where !candidate.faults.contains(where: \.isImpossible) {
      let lie = candidate.registration
      for field in forms[lie.form].fields {
        let seen = field.place.frame.insetBy(-Segmenter.cropMargin)
        guard let rows = Rect(around: seen.corners.map { lie.transform($0) }),
          let hit = damage.first(where: { $0.hidesAnything && $0.place.overlaps(rows) })
        else { continue }
        return IngestError(
          hit.error.code, "\(hit.error.message): \(forms[lie.form].name)'s \(field.name) lies there")
      }
    }
    return nil
  }
}

extension PageDamage {
  /// Whether there is any place that was not decoded.
  fileprivate var hidesAnything: Bool { place.width > 0 && place.height > 0 }
}

extension FieldRecord {
  /// The field with one reason more; it waits or not as before.
  func giving(_ reason: Reason) -> FieldRecord {
    var field = self
    field.reasons = Set(reasons.compactMap(Reason.init) + [reason]).sorted().map(\.rawValue)
    return field
  }
}
