import GRDB

/// The queue as tasks of Label Studio: the picture of a field, its reading as a prediction.
///
/// Pictures are named as its local storage serves them, the batch's folder being the document root.
enum LabelStudio {
  /// One task; `value` is the name of the text area and `image` that of the picture in the labelling interface.
  static func task(_ field: PlacedField) -> JSONText {
    let record = field.record
    // Two must key it unseen.
    let isHidden = record.reasons.contains(ReviewedField.keyedTwice)
    let result = JSONText.object([
      ("from_name", .string("value")), ("to_name", .string("image")), ("type", .string("textarea")),
      ("value", .object([("text", .list([.string(record.reading.text)]))])),
    ])
    let score = Double(CSVText.sixDecimals(record.reading.confidence)) ?? 0
    let crop = record.crop ?? "crops/\(record.id).png"
    return .object([
      (
        "data",
        .object([
          ("image", .string("/data/local-files/?d=\(crop)")), ("id", .string(record.id)),
          ("document", .string(field.document)), ("page", .integer(field.page)),
          ("field", .string(record.field)), ("type", .string(record.type)),
          ("reasons", .list(record.reasons.map(JSONText.string))),
        ])
      ),
      (
        "predictions",
        .list(
          isHidden
            ? []
            : [
              .object([
                ("model_version", .string("cijfer")), ("score", .number(score)), ("result", .list([result])),
              ])
            ])
      ),
    ])
  }
}

extension Ledger {
  /// The fields that wait as Label Studio's tasks, one JSON array, the least sure first.
  package func labelStudioTasks() throws -> String {
    var fields: [PlacedField] = []
    try read { database in
      try forEachField(database, withCharacters: { _ in false }) { if $0.status.waits { fields.append($0) } }
    }
    let sorted = fields.enumerated().sorted {
      ($0.element.record.reading.confidence, $0.offset) < ($1.element.record.reading.confidence, $1.offset)
    }
    return JSONText.list(sorted.map { LabelStudio.task($0.element) }).text + "\n"
  }
}
