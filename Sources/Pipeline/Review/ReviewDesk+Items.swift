import Forms
import Ledger
import Raster

extension ReviewDesk {
  /// Whether the reading of a field is hidden: where two must key it, where an accepted field is checked, of every
  /// tenth other field, so that nobody nods.
  func isBlind(_ detail: FieldDetail) -> Bool {
    guard detail.status.waits else { return false }
    if keyings[detail.form]?[detail.record.field]?.template.doubleKey == true { return true }
    if detail.record.status == .audit || detail.record.characters.isEmpty { return true }
    return AuditDraw.isDrawn(id: String(detail.record.id.prefix(16)), share: Self.blindShare)
  }

  /// The item `id` as it is sent; nil where there is none, or where it `waits` no longer.
  func show(_ id: String, isPage: Bool, waits: Bool) throws -> ReviewItem? {
    if isPage {
      return try ledger.detail(page: id).flatMap { waits && $0.words.page != nil ? nil : item($0) }
    }
    guard let detail = try ledger.detail(field: id), !waits || detail.status.waits else { return nil }
    return .field(item(detail))
  }

  private func item(_ page: PageDetail) -> ReviewItem {
    let names = configuration.forms.map(\.name)
    let likely = page.likely.filter { names.contains($0.form) }
    let others = names.filter { name in !likely.contains { $0.form == name } }
    return .page(
      PageItem(
        id: page.id, document: page.document, page: page.page, reason: page.code, message: page.message,
        note: page.words.aside?.note ?? "", hasPicture: page.crop != nil,
        forms: likely + others.map { LikelyForm(form: $0, residual: nil, edgesFound: 0) }))
  }

  private func item(_ detail: FieldDetail) -> FieldItem {
    let record = detail.record
    let isBlind = isBlind(detail)
    let keying = keyings[detail.form]?[record.field]
    let view = view(of: detail)
    var item = FieldItem(
      id: record.id, version: detail.words.version, document: detail.document, page: detail.page,
      form: detail.form, field: record.field, type: record.type, reasons: isBlind ? [] : record.reasons,
      note: detail.words.aside?.note ?? "", isBlind: isBlind, isOpen: keying?.isOpen ?? true,
      value: detail.status.waits ? nil : detail.value, status: detail.status.rawValue,
      cells: keying?.cells(of: detail, isBlind: isBlind) ?? [], view: view,
      expected: view == .page ? expected(keying, on: detail.form) : nil,
      place: Self.union(record.characters.map(\.pixels)))
    guard keying?.isOpen == false, !record.characters.isEmpty else { return item }
    for (index, place) in FieldKeying.places(record.characters, isStrip: view == .strip).enumerated()
    where item.cells.indices.contains(index) {
      item.cells[index].place = place
    }
    return item
  }

  /// What the field's picture shows.
  private func view(of detail: FieldDetail) -> FieldItem.View {
    if detail.record.characters.isEmpty { return .page }
    return (try? kept(detail.record.crop ?? "crops/\(detail.record.id).png")) == nil ? .strip : .field
  }

  /// Where a field should lie on an upright page of the form: x, y, width, height as shares of the page.
  private func expected(_ keying: FieldKeying?, on form: String) -> [Double]? {
    guard let area = keying?.template.place.frame,
      let form = configuration.forms.first(where: { $0.name == form })
    else { return nil }
    return [
      area.minX / form.pageWidth, area.minY / form.pageHeight, area.width / form.pageWidth,
      area.height / form.pageHeight,
    ]
  }

  private static func union(_ rects: [[Double]]) -> [Double]? {
    guard let left = rects.map({ $0[0] }).min(), let top = rects.map({ $0[1] }).min(),
      let right = rects.map({ $0[0] + $0[2] }).max(), let bottom = rects.map({ $0[1] + $0[3] }).max()
    else { return nil }
    return [left, top, right - left, bottom - top]
  }
}
