/// A rule that the values of one page keep together.
package struct Agreement: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// All fields have the same value.
    case same
    /// The last field is the sum of the others.
    case sum
    /// No field's value is below the one before.
    case ascending
  }

  package var kind: Kind
  /// Names of fields of the form, two or more.
  package var fields: [String]

  package init(kind: Kind, fields: [String]) {
    self.kind = kind
    self.fields = fields
  }
}
