package import Forms
package import Ingest
package import Ledger
import NumberFormats
package import Raster

/// Reads pages: the stages, in order.
///
/// Owns its networks' buffers, so one belongs to one worker at a time.
package final class PageReader {
  package let basis: ReadingBasis
  private let forms: [FormPlan]
  private let everything: Registrar
  /// Registrars of single forms, made when first asked for.
  private var single: [String: Registrar] = [:]
  private let networks: Networks

  /// - Throws: `FormatError` for a configuration that was not resolved, `Errno` where a model file cannot be read.
  package convenience init(configuration: Configuration, networks: Networks) throws {
    let basis = try ReadingBasis(configuration, models: networks.hashes)
    try self.init(configuration: configuration, networks: networks, basis: basis)
  }

  /// - Throws: `FormatError` for a configuration that was not resolved.
  package init(configuration: Configuration, networks: Networks, basis: ReadingBasis) throws {
    self.basis = basis
    forms = try configuration.forms.map { try FormPlan(template: $0, configuration: configuration) }
    everything = Registrar(forms: configuration.forms)
    self.networks = networks
  }

  /// Reads page `number` (from 1) of the file `sha256`, as `form` only where one is given.
  package func read(_ page: ScannedPage, number: Int, sha256: String, form: String? = nil) -> ReadPage {
    // 1. Which form is it, and how does it lie?
    let report = registrar(form).examine(page.image, resolution: page.resolution)
    guard case .identified(let registration) = report.verdict else {
      return unread(page, number: number, sha256: sha256, form: form, report)
    }
    if let fault = page.damage(to: report, among: tried(form).map(\.template)) {
      return damaged(fault, number: number, report)
    }
    let reader = tried(form)[registration.form]
    // 2. Cut out its boxes.
    let boxes = reader.segmenter.segment(
      page.image, transform: registration.transform, areBoxesDropped: registration.areBoxesDropped)
    // 3. Look at all characters of the page at once: distributions.
    let characters = characters(boxes, of: reader)
    // 4. Decide every field: posterior over its format, status, reasons.
    let place = PagePlace(sha256: sha256, page: number, form: reader.template.name)
    var fields = reader.decide(characters, place)
    if !page.damage.isEmpty { fields = fields.map { $0.giving(.damaged) } }
    // 5. Keep pictures of what waits.
    let crops = reader.crops(of: fields, on: page.image, registration.transform)
    let outcome = PageOutcome.identified(
      form: reader.template.name, residual: registration.residual, edgesFound: registration.edgesFound)
    let record = PageRecord(
      page: number, outcome: outcome, basis: basis.identified(as: reader.template.name), fields: fields)
    return ReadPage(record: record, pictures: crops, registration: registration, report: report)
  }

  /// The forms that a page is tried against.
  private func tried(_ form: String?) -> [FormPlan] {
    guard let form else { return forms }
    return forms.filter { $0.template.name == form }
  }

  private func registrar(_ form: String?) -> Registrar {
    guard let form else { return everything }
    if let known = single[form] { return known }
    let registrar = Registrar(forms: tried(form).map(\.template))
    single[form] = registrar
    return registrar
  }

  private func characters(_ boxes: [[SegmentedBox]], of reader: FormPlan) -> [[CharacterRecord]] {
    // Every box as it was cut, then what other cuts make of joined ones.
    var looks: [(glyph: Glyph, alphabet: [Symbol])] = []
    for (boxes, field) in zip(boxes, reader.fields) {
      looks += boxes.enumerated().map { ($0.element.glyph, field.alphabets[$0.offset]) }
      for (index, box) in boxes.enumerated() {
        for cut in box.otherCuts {
          looks.append((cut.left, field.alphabets[index]))
          looks.append((cut.right, field.alphabets[index + 1]))
        }
      }
    }
    var opinions = networks.look(at: looks)[...]
    return zip(boxes, reader.fields).map { boxes, field in
      let own = Array(opinions.prefix(boxes.count))
      opinions = opinions.dropFirst(boxes.count)
      let others = boxes.map { box in
        box.otherCuts.map { _ in
          let (left, right) = (opinions.removeFirst(), opinions.removeFirst())
          return (left: left, right: right)
        }
      }
      let mixed = JoinedCharacters.mixed(own: own, others: others)
      return boxes.indices.map {
        CharacterRecord(boxes[$0], alphabet: field.alphabets[$0], opinion: mixed[$0])
      }
    }
  }

  /// Pixels below which a side is damage, not paper: nobody looks at what is blank.
  private static let shortestSide = 64

  /// A page that is not read: blank, or no form of ours for sure.
  private func unread(
    _ page: ScannedPage, number: Int, sha256: String, form: String?, _ report: RegistrationReport
  ) -> ReadPage {
    if let first = page.damage.first?.error {
      let fault = page.damage(to: report, among: tried(form).map(\.template))
      return damaged(fault ?? first, number: number, report)
    }
    let isPaper = min(page.image.width, page.image.height) >= Self.shortestSide
    if case .blank = report.verdict, isPaper {
      let record = PageRecord(page: number, outcome: .blank, basis: basis.formless, fields: [])
      return ReadPage(record: record, pictures: [], registration: nil, report: report)
    }
    var failure = FailureRecord(page: number, code: "no-form", message: "fits none of the forms")
    failure.likely = report.likely(among: tried(form).map(\.template))
    var best: Registration?
    if case .badRegistration(let registration) = report.verdict {
      best = registration
      failure.code = "bad-registration"
      failure.message = report.fault(of: registration, among: tried(form).map(\.template))
    }
    let id = FieldIdentity.id(sha256: sha256, page: number, form: "", field: "")
    let picture = KeptPicture(id: id, image: PagePicture.overview(page.image))
    let outcome = PageOutcome.failed(failure, crop: picture.path)
    let record = PageRecord(
      page: number, outcome: outcome, basis: basis.unidentified(among: form), fields: [])
    return ReadPage(record: record, pictures: [picture], registration: best, report: report)
  }
}

/// A page as it was read.
package struct ReadPage: Sendable {
  package var record: PageRecord
  /// Pictures of what waits.
  package var pictures: [KeptPicture]
  /// How the page lies, where a form was found; also for one that fits badly.
  package var registration: Registration?
  /// All that registration found.
  package var report: RegistrationReport
}

/// A picture for the queue.
package struct KeptPicture: Sendable {
  package var id: String
  package var image: GreyImage

  /// Where it is kept, relative to the batch's folder.
  package var path: String { "crops/\(id).png" }
}

/// Which page it is: what ids are made from.
package struct PagePlace: Hashable, Sendable {
  package var sha256: String
  package var page: Int
  package var form: String

  package init(sha256: String, page: Int, form: String) {
    self.sha256 = sha256
    self.page = page
    self.form = form
  }
}
