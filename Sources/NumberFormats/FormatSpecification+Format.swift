extension FormatSpecification {
  /// The format that this specification describes.
  ///
  /// - Throws: `FormatError` where an option is not allowed, missing or out of range.
  package func makeFormat() throws(FormatError) -> any FieldFormat {
    throw FormatError(key: "type", message: "stub")
  }
}
