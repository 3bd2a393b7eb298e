package import FieldDecoding
package import Ledger
package import NumberFormats

/// The contract's rules of what is accepted and what waits: from a posterior to a status with its reasons.
package struct Decider: Sendable {
  /// The format without its list: tells a value that is not in the list from one that fails.
  package var format: any FieldFormat
  package var hasList: Bool
  package var required: Bool
  package var acceptsRepaired: Bool
  /// t(type): the least posterior of an accepted reading.
  package var threshold: Double
  /// The share of accepted fields that is drawn for a look, of [0, 1].
  package var auditShare: Double

  /// A second value at least this share as probable as the first makes a reading ambiguous.
  static let ambiguity = 0.1
  /// A box is crossed out that is so many times likelier no character than the one it is read as.
  ///
  /// The networks learnt from more crossed-out boxes than are on forms. Of 356 of them fewer than one in a hundred are less
  /// sure than that against a digit that a checksum could want, of 50 characters that look like junk 30.
  static let crossedOut: Float = 10
  /// From this probability on, another valid value than a printed constant says that the page is not what it was taken for.
  static let otherPrint = 0.99

  package init(
    format: any FieldFormat, hasList: Bool = false, required: Bool = false, acceptsRepaired: Bool = true,
    threshold: Double, auditShare: Double = 0
  ) {
    self.format = format
    self.hasList = hasList
    self.required = required
    self.acceptsRepaired = acceptsRepaired
    self.threshold = threshold
    self.auditShare = auditShare
  }

  /// The decision on a field in which something is written.
  package func decide(
    _ posterior: FieldPosterior, boxes: [BoxEvidence], hasStrayInk: Bool, id: String
  ) -> Judgement {
    let best = posterior.best
    var blocking: Set<Reason> = []
    if best.probability < threshold { blocking.insert(.lowConfidence) }
    if !best.isValid { blocking.formUnion(faults(of: best)) }
    // Checksums repair a doubtful box; an empty or crossed-out one is no doubt, it stands so on the paper.
    for (box, symbol) in zip(boxes, best.symbols) where symbol != box.likeliest {
      if box.likeliest == .blank { blocking.insert(.blankBox) }
      if box.likeliest == .junk, box[.junk] > Self.crossedOut * box[symbol] {
        blocking.insert(.notACharacter)
      }
    }
    let isRepaired = best.isValid && zip(boxes, best.symbols).contains { $0[$1] < $0[$0.likeliest] }
    if isRepaired, !acceptsRepaired { blocking.insert(.repaired) }

    guard blocking.isEmpty else {
      if isRepaired { blocking.insert(.repaired) }
      if hasStrayInk { blocking.insert(.strayInk) }
      if let second = posterior.alternatives.first, second.probability >= Self.ambiguity * best.probability {
        blocking.insert(.ambiguous)
      }
      return Judgement(reading: posterior.reading, status: .review, reasons: blocking.sorted())
    }
    let notes: Set<Reason> = isRepaired ? [.repaired] : []
    guard AuditDraw.isDrawn(id: id, share: auditShare) else {
      return Judgement(reading: posterior.reading, status: .accepted, reasons: notes.sorted())
    }
    return Judgement(reading: posterior.reading, status: .audit, reasons: notes.union([.sampled]).sorted())
  }

  /// Why an invalid reading fails.
  private func faults(of best: Hypothesis) -> Set<Reason> {
    var reasons: Set<Reason> = []
    if best.symbols.contains(.blank) { reasons.insert(.blankBox) }
    if best.symbols.contains(.junk) { reasons.insert(.notACharacter) }
    switch format.validate(String(best.symbols.filter { $0 != .blank }.map(\.character))) {
    case .valid: if hasList { reasons.insert(.notInList) }
    case .invalid(.checksum): reasons.insert(.checksum)
    case .invalid: if reasons.isEmpty { reasons.insert(.format) }
    }
    return reasons.isEmpty ? [.format] : reasons
  }

  /// The decision on a field whose boxes all look empty.
  package func decideBlank(
    _ boxes: [BoxEvidence], validMass: Double, writerError: Double, _ hasStrayInk: Bool
  ) -> Judgement {
    let empty = boxes.reduce(1.0) { $0 * Double($1[.blank]) }
    // Even odds that nobody wrote here; who did, wrote a valid value, or by mistake anything else.
    let written = validMass + writerError * max(0, 1 - empty - validMass)
    let confidence = empty > 0 ? min(1, empty / (empty + written)) : 0
    let reading = FieldReading(text: "", isValid: false, confidence: confidence, alternatives: [])
    var blocking: Set<Reason> = []
    if required { blocking.insert(.blankBox) }
    if confidence < threshold { blocking.insert(.lowConfidence) }
    if hasStrayInk { blocking.insert(.strayInk) }
    return Judgement(
      reading: reading, status: blocking.isEmpty ? .blank : .review, reasons: blocking.sorted())
  }

  /// The decision on a printed constant: nobody is asked, unless something else stands there.
  package func decidePreprinted(_ posterior: FieldPosterior, constant: String) -> Judgement {
    let best = posterior.best
    if best.isValid, best.value != constant, best.probability >= Self.otherPrint {
      return Judgement(reading: posterior.reading, status: .review, reasons: [.registration])
    }
    let all = [best] + posterior.alternatives
    let probability = all.first { $0.value == constant && $0.isValid }?.probability ?? 0
    let reading = FieldReading(text: constant, isValid: true, confidence: probability, alternatives: [])
    return Judgement(reading: reading, status: .accepted, reasons: [])
  }
}

extension FieldPosterior {
  /// As the ledger keeps it.
  package var reading: FieldReading {
    FieldReading(
      text: best.value, isValid: best.isValid, confidence: best.probability,
      alternatives: alternatives.prefix(5).map { Alternative(value: $0.value, probability: $0.probability) })
  }
}

/// The draw of accepted fields for a look: by id alone, so that it is the same in every run.
package enum AuditDraw {
  /// Whether the field `id` (hexadecimal digits of a hash) is among the `share` of [0, 1].
  package static func isDrawn(id: String, share: Double) -> Bool {
    guard let tail = UInt64(id.suffix(16), radix: 16) else { return false }
    return Double(tail >> 11) * 0x1p-53 < share
  }
}
