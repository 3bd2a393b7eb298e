package import FieldDecoding
package import Forms
package import Ledger
package import NumberFormats

/// Decides one field of a form from what its boxes show; needs no scan, so that a field can be decided again from the
/// ledger with the same result.
package struct FieldReader: Sendable {
  package let template: FieldTemplate
  /// What may stand in each box; no boxes for an area.
  package let alphabets: BoxAlphabets
  private let decoder: FieldDecoder?
  private let decider: Decider

  /// - Throws: `FormatError` for a template that was not checked.
  package init(
    template: FieldTemplate, acceptance: Configuration.Acceptance, calibration: CalibratedThreshold?,
    auditShare: Double
  ) throws(FormatError) {
    self.template = template
    let format = try template.format.makeFormat()
    var listless = template.format
    listless.list = nil
    decider = Decider(
      format: try listless.makeFormat(), hasList: template.format.list != nil, required: template.required,
      acceptsRepaired: acceptance.acceptsRepaired,
      threshold: max(1 - acceptance.fieldError, calibration?.threshold ?? 0), auditShare: auditShare)
    guard case .boxes(let row) = template.place else {
      alphabets = BoxAlphabets(format: format, boxes: 0)
      decoder = nil
      return
    }
    alphabets = BoxAlphabets(format: format, boxes: row.count, charset: template.charset)
    decoder = try FieldDecoder(format: format, boxes: row.count, writerError: acceptance.writerError)
  }

  /// The decision on boxes, one character record each; `id` decides the audit's draw.
  package func decide(_ characters: [CharacterRecord], id: String) -> Judgement {
    guard let decoder, characters.count == decoder.boxes else { return decideArea(hasInk: true) }
    let boxes = characters.map { BoxEvidence(probabilities: $0.probabilities) }
    let posterior = decoder.posterior(boxes)
    let strayInk = characters.contains(where: \.hasStrayInk)
    if let constant = template.preprinted {
      return decider.decidePreprinted(posterior, constant: constant)
    }
    if boxes.allSatisfy({ $0.likeliest == .blank }) {
      return decider.decideBlank(
        boxes, validMass: posterior.validMass, writerError: decoder.writerError, strayInk)
    }
    return decider.decide(posterior, boxes: boxes, hasStrayInk: strayInk, id: id)
  }

  /// The decision on an area, whose characters cannot be told apart yet: it waits if there is ink.
  package func decideArea(hasInk: Bool) -> Judgement {
    let reading = FieldReading(text: "", isValid: false, confidence: 0, alternatives: [])
    if hasInk { return Judgement(reading: reading, status: .review, reasons: [.lowConfidence]) }
    if template.required { return Judgement(reading: reading, status: .review, reasons: [.blankBox]) }
    return Judgement(reading: reading, status: .blank, reasons: [])
  }

  /// The decision on a field that was stored, from its characters alone.
  package func decide(again field: FieldRecord) -> FieldRecord {
    let isArea = field.characters.isEmpty
    let wasBlank = field.status == .blank || field.reasons.contains(Reason.blankBox.rawValue)
    let judgement = isArea ? decideArea(hasInk: !wasBlank) : decide(field.characters, id: field.id)
    var again = field
    again.type = template.format.type.rawValue
    again.reading = judgement.reading
    again.status = judgement.status
    again.reasons = judgement.reasons.map(\.rawValue)
    return again
  }
}

/// What is made of a field: its reading, whether it waits, and why.
package struct Judgement: Hashable, Sendable {
  package var reading: FieldReading
  package var status: FieldStatus
  /// In the contract's order, without repeats.
  package var reasons: [Reason]

  package init(reading: FieldReading, status: FieldStatus, reasons: [Reason]) {
    self.reading = reading
    self.status = status
    self.reasons = reasons
  }
}

extension BoxEvidence {
  /// The box's own best symbol, the first of equals.
  package var likeliest: Symbol {
    var best = 0
    for index in probabilities.indices where probabilities[index] > probabilities[best] { best = index }
    return Symbol(rawValue: UInt8(best))
  }

  /// The probability of `symbol`.
  package subscript(symbol: Symbol) -> Float { probabilities[Int(symbol.rawValue)] }
}
