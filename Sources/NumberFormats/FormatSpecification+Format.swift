extension FormatSpecification {
  /// The format that this specification describes.
  ///
  /// - Throws: `FormatError` where an option is not allowed, missing or out of range.
  package func makeFormat() throws(FormatError) -> any FieldFormat {
    let base = try makeBase()
    if let boxes, !base.lengths.contains(boxes) {
      let range = base.lengths
      let allowed =
        range.count == 1 ? "exactly \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw FormatError(key: "boxes", message: "\(boxes) boxes: \(type.rawValue) needs \(allowed)")
    }
    guard let list else { return base }
    return try ListFormat(base: base, values: list, boxes: boxes)
  }

  private func makeBase() throws(FormatError) -> any FieldFormat {
    try refuseOptionsOfOthers()
    let country = country?.uppercased()
    switch type {
    case .iban: return try IBANFormat(country: country == "ANY" ? nil : country, isInBoxes: boxes != nil)
    case .betalingskenmerk: return try BetalingskenmerkFormat(length: length ?? boxes)
    case .rf: return RFFormat()
    case .bsn: return BSNFormat()
    case .postcode: return try PostcodeFormat(country: country ?? "NL", length: length ?? boxes)
    case .housenumber: return HouseNumberFormat()
    case .amount: return AmountFormat()
    case .date:
      return try DateFormat(format: format ?? (boxes == 6 ? "DDMMYY" : "DDMMYYYY"), first: min, last: max)
    case .number:
      if let length, let boxes, length > boxes {
        throw FormatError(key: "length", message: "\(length) digits do not fit \(boxes) boxes")
      }
      return try PlainNumberFormat(length: length, min: min, max: max, check: check)
    case .text: return try TextFormat(length: length)
    }
  }

  /// An option that a type does not know is a mistake, not a detail.
  private func refuseOptionsOfOthers() throws(FormatError) {
    let known: Set<String> =
      switch type {
      case .iban: ["country"]
      case .postcode: ["country", "length"]
      case .betalingskenmerk, .text: ["length"]
      case .date: ["format", "min", "max"]
      case .number: ["length", "min", "max", "check"]
      case .rf, .bsn, .housenumber, .amount: []
      }
    let given: [(String, Bool)] = [
      ("country", country != nil), ("length", length != nil), ("format", format != nil), ("min", min != nil),
      ("max", max != nil), ("check", check != nil),
    ]
    for (key, isGiven) in given where isGiven && !known.contains(key) {
      throw FormatError(key: key, message: "\(type.rawValue) has no \(key)")
    }
  }
}
