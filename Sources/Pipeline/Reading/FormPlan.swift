import FieldDecoding
package import Forms
package import Ledger
package import NumberFormats
package import Raster

/// All that is made once a form and used for every page of it.
package struct FormPlan: Sendable {
  package let template: FormTemplate
  package let segmenter: Segmenter
  /// One a field, in form order.
  package let fields: [FieldReader]

  /// - Throws: `FormatError` for a template that was not checked.
  package init(template: FormTemplate, configuration: Configuration) throws(FormatError) {
    self.template = template
    segmenter = Segmenter(form: template)
    var fields: [FieldReader] = []
    for field in template.fields {
      let reader = try FieldReader(
        template: field, acceptance: configuration.acceptance(form: template.name, field: field.name),
        calibration: configuration.calibration(of: field.format.type), auditShare: configuration.audit.share)
      fields.append(reader)
    }
    self.fields = fields
  }

  /// The decided fields of a page; `characters` has a list a field.
  package func decide(
    _ characters: [[CharacterRecord]], _ place: PagePlace
  ) -> [FieldRecord] {
    var records = zip(fields, characters).map { field, characters in
      let name = field.template.name
      let id = FieldIdentity.id(sha256: place.sha256, page: place.page, form: place.form, field: name)
      let judgement = field.decide(characters, id: id)
      return FieldRecord(
        id: id, field: name, type: field.template.format.type.rawValue, reading: judgement.reading,
        status: judgement.status, reasons: judgement.reasons.map(\.rawValue), characters: characters,
        segments: judgement.segments, crop: nil)
    }
    settle(&records)
    awaitTwo(&records)
    for index in records.indices where records[index].status.waits {
      records[index].crop = "crops/\(records[index].id).png"
    }
    return records
  }

  /// The pictures of those of `fields` that wait.
  package func crops(
    of fields: [FieldRecord], on page: PageImage, _ transform: Affine<FormSpace, ScanSpace>
  ) -> [KeptPicture] {
    fields.enumerated().filter { $0.element.status.waits }.map { index, field in
      KeptPicture(id: field.id, image: segmenter.crop(field: index, of: page, transform: transform))
    }
  }
}

extension CharacterRecord {
  /// What is kept of a box: places to hundredths, what the networks said of its picture.
  package init(_ box: SegmentedBox, alphabet: [Symbol], opinion: GlyphOpinion) {
    let evidence = BoxEvidence(blank: box.blankProbability, opinion: opinion, alphabet: alphabet)
    self.init(
      box: [box.box.x, box.box.y, box.box.width, box.box.height].map(Self.toHundredths),
      pixels: [box.outline.x, box.outline.y, box.outline.width, box.outline.height].map(Self.toHundredths),
      picture: box.glyph.pixels, probabilities: evidence.probabilities, hasStrayInk: box.hasStrayInk,
      span: box.span.map {
        CharacterSpan(first: $0.first, end: $0.end, fit: $0.fit, omission: $0.omission)
      })
  }

  private static func toHundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
