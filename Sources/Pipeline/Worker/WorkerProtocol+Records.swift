import FoundationEssentials
package import Ledger

extension WorkerPage {
  /// As the protocol says it; nil for a page that failed.
  package init?(_ record: PageRecord) {
    switch record.outcome {
    case .failed: return nil
    case .blank: self.init(page: record.page, form: nil, residual: nil, edgesFound: nil, fields: [])
    case .identified(let form, let residual, let edgesFound):
      self.init(
        page: record.page, form: form, residual: residual, edgesFound: edgesFound,
        fields: record.fields.map(WorkerField.init))
    }
  }
}

extension WorkerField {
  package init(_ field: FieldRecord) {
    self.init(
      id: field.id, field: field.field, type: field.type, reading: field.reading.text,
      valid: field.reading.isValid, confidence: field.reading.confidence,
      alternatives: field.reading.alternatives.map {
        WorkerAlternative(value: $0.value, probability: $0.probability)
      },
      status: field.status.rawValue, reasons: field.reasons,
      characters: field.characters.map(WorkerCharacter.init), segments: field.segments, crop: field.crop)
  }

  /// As the ledger keeps it; nil for what no worker of ours says.
  package func record() -> FieldRecord? {
    guard let status = FieldStatus(rawValue: status) else { return nil }
    let characters = self.characters.compactMap { $0.record() }
    guard characters.count == self.characters.count else { return nil }
    let reading = FieldReading(
      text: reading, isValid: valid, confidence: confidence,
      alternatives: alternatives.map { Alternative(value: $0.value, probability: $0.probability) })
    return FieldRecord(
      id: id, field: field, type: type, reading: reading, status: status, reasons: reasons,
      characters: characters, segments: segments, crop: crop.map { "crops/\($0)" })
  }
}

extension WorkerCharacter {
  init(_ character: CharacterRecord) {
    self.init(
      box: character.box, pixels: character.pixels, picture: Data(character.picture).base64EncodedString(),
      probabilities: Bytes.data(character.probabilities).base64EncodedString(),
      strayInk: character.hasStrayInk,
      span: character.span.map { [Double($0.first), Double($0.end), $0.fit, $0.omission] })
  }

  func record() -> CharacterRecord? {
    guard let picture = Data(base64Encoded: picture), picture.count == 28 * 28, box.count == 4,
      pixels.count == 4,
      let floats = Data(base64Encoded: probabilities), floats.count == 38 * 4
    else { return nil }
    var record = CharacterRecord(
      box: box, pixels: pixels, picture: Array(picture), probabilities: Bytes.floats(floats),
      hasStrayInk: strayInk)
    if let span {
      guard span.count == 4, span.allSatisfy({ $0 >= 0 && $0 < 1e6 }), span[0] < span[1] else { return nil }
      record.span = CharacterSpan(first: Int(span[0]), end: Int(span[1]), fit: span[2], omission: span[3])
    }
    return record
  }
}

extension WorkerAnswer {
  /// The pages of the answer as the ledger keeps them, ascending; `form` is the one that was asked for.
  ///
  /// - Throws: `WorkerLineError` for what no worker of ours says.
  package func records(basis: ReadingBasis, form: String?) throws(WorkerLineError) -> [PageRecord] {
    var records: [PageRecord] = []
    for page in pages {
      let fields = page.fields.compactMap { $0.record() }
      guard fields.count == page.fields.count else { throw WorkerLineError(message: "a field is malformed") }
      guard let name = page.form else {
        records.append(PageRecord(page: page.page, outcome: .blank, basis: basis.formless, fields: []))
        continue
      }
      let outcome = PageOutcome.identified(
        form: name, residual: page.residual ?? 0, edgesFound: page.edgesFound ?? 0)
      let used = basis.identified(as: name)
      records.append(PageRecord(page: page.page, outcome: outcome, basis: used, fields: fields))
    }
    for failure in failures {
      guard let page = failure.page else { continue }
      records.append(failure.record(page: page, basis: basis, form: form))
    }
    return records.sorted { $0.page < $1.page }
  }

  /// The failure of the whole file, if there is one.
  package var fileFailure: FailureRecord? {
    failures.first { $0.page == nil }.map { FailureRecord(page: nil, code: $0.code, message: $0.message) }
  }
}

extension WorkerFailure {
  /// The record of a page that failed.
  func record(page: Int, basis: ReadingBasis, form: String?) -> PageRecord {
    let isUnidentified = code == "no-form" || code == "bad-registration"
    let failure = FailureRecord(page: page, code: code, message: message, likely: likely ?? [])
    return PageRecord(
      page: page, outcome: .failed(failure, crop: crop.map { "crops/\($0)" }),
      basis: isUnidentified ? basis.unidentified(among: form) : basis.formless, fields: [])
  }
}
