package import FieldDecoding
package import Forms
package import Ledger
package import NumberFormats
import Raster

/// Decides one field of a form from what its boxes show; needs no scan, so that a field can be decided again from the
/// ledger with the same result.
package struct FieldReader: Sendable {
  package let template: FieldTemplate
  /// What may stand in each box; no boxes for an area.
  package let alphabets: BoxAlphabets
  private let decoder: Decoder
  private let decider: Decider

  private enum Decoder: Sendable {
    case boxes(FieldDecoder)
    case area(AreaDecoder)
  }

  /// - Throws: `FormatError` for a template that was not checked.
  package init(
    template: FieldTemplate, acceptance: Configuration.Acceptance, calibration: TypeCalibration?,
    auditShare: Double
  ) throws(FormatError) {
    self.template = template
    let format = try template.format.makeFormat()
    var listless = template.format
    listless.list = nil
    decider = Decider(
      format: try listless.makeFormat(), hasList: template.format.list != nil, required: template.required,
      acceptsRepaired: acceptance.acceptsRepaired,
      threshold: acceptance.threshold(calibration), auditShare: auditShare)
    switch template.place {
    case .boxes(let row):
      alphabets = BoxAlphabets(format: format, boxes: row.count, charset: template.charset)
      decoder = .boxes(
        try FieldDecoder(format: format, boxes: row.count, writerError: acceptance.writerError))
    case .area(let area):
      let counts = template.counts(of: area)
      alphabets = BoxAlphabets(area: format, counts: counts, charset: template.charset)
      decoder = .area(try AreaDecoder(format: format, counts: counts, writerError: acceptance.writerError))
    }
  }

  /// The decision on what a field's boxes show, or on what may be characters of its area; `id` decides the audit's
  /// draw.
  package func decide(_ characters: [CharacterRecord], id: String) -> Judgement {
    switch decoder {
    case .boxes(let decoder): decide(boxes: characters, decoder, id: id)
    case .area(let decoder): decide(area: characters, decoder, id: id)
    }
  }

  private func decide(boxes characters: [CharacterRecord], _ decoder: FieldDecoder, id: String) -> Judgement {
    guard characters.count == decoder.boxes else { return unread(hasInk: true) }
    let boxes = evidence(of: characters)
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

  private func decide(area characters: [CharacterRecord], _ decoder: AreaDecoder, id: String) -> Judgement {
    if characters.isEmpty { return unread(hasInk: false) }
    let segments = Self.segments(of: characters)
    let pieces = segments.map(\.pieces.upperBound).max() ?? 0
    guard segments.count == characters.count, let posterior = decoder.posterior(segments, pieces: pieces)
    else {
      let (text, read) = decoder.unread(segments, pieces: pieces)
      let reading = FieldReading(text: text, isValid: false, confidence: 0, alternatives: [])
      return Judgement(
        reading: reading, status: .review, reasons: [.lowConfidence, .format], segments: read)
    }
    var judgement: Judgement
    if let constant = template.preprinted {
      judgement = decider.decidePreprinted(posterior.field, constant: constant)
    } else {
      judgement = decider.decide(
        posterior.field, boxes: posterior.segments.map { segments[$0].evidence },
        hasStrayInk: posterior.leavesInk, id: id)
      if template.format.type == .amount, judgement.status != .review,
        !AmountMarks(segments, read: posterior.segments).showCents
      {
        judgement.status = .review
        judgement.reasons = [.ambiguous]
      }
      // Ink left out may have been a character of the value.
      if posterior.leavesInk, judgement.status != .review {
        judgement.status = .review
        judgement.reasons = [.strayInk]
      }
    }
    judgement.segments = posterior.segments
    return judgement
  }

  /// The symbols that the reading of `field` is made of, one a character of `readCharacters`; nil where they do not
  /// tell.
  package func symbols(of field: FieldRecord) -> [Symbol]? {
    switch decoder {
    case .boxes(let decoder):
      guard field.characters.count == decoder.boxes else { return nil }
      let boxes = evidence(of: field.characters)
      if boxes.allSatisfy({ $0.likeliest == .blank }) { return boxes.map(\.likeliest) }
      return decoder.posterior(boxes).best.symbols
    case .area(let decoder):
      let segments = Self.segments(of: field.characters)
      let pieces = segments.map(\.pieces.upperBound).max() ?? 0
      guard segments.count == field.characters.count, let read = field.segments else { return nil }
      let posterior = decoder.posterior(segments, pieces: pieces)
      return posterior?.segments == read
        ? posterior?.field.best.symbols : read.map { segments[$0].evidence.likeliest }
    }
  }

  private func evidence(of characters: [CharacterRecord]) -> [BoxEvidence] {
    let boxes = characters.map { BoxEvidence(probabilities: $0.probabilities) }
    guard template.format.type == .amount else { return boxes }
    return AmountDashes.read(characters, boxes)
  }

  private static func segments(of characters: [CharacterRecord]) -> [SegmentEvidence] {
    characters.compactMap { character in
      character.span.map {
        SegmentEvidence(
          pieces: $0.first..<$0.end, fit: $0.fit, omission: $0.omission,
          evidence: BoxEvidence(probabilities: character.probabilities))
      }
    }
  }

  /// The decision on a field that cannot be read: it waits if there is ink.
  private func unread(hasInk: Bool) -> Judgement {
    let reading = FieldReading(text: "", isValid: false, confidence: 0, alternatives: [])
    if hasInk { return Judgement(reading: reading, status: .review, reasons: [.lowConfidence]) }
    if template.required { return Judgement(reading: reading, status: .review, reasons: [.blankBox]) }
    return Judgement(reading: reading, status: .blank, reasons: [])
  }

  /// The decision on a field that was stored, from its characters alone.
  package func decide(again field: FieldRecord) -> FieldRecord {
    let judgement = decide(field.characters, id: field.id)
    var again = field
    again.type = template.format.type.rawValue
    again.reading = judgement.reading
    again.status = judgement.status
    again.reasons = judgement.reasons.map(\.rawValue)
    again.segments = judgement.segments
    return field.reasons.contains(Reason.damaged.rawValue) ? again.giving(.damaged) : again
  }
}

/// What is made of a field: its reading, whether it waits, and why.
package struct Judgement: Hashable, Sendable {
  package var reading: FieldReading
  package var status: FieldStatus
  /// In the contract's order, without repeats.
  package var reasons: [Reason]
  /// Of an undivided area: which of what may be characters the reading is made of.
  package var segments: [Int]?

  package init(reading: FieldReading, status: FieldStatus, reasons: [Reason], segments: [Int]? = nil) {
    self.reading = reading
    self.status = status
    self.reasons = reasons
    self.segments = segments
  }
}

extension FieldTemplate {
  /// A character in an area is no narrower than this share of the area's height, nor than so many mm.
  private static let narrowest = (share: 0.2, width: 1.2)
  /// No value is longer.
  private static let longest = 40

  /// How many characters find room in `area`, at most as many as any value has.
  func counts(of area: Rect<FormSpace>) -> ClosedRange<Int> {
    let least = max(Self.narrowest.share * area.height, Self.narrowest.width)
    return 1...min(Self.longest, max(1, Int(area.width / least)))
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
