package import Forms
package import NumberFormats
import Raster

/// A template made of what was found on a scan of a blank form.
package struct TemplateProposal: Sendable {
  package private(set) var form: FormTemplate
  /// row1, row2, …, area1, area2, … from the top: how the fields may be spoken of, whatever their names.
  package let numbers: [String]

  /// Frames that are for a signature, by name and number: no fields.
  package let signed: [(number: String, name: String)]

  /// Fields are named as the print beside them says, or by their numbers; their types are guessed by it, or by their
  /// boxes.
  package init(name: String, _ blank: BlankForm) {
    let found = blank.found
    var counts = (rows: 0, areas: 0)
    let all = found.places.map { place in
      switch place {
      case .area:
        counts.areas += 1
        return "area\(counts.areas)"
      case .boxes:
        counts.rows += 1
        return "row\(counts.rows)"
      }
    }
    var fields: [FieldTemplate] = []
    var numbers: [String] = []
    var signed: [(number: String, name: String)] = []
    for (number, (place, label)) in zip(all, zip(found.places, blank.labels)) {
      if case .area = place, let name = label.name, TypeGuess.isSigned(name) {
        signed.append((number, name))
      } else {
        numbers.append(number)
        fields.append(Self.field(label.name ?? number, place, TypeGuess.format(of: place, label: label)))
      }
    }
    (self.numbers, self.signed) = (numbers, signed)
    // A blot in a box is no mark.
    let marks = found.marks.filter { mark in !fields.contains { $0.place.frame.overlaps(mark) } }
    form = FormTemplate(
      name: name, pageWidth: found.pageWidth, pageHeight: found.pageHeight, fields: fields, marks: marks,
      dropout: found.dropout)
  }

  private static func field(_ name: String, _ place: FieldPlace, _ format: FormatSpecification)
    -> FieldTemplate
  {
    guard case .boxes(let row) = place else { return FieldTemplate(name: name, format: format, place: place) }
    return FieldTemplate(name: name, format: format, place: place, charset: charset(format, row))
  }

  private static func charset(_ specification: FormatSpecification, _ row: BoxRow) -> Charset {
    guard let format = try? specification.makeFormat() else { return .alnum }
    return BoxAlphabets(format: format, boxes: row.count).charset
  }

  /// Gives a field, by its name or number, the type of `words`, TYPE or TYPE:OPTION: `iban:NL`, `date:DDMMYY`, `number:7`, `postcode:NL`.
  ///
  /// - Throws: `TemplateProposalError` where there is no such field or type, or it does not go with the boxes.
  package mutating func setType(_ words: String, of field: String) throws(TemplateProposalError) {
    let index = try index(of: field)
    let parts = words.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let type = FieldType(rawValue: parts[0]) else {
      throw .unknown("type", parts[0], known: FieldType.allCases.map(\.rawValue))
    }
    var specification = FormatSpecification(type: type)
    if parts.count > 1 { try Self.set(parts[1], in: &specification) }
    if case .boxes(let row) = form.fields[index].place { specification.boxes = row.count }
    do {
      _ = try specification.makeFormat()
    } catch {
      throw .format(field: field, error)
    }
    form.fields[index].format = specification
    guard case .boxes(let row) = form.fields[index].place else { return }
    form.fields[index].charset = Self.charset(specification, row)
  }

  private static func set(_ option: String, in format: inout FormatSpecification)
    throws(TemplateProposalError)
  {
    switch format.type {
    case .iban, .postcode: format.country = option
    case .date: format.format = option
    default:
      guard let length = Int(option) else { throw .option(option, type: format.type.rawValue) }
      format.length = length
    }
  }

  /// Names a field, by its name or number, otherwise.
  ///
  /// - Throws: `TemplateProposalError` where there is no such field.
  package mutating func rename(_ field: String, to name: String) throws(TemplateProposalError) {
    form.fields[try index(of: field)].name = name
  }

  private func index(of field: String) throws(TemplateProposalError) -> Int {
    guard let index = form.fields.firstIndex(where: { $0.name == field }) ?? numbers.firstIndex(of: field)
    else { throw .unknown("field", field, known: form.fields.map(\.name) + numbers) }
    return index
  }
}

/// Why a proposal cannot be changed as asked.
package enum TemplateProposalError: Error, Hashable, Sendable {
  /// There is no such field or type.
  case unknown(String, String, known: [String])
  /// What follows the type's colon is not its option.
  case option(String, type: String)
  case format(field: String, FormatError)
}
