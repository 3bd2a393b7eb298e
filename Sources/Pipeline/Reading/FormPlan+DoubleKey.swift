import Forms
package import Ledger

extension FormPlan {
  /// Makes the fields wait that two people are to key, accepted ones too; blank and preprinted ones stay as they are.
  ///
  /// Comes last: what must agree or be unique is told by what the machine reads.
  package func awaitTwo(_ page: inout [FieldRecord]) {
    for reader in fields where reader.template.doubleKey && reader.template.preprinted == nil {
      for index in page.indices where page[index].field == reader.template.name {
        guard page[index].hasMachineValue || page[index].status == .review else { continue }
        page[index].status = .review
        let reasons = page[index].reasons.compactMap(Reason.init).filter { $0 != .sampled } + [.doubleKey]
        page[index].reasons = reasons.sorted().map(\.rawValue)
      }
    }
  }
}
