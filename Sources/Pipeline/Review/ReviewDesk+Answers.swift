import Forms
import Ledger
import NumberFormats

extension ReviewDesk {
  /// Takes a reviewer's word on a field; on the disk when this returns `.saved`.
  package func answer(_ answer: FieldAnswer, by reviewer: String) throws -> ReviewOutcome {
    guard lease(answer.id, to: reviewer), let detail = try ledger.detail(field: answer.id) else {
      return .gone
    }
    // Somebody else had it meanwhile: what was seen is not what stands.
    guard answer.version ?? detail.words.version == detail.words.version else {
      release(answer.id, by: reviewer)
      return .gone
    }
    let isBlind = isBlind(detail)
    let isDouble = keyings[detail.form]?[detail.record.field]?.template.doubleKey == true
    var word = DecisionRecord(
      field: answer.id, kind: .illegible, reviewer: reviewer, time: now(), note: answer.note ?? "",
      before: isBlind ? nil : detail.record.reading.text, seconds: answer.seconds, view: "field")
    switch answer.action {
    case .aside: word.kind = .aside
    case .illegible: if isDouble { word.kind = .key }
    case .save:
      switch try keyed(answer, detail, isBlind: isBlind) {
      case .failure(let outcome): return outcome
      case .success(let value):
        word.value = value
        word.kind = value == detail.record.reading.text ? .confirm : .correct
        // Also of a field that two have decided: it takes two to change it.
        if isDouble { word.kind = .key }
      }
    }
    try take([word], reviewer)
    let isCompared = isBlind && answer.action == .save && !detail.record.characters.isEmpty
    return .saved(agrees: isCompared ? word.value == detail.record.reading.text : nil)
  }

  private enum Taken {
    case success(String)
    case failure(ReviewOutcome)
  }

  /// The value that is to be saved, or why nothing is.
  private func keyed(_ answer: FieldAnswer, _ detail: FieldDetail, isBlind: Bool) throws -> Taken {
    let cells = answer.cells ?? []
    guard let keying = keyings[detail.form]?[detail.record.field] else {
      // The form is configured no longer: what was typed is kept as it stands.
      return .success(cells.joined().filter { $0 != "_" })
    }
    let typed = Set(answer.typed ?? [])
    let shown = keying.cells(of: detail, isBlind: isBlind)
    let missing = shown.indices.filter { shown[$0].mustType && !typed.contains($0) }
    // Characters were added or taken away: all was looked at.
    let isReshaped = keying.isOpen && cells.count != shown.count
    if !missing.isEmpty, !isReshaped { return .failure(.mustType(missing)) }
    switch keying.keyed(cells) {
    case .value(let value): return .success(value)
    case .blank: return .success("")
    case .unusable: return .failure(.fails("format"))
    case .fails(let fault, let text):
      return answer.insists == true ? .success(text) : .failure(.fails(fault))
    }
  }

  /// What is wrong with what is keyed so far; nil where nothing is.
  package func check(_ id: String, _ cells: [String], by reviewer: String) throws -> String? {
    renew([id], for: reviewer)
    guard let detail = try ledger.detail(field: id), let keying = keyings[detail.form]?[detail.record.field]
    else { return nil }
    switch keying.keyed(cells) {
    case .value, .blank: return nil
    case .unusable: return "format"
    case .fails(let fault, _): return fault
    }
  }

  /// Takes a reviewer's word on a page that fits no form.
  package func answer(_ answer: PageAnswer, by reviewer: String) throws -> ReviewOutcome {
    guard lease(answer.id, to: reviewer), let page = try ledger.detail(page: answer.id),
      page.words.page == nil
    else { return .gone }
    var word = DecisionRecord(
      field: answer.id, kind: .rescan, reviewer: reviewer, time: now(), note: answer.note ?? "",
      seconds: answer.seconds, view: "page")
    switch answer.action {
    case .aside: word.kind = .aside
    case .rescan: word.kind = .rescan
    case .notAForm: word.kind = .notAForm
    case .form:
      guard let form = configuration.forms.first(where: { $0.name == answer.form }) else { return .gone }
      word.kind = .form
      word.value = form.name
      word.fields = form.fields.filter { $0.preprinted == nil }.map {
        .init(field: $0.name, type: $0.format.type.rawValue)
      }
    }
    try take([word], reviewer)
    return .saved(agrees: nil)
  }

  /// Takes back the reviewer's last word, whenever that was, and shows what it was on.
  package func undo(by reviewer: String) throws -> UndoOutcome {
    guard let words = history[reviewer]?.last else { return .nothing }
    for word in words where !lease(word.id, to: reviewer) { return .held }
    let time = now()
    try ledger.decide(
      words.map { DecisionRecord(field: $0.id, kind: .undo, reviewer: reviewer, time: time, box: $0.box) })
    history[reviewer]?.removeLast()
    for id in Set(words.map(\.id)) { try settle(id) }
    carpetBoxes = nil
    return .undone(try words.first.flatMap { try open($0.id, for: reviewer) })
  }

  /// Writes words of one moment and sets the queue right.
  func take(_ words: [DecisionRecord], _ reviewer: String) throws {
    try ledger.decide(words)
    history[reviewer, default: []].append(words.map { Word(id: $0.field, box: $0.box) })
    for id in Set(words.map(\.field)) { try settle(id) }
    let ids = Set(words.filter { $0.kind != .character }.map(\.field))
    carpetBoxes?.removeAll { ids.contains($0.id) }
  }
}
