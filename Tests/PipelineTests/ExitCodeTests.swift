import GlyphNet
import Ledger
import Pipeline
import Testing

@Suite struct ExitCodeTests {
  private let order: [Int32] = [130, 15, 9, 7, 5, 1, 2, 4, 10, 0]

  @Test func `of every set of codes the contract's first one goes`() {
    let all = ExitCode.allCases
    #expect(Set(all.map(\.rawValue)) == Set(order))
    for mask in 0..<(1 << all.count) {
      let codes = Set(all.indices.filter { mask >> $0 & 1 == 1 }.map { all[$0] })
      let expected = order.first { value in codes.contains { $0.rawValue == value } } ?? 0
      #expect(ExitCode.first(of: codes).rawValue == expected)
    }
  }

  @Test func `errors have the contract's codes`() {
    let errors: [(any Error, Int32)] = [
      (CancellationError(), 130), (ConfigurationError(path: "p", problems: []), 9),
      (ModelError(path: "m", node: nil, reason: "r"), 9), (WorkerPoolError(reason: "r"), 7),
      (LedgerError.locked(directory: "d"), 5), (LedgerError.noAccess(path: "p", reason: "r"), 5),
      (OutputError(path: "p", reason: "r"), 5), (BatchArgumentError.unknownForm("f", known: []), 1),
      (BatchArgumentError.nothingToDo(out: "o"), 1), (InputError(faults: []), 2),
      (WorkerLineError(message: "m"), 15),
    ]
    for (error, code) in errors { #expect(ExitCode.of(error).rawValue == code) }
  }

  @Test(
    arguments: [
      (0, 0, false, 0), (0, 3, false, 0), (0, 3, true, 10), (2, 0, false, 4), (2, 3, true, 4),
      (0, 0, true, 0),
    ] as [(Int, Int, Bool, Int32)])
  func `a finished batch says whether something failed or waits`(
    failures: Int, waiting: Int, strict: Bool, code: Int32
  ) {
    var summary = BatchSummary()
    summary.counts.failures = ["truncated": failures]
    summary.counts.fields = [.accepted: 5, .review: waiting, .confirmed: 1]
    #expect(summary.exitCode(strict: strict).rawValue == code)
  }
}
