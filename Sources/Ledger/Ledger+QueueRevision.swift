import GRDB

extension Ledger {
  /// Writes `review.jsonl` anew, its lines as they stand, where nothing but decisions came since it was written: those
  /// of what waits no longer go, those of what waits again are made.
  ///
  /// - Returns: the fields that wait no longer.
  func reviseQueue(
    _ database: Database, _ context: QueueContext, _ crops: inout CropFolder
  ) throws -> Set<String> {
    let path = directory + "/review.jsonl"
    var standing: Set<String> = []
    var lines = try QueueLines(path)
    while let line = lines.next() { standing.insert(line.id) }
    lines = try QueueLines(path)
    var file = try AtomicFile(path)
    // Both are in output order.
    for item in try queue(database) {
      if standing.remove(item.id) != nil, let line = lines.line(of: item.id) {
        try file.write(line)
      } else if let line = try line(of: item, database, context, &crops) {
        try file.write(line + "\n")
      }
    }
    try file.commit()
    // Pictures of pages are those of their fields.
    return standing.subtracting(try unidentifiedPages(database).map(\.id))
  }

  private func line(
    of item: QueuedItem, _ database: Database, _ context: QueueContext, _ crops: inout CropFolder
  ) throws -> String? {
    if item.isPage { return try unidentifiedPages(database).first { $0.id == item.id }.map(context.line) }
    guard let field = try placed(field: item.id, database) else { return nil }
    return context.line(field, crop: try crops.keep(field), owner: try owner(of: field, database))
  }
}
