package import NumberFormats

/// What is known of the fields of a batch's forms.
package struct FieldCatalogue: Sendable {
  package struct Entry: Sendable {
    package var type: String
    /// The format without its list; nil where it is not known.
    package var format: (any FieldFormat)?
    package var isArea: Bool
    package var acceptsRepaired: Bool
    /// Whether the field has an acceptance of its own: no calibration of its type is made from it.
    package var hasOwnAcceptance: Bool

    package init(
      type: String, format: (any FieldFormat)?, isArea: Bool, acceptsRepaired: Bool, hasOwnAcceptance: Bool
    ) {
      self.type = type
      self.format = format
      self.isArea = isArea
      self.acceptsRepaired = acceptsRepaired
      self.hasOwnAcceptance = hasOwnAcceptance
    }
  }

  /// By form, then field.
  private var forms: [String: [String: Entry]] = [:]

  package init() {}

  package mutating func add(_ entry: Entry, form: String, field: String) {
    forms[form, default: [:]][field] = entry
  }

  /// The field of `form`; without a form, of the only type that fields of this name have.
  package func entry(form: String?, field: String) -> Entry? {
    if let form { return forms[form]?[field] }
    let named = forms.sorted { $0.key < $1.key }.compactMap { $0.value[field] }
    return Set(named.map(\.type)).count == 1 ? named[0] : nil
  }
}

extension FieldCatalogue.Entry {
  /// `value` as the format writes it, where it is valid; else as it stands.
  func canonical(_ value: String) -> String {
    guard !value.contains("_"), !value.contains("?"), !value.isEmpty,
      case .valid(let canonical)? = format?.validate(value)
    else { return value }
    return canonical
  }
}
