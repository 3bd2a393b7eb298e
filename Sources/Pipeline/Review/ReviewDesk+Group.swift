import Forms
import Ledger

extension ReviewDesk {
  /// A character that must be typed, of a field whose reading may be seen.
  struct CarpetBox: Hashable {
    var id: String
    var box: Int
    var character: String
    var probability: Double
  }

  /// Boxes of a carpet, at most.
  private static let carpetSize = 60
  /// Fields that are looked through for a carpet.
  private static let carpetFields = 600

  /// Boxes read as `character`, or as the one with most boxes, the least sure first; nil where there are none.
  package func carpet(of character: String?, for reviewer: String) throws -> Carpet? {
    if carpetBoxes?.isEmpty ?? true { carpetBoxes = try gather(reviewer) }
    let boxes = carpetBoxes ?? []
    let waiting = Dictionary(boxes.map { ($0.character, 1) }, uniquingKeysWith: +)
    let most = waiting.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    guard let chosen = character.flatMap({ waiting[$0] == nil ? nil : $0 }) ?? most else { return nil }
    let alike = boxes.filter { $0.character == chosen }
      .sorted { ($0.probability, $0.id, $0.box) < ($1.probability, $1.id, $1.box) }
    // Only what is shown is kept from others.
    var mine: [CarpetBox] = []
    for box in alike where mine.count < Self.carpetSize && lease(box.id, to: reviewer) { mine.append(box) }
    return Carpet(
      character: chosen, boxes: mine.map { .init(id: $0.id, box: $0.box, probability: $0.probability) },
      waiting: waiting)
  }

  private func gather(_ reviewer: String) throws -> [CarpetBox] {
    var boxes: [CarpetBox] = []
    for item in queue.filter({ !$0.isPage && !$0.isAudit && !$0.isAside }).prefix(Self.carpetFields) {
      guard let detail = try ledger.detail(field: item.id), detail.status.waits, !isBlind(detail),
        let keying = keyings[detail.form]?[detail.record.field], !keying.isOpen
      else { continue }
      for (index, cell) in keying.cells(of: detail, isBlind: false).enumerated()
      where cell.mustType && cell.hasPicture && !["_", "?"].contains(cell.character)
        && !leftBoxes.contains(Word(id: item.id, box: index))
      {
        boxes.append(
          CarpetBox(
            id: item.id, box: index, character: cell.character, probability: cell.probability ?? 0))
      }
    }
    return boxes
  }

  /// Takes a reviewer's word on the boxes of a carpet; a field in which nothing doubtful is left, and whose value
  /// holds, is decided by it.
  package func answer(_ answer: CarpetAnswer, by reviewer: String) throws -> CarpetOutcome {
    let mine = answer.boxes.filter { lease($0.id, to: reviewer) && $0.character.count == 1 }
    let left = mine.filter { $0.character == "?" }
    leftBoxes.formUnion(left.map { Word(id: $0.id, box: $0.box) })
    let time = now()
    let seconds = answer.seconds.map { $0 / Double(max(1, mine.count)) }
    var words: [DecisionRecord] = []
    var decided = 0
    let clear = mine.filter { $0.character != "?" }
    for (id, boxes) in Dictionary(grouping: clear, by: \.id).sorted(by: { $0.key < $1.key }) {
      guard var detail = try ledger.detail(field: id), detail.status.waits else { continue }
      let said = boxes.map { box in
        DecisionRecord(
          field: id, kind: .character, value: box.character.uppercased(), reviewer: reviewer, time: time,
          box: box.box, seconds: seconds, view: "group")
      }
      words += said
      said.forEach { detail.words.append($0) }
      guard let value = settled(detail) else { continue }
      let isReading = value == detail.record.reading.text
      words.append(
        DecisionRecord(
          field: id, kind: isReading ? .confirm : .correct, value: value, reviewer: reviewer, time: time,
          before: detail.record.reading.text, view: "group"))
      decided += 1
    }
    if !words.isEmpty { try take(words, reviewer) }
    for box in left { release(box.id, by: reviewer) }
    let done = Set(answer.boxes.map { Word(id: $0.id, box: $0.box) })
    carpetBoxes?.removeAll { done.contains(Word(id: $0.id, box: $0.box)) }
    let saved = words.count { $0.kind == .character }
    return CarpetOutcome(
      saved: saved, fieldsDecided: decided, gone: answer.boxes.count - left.count - saved)
  }

  /// The field's value if all that was doubtful in it has been looked at and it holds.
  private func settled(_ detail: FieldDetail) -> String? {
    guard let keying = keyings[detail.form]?[detail.record.field] else { return nil }
    let cells = keying.cells(of: detail, isBlind: false)
    guard !cells.contains(where: \.mustType), case .value(let value) = keying.keyed(cells.map(\.character))
    else { return nil }
    return value
  }
}
