import Ledger

extension WorkerAnswer {
  /// Whether this can be the answer to `request`: a worker that decoded a hostile file may say anything, but only
  /// about the pages it was asked for, and it names no file that is not its own.
  func isPlausible(for request: WorkerRequest) -> Bool {
    let numbers = pages.map(\.page) + failures.compactMap(\.page)
    guard Set(numbers).count == numbers.count, let sha256, let pageCount, pageCount >= 1 else { return false }
    if let asked = request.pages, !numbers.allSatisfy({ asked[0] <= $0 && $0 <= asked[1] }) { return false }
    let areTheirs = pages.allSatisfy { page in
      page.fields.allSatisfy { field in
        let id = FieldIdentity.id(sha256: sha256, page: page.page, form: page.form ?? "", field: field.field)
        return field.id == id && [nil, "\(id).png"].contains(field.crop)
      }
    }
    return areTheirs
      && failures.allSatisfy { failure in
        let id = FieldIdentity.id(sha256: sha256, page: failure.page ?? 0, form: "", field: "")
        return [nil, "\(id).png"].contains(failure.crop)
      }
  }
}
