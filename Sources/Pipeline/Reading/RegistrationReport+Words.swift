package import Forms
import Ledger

extension RegistrationReport {
  /// Why the page that lies so was refused, in words.
  func fault(of registration: Registration, among forms: [FormTemplate]) -> String {
    let candidate = candidates.first { $0.registration == registration }
    let faults = (candidate?.faults ?? []).map { $0.words(of: registration.form, among: forms) }
    let name = forms[registration.form].name
    return faults.isEmpty ? "fits \(name) badly" : "fits \(name) badly: \(faults.joined(separator: ", "))"
  }

  /// The forms that were laid over the page, best first, each as it fits best.
  func likely(among forms: [FormTemplate]) -> [LikelyForm] {
    var seen: Set<Int> = []
    return candidates.map(\.registration).filter { seen.insert($0.form).inserted }.map { fit in
      LikelyForm(
        form: forms[fit.form].name, residual: fit.residual.isFinite ? fit.residual : nil,
        edgesFound: fit.edgesFound.isFinite ? fit.edgesFound : 0)
    }
  }

  /// A line a candidate: form, residual, share of edges, and what speaks against it; TAB between.
  package func lines(among forms: [FormTemplate]) -> [String] {
    candidates.map { candidate in
      let registration = candidate.registration
      let faults = candidate.faults.map { $0.words(of: registration.form, among: forms) }
      return [
        forms[registration.form].name, "\(Self.hundredths(registration.residual)) mm off",
        "\(Self.percent(registration.edgesFound)) of edges",
        faults.isEmpty ? "fits" : faults.joined(separator: ", "),
      ].joined(separator: "\t")
    }
  }

  fileprivate static func hundredths(_ value: Double) -> String {
    value.isFinite ? "\((value * 100).rounded() / 100)" : "far"
  }

  fileprivate static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

extension RegistrationFault {
  /// The fault of a form, by its index, in words.
  fileprivate func words(of form: Int, among forms: [FormTemplate]) -> String {
    switch self {
    case .distorted: "the page would be stretched or sheared"
    case .misplaced: "the page would lie beside the scan, or show only a part of itself"
    case .continued(let share): "lines go on beyond \(RegistrationReport.percent(share)) of the boxes' ends"
    case .divided(let count): "\(count) lines stand in a frame that has no dividers"
    case .fewEdges(let share): "only \(RegistrationReport.percent(share)) of the box edges were found"
    case .missingField(let field, let share):
      "only \(RegistrationReport.percent(share)) of the edges of one direction of \(forms[form].fields[field].name) were found"
    case .oneDirection(let share):
      "only \(RegistrationReport.percent(share)) of the edges of one direction were found"
    case .missingSide(let share):
      "only \(RegistrationReport.percent(share)) of the edges of one side were found"
    case .strangeBoxes(let count): "\(count) boxes stand where it has none"
    case .fewMarks(let count, let all): "\(count) of \(all) marks were found"
    case .marksInLine: "its boxes are gone, and all marks that were found stand in one line"
    case .drift(let drift):
      "lines go off by \(RegistrationReport.hundredths(drift)) mm towards the ends of rows"
    case .residual(let residual): "boxes lie \(RegistrationReport.hundredths(residual)) mm off"
    case .ambiguous(let other, _) where other != form: "\(forms[other].name) fits as well"
    case .ambiguous(_, isTurned: true):
      "it fits turned round as well: nothing printed tells which way is up"
    case .ambiguous: "it fits in another place as well"
    }
  }
}
