import FoundationEssentials
package import Ledger

extension ReviewImport {
  /// Reads the bytes of what Label Studio exports as JSON: tasks with their annotations.
  ///
  /// A task's text area `value` holds the value; a choice `illegible` says that there is none. Cancelled annotations
  /// and empty ones leave a field open; people who annotated the same task must agree.
  ///
  /// - Parameter time: of the decisions, seconds since 1970.
  /// - Throws: `ReviewTableError` naming every task at fault.
  package init(
    labelStudio bytes: [UInt8], ledger: Ledger, configuration: Configuration, reviewer: String, time: Double
  ) throws {
    try self.init(ledger: ledger, configuration: configuration, reviewer: reviewer, time: time)
    let tasks: [LabelledTask]
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      tasks = try decoder.decode([LabelledTask].self, from: Data(bytes))
    } catch {
      throw ReviewTableError(
        faults: [.init(line: 1, message: "is not what Label Studio exports as JSON")], unit: "task")
    }
    for (index, task) in tasks.enumerated() {
      do throws(RowError) {
        if let row = try row(task, number: index + 1) { take(row) }
      } catch {
        faults.append(.init(line: index + 1, message: error.message))
      }
    }
    if !faults.isEmpty { throw ReviewTableError(faults: faults, unit: "task") }
  }

  private func row(_ task: LabelledTask, number: Int) throws(RowError) -> Row? {
    guard let id = task.data.id else { throw RowError(message: "its data has no id") }
    let field = try field(id)
    var row: Row?
    for annotation in task.annotations ?? [] where annotation.wasCancelled != true {
      guard let said = try annotation.said else { continue }
      let isReading = said == .value(field.reading.text) && !field.isKeyedTwice
      var next = Row(
        line: number, id: id, decision: isReading ? "confirm" : "correct", value: "",
        seconds: annotation.leadTime, view: "label-studio")
      switch said {
      case .illegible: next.decision = "illegible"
      case .value(let value): if !isReading { next.value = value }
      }
      if let row, row.decision != next.decision || row.value != next.value {
        throw RowError(message: "its annotations differ")
      }
      row = next
    }
    return row
  }
}

/// A task as Label Studio exports it.
private struct LabelledTask: Decodable {
  var data: Fields
  var annotations: [Annotation]?

  struct Fields: Decodable {
    var id: String?
  }

  struct Annotation: Decodable {
    var result: [Result]
    var wasCancelled: Bool?
    /// Seconds.
    var leadTime: Double?

    enum Said: Hashable {
      case value(String)
      case illegible
    }

    /// What it says of the field; nil where it says nothing.
    var said: Said? {
      get throws(ReviewImport.RowError) {
        let choices = result.flatMap { $0.value?.choices ?? [] }
        let texts = result.filter { $0.fromName == "value" }.flatMap { $0.value?.text?.all ?? [] }
          .map(\.trimmed).filter { !$0.isEmpty }
        if texts.count > 1 { throw .init(message: "it has several values") }
        let isIllegible = choices.contains { $0.lowercased() == "illegible" }
        if isIllegible { return .illegible }
        return texts.first.map(Said.value)
      }
    }
  }

  struct Result: Decodable {
    var fromName: String?
    var value: Value?
  }

  struct Value: Decodable {
    var text: Text?
    var choices: [String]?
  }

  /// One text, or a list of them.
  struct Text: Decodable {
    var all: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        all = [text]
      } else {
        all = try container.decode([String].self)
      }
    }
  }
}
