import Crypto
import FoundationEssentials
import Ledger
import Pipeline
import Synchronization
import SystemPackage
import Testing

/// A worker that reads what a file says: `pages: 3`, `value: 0034`, …; and dies where it says so.
struct ScriptedPool: WorkerPool {
  let log: RequestLog
  /// Cancels itself after so many requests.
  var endsAfter: Int?

  func run(jobs: Int, queue: WorkQueue, handle: @escaping WorkHandler) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<jobs {
        group.addTask {
          while let item = await queue.next() {
            if log.add(item.request) > endsAfter ?? .max { throw CancellationError() }
            await queue.done(adding: try await handle(item, answer(item.request)))
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func answer(_ request: WorkerRequest) -> Result<WorkerAnswer, WorkerFault> {
    guard let bytes = try? Files.read(FilePath(request.path)) else {
      return .failure(.crash("lost its file"))
    }
    let script = Script(String(decoding: bytes, as: UTF8.self))
    let sha256 = SHA256.hash(data: bytes).hex
    var answer = WorkerAnswer(id: request.id, sha256: sha256)
    if let code = script.text("file") {
      if code == "crash" { return .failure(.crash("died")) }
      if code == "gone" { answer.sha256 = nil }
      let told = code == "gone" ? "unreadable" : code
      answer.failures = [WorkerFailure(page: nil, code: told, message: "told")]
      return .success(answer)
    }
    answer.pageCount = script.number("pages") ?? 1
    let pages = request.pages ?? [1, 1]
    for page in pages[0]..<max(pages[0], min(pages[1], answer.pageCount ?? 1) + 1) {
      switch script.text("page \(page)") {
      case "crash": return .failure(.crash("died"))
      case "timeout": return .failure(.timeout)
      case "memory": return .failure(.memory)
      case "foreign": answer.pages.append(Self.page(page + 100, sha256: sha256, value: "1234"))
      case let code?: answer.failures.append(WorkerFailure(page: page, code: code, message: "told"))
      case nil: answer.pages.append(Self.page(page, sha256: sha256, value: script.text("value") ?? "1234"))
      }
    }
    return .success(answer)
  }

  private static func page(_ number: Int, sha256: String, value: String) -> WorkerPage {
    let fields = ["number", "free"].map { name in
      FieldRecord(
        id: FieldIdentity.id(sha256: sha256, page: number, form: "small", field: name), field: name,
        type: "number",
        reading: FieldReading(text: value, isValid: true, confidence: 0.9999, alternatives: []),
        status: .accepted, reasons: [],
        characters: value.enumerated().map { record($0.element, 0.99999, at: $0.offset) }, crop: nil)
    }
    let outcome = PageOutcome.identified(form: "small", residual: 0.05, edgesFound: 1)
    let page = PageRecord(page: number, outcome: outcome, basis: "", fields: fields)
    return WorkerPage(page) ?? WorkerPage(page: number, fields: [])
  }
}

/// `key: value` lines.
private struct Script {
  private var values: [String: String] = [:]

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { String($0.drop { $0 == " " }) }
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
  }

  func text(_ key: String) -> String? { values[key] }
  func number(_ key: String) -> Int? { values[key].flatMap(Int.init) }
}

/// What was asked of workers.
final class RequestLog: Sendable {
  private let requests = Mutex<[WorkerRequest]>([])

  /// Notes a request; returns how many there are since the last `take`.
  @discardableResult
  func add(_ request: WorkerRequest) -> Int {
    requests.withLock { requests in
      requests.append(request)
      return requests.count
    }
  }

  /// `file [first, last]` since the last call, sorted.
  func take() -> [String] {
    requests.withLock { requests in
      defer { requests = [] }
      return requests.map { "\($0.path.split(separator: "/").last ?? "") \($0.pages ?? [])" }.sorted()
    }
  }
}

@Suite struct BatchTests {
  private let folder: Scratch
  private let log = RequestLog()
  private var out: String { folder.path + "/out" }

  init() throws {
    folder = try Scratch()
  }

  private func write(_ name: String, _ script: String) throws { try folder.write("in/\(name)", script) }

  @discardableResult
  private func run(
    form: String? = nil, jobs: Int = 2, endsAfter: Int? = nil, rerun: Bool = false, dryRun: Bool = false,
    inputs: [String]? = nil,
    change: (String) -> String = { $0 }
  ) async throws -> BatchSummary {
    let options = BatchOptions(
      inputs: inputs ?? [folder.path + "/in"], out: out, form: form, jobs: jobs, rerun: rerun, dryRun: dryRun)
    let configuration = try Sample.configuration(in: folder, change: change).configuration
    return try await BatchRunner(configuration: configuration, options: options).run(
      on: ScriptedPool(log: log, endsAfter: endsAfter))
  }

  private func lines(_ name: String) throws -> [String] {
    try folder.text("out/\(name)").split(separator: "\r\n").map(String.init)
  }

  @Test func `a batch leaves its files, and is not read twice`() async throws {
    try write("a.tif", "pages: 2\nvalue: 1234")
    try write("b.tif", "value: 5678")
    let summary = try await run()
    #expect(log.take() == ["a.tif [1, 50]", "b.tif [1, 50]"])
    #expect(summary.pagesRead == 3 && summary.scansToRead == 2)
    #expect(summary.counts.pages == 3)
    #expect(try lines("fields.csv").count == 7)
    let again = try await run()
    #expect(log.take().isEmpty)
    #expect(again.scansAlreadyDone == 2 && again.pagesRead == 0)
  }

  @Test func `long files go in ranges of fifty`() async throws {
    try write("long.tif", "pages: 120")
    #expect(try await run().pagesRead == 120)
    #expect(log.take() == ["long.tif [1, 50]", "long.tif [101, 120]", "long.tif [51, 100]"])
  }

  @Test func `a page that costs a worker fails alone, and is tried again by the next run`() async throws {
    try write("bad.tif", "pages: 4\npage 3: crash")
    try write("slow.tif", "pages: 2\npage 1: timeout")
    let summary = try await run()
    #expect(summary.counts.failures == ["crash": 1, "timeout": 1])
    #expect(summary.counts.pages == 6)
    #expect(
      log.take() == [
        "bad.tif [1, 0]", "bad.tif [1, 1]", "bad.tif [1, 50]", "bad.tif [2, 2]", "bad.tif [3, 3]",
        "bad.tif [4, 4]", "slow.tif [1, 0]", "slow.tif [1, 1]", "slow.tif [1, 50]", "slow.tif [2, 2]",
      ])
    #expect(summary.exitCode(strict: false) == .partial)
    #expect(
      try lines("failures.csv") == [
        "document,page,code,message", "bad.tif,3,crash,the worker that read it died",
        "slow.tif,1,timeout,\"took longer than limits.secondsPerPage, 5 s\"",
      ])
    try await run()
    #expect(log.take() == ["bad.tif [3, 3]", "bad.tif [3, 3]", "slow.tif [1, 1]", "slow.tif [1, 1]"])
  }

  @Test func `a file that costs a worker at its opening fails as a whole`() async throws {
    try write("bomb.tif", "file: crash")
    let summary = try await run()
    #expect(log.take() == ["bomb.tif [1, 0]", "bomb.tif [1, 50]"])
    #expect(summary.counts.failures == ["crash": 1])
    #expect(try lines("failures.csv").last == "bomb.tif,,crash,the worker that read it died")
  }

  @Test func `a page over the memory's limit fails with the limit's name, and waits for another limit`()
    async throws
  {
    try write("big.tif", "pages: 2\npage 2: memory")
    #expect(try await run().counts.failures == ["limit": 1])
    #expect(
      try lines("failures.csv").last == "big.tif,2,limit,\"needs more than limits.memoryMB, 512 MB\"")
    _ = log.take()
    try await run()
    #expect(log.take().isEmpty)
    try await run { $0.replacing("\"memoryMB\": 512", with: "\"memoryMB\": 600") }
    #expect(log.take().contains("big.tif [2, 2]"))
  }

  @Test func `a scan's hash is stored whoever made it`() async throws {
    let scripts = [
      "a.tif": "pages: 1", "b.tif": "pages: 2", "c.tif": "pages: 100", "d.tif": "file: truncated",
    ]
    for (name, script) in scripts { try write(name, script) }
    try await run()
    let hashes = try Ledger(reading: out).scans().map { [$0.document, $0.sha256] }
    let made = scripts.sorted { $0.key < $1.key }.map {
      [$0.key, SHA256.hash(data: Array($0.value.utf8)).hex]
    }
    #expect(hashes == made)
  }

  @Test func `an answer about pages that nobody asked for is none`() async throws {
    try write("odd.tif", "pages: 2\npage 2: foreign")
    #expect(try await run().counts.failures == ["crash": 1])
    #expect(try lines("failures.csv").last == "odd.tif,2,crash,the worker that read it answered nonsense")
  }

  @Test func `a file that could not be opened just now is tried by the next run`() async throws {
    try write("away.tif", "file: gone")
    #expect(try await run().counts.failures == ["unreadable": 1])
    _ = log.take()
    try await run()
    #expect(log.take() == ["away.tif [1, 50]"])
  }

  @Test func `failures are tried again as asked`() async throws {
    try write("cut.tif", "file: truncated")
    try write("odd.tif", "pages: 2\npage 2: no-form")
    #expect(try await run().counts.failures == ["truncated": 1, "no-form": 1])
    _ = log.take()
    try await run()
    #expect(log.take().isEmpty)
    try await run(rerun: true)
    #expect(log.take() == ["cut.tif [1, 50]", "odd.tif [2, 2]"])
    // A new form reads unidentified pages again, and no others.
    try await run { text in
      text.replacing("{ \"name\": \"second\"", with: "{ \"name\": \"third\"")
    }
    #expect(log.take() == ["odd.tif [2, 2]"])
  }

  @Test func `changed geometry reads again, a changed rule only decides again`() async throws {
    try write("a.tif", "value: 1234")
    #expect(try await run().counts.fields == [.accepted: 2])
    _ = log.take()
    let strict = try await run {
      $0.replacing("\"audit\"", with: "\"accept\": { \"fieldError\": 1e-12 }, \"audit\"")
    }
    #expect(log.take().isEmpty)
    #expect(strict.counts.fields == [.review: 2])
    #expect(try await run().counts.fields == [.accepted: 2])
    #expect(log.take().isEmpty)
    try await run { $0.replacing("\"x\": 10, \"y\": 10", with: "\"x\": 11, \"y\": 10") }
    #expect(log.take() == ["a.tif [1, 1]"])
  }

  @Test func `without inputs all is decided again from the ledger`() async throws {
    try write("a.tif", "value: 1234")
    try await run()
    _ = log.take()
    let summary = try await run(inputs: []) {
      $0.replacing("\"length\": 4,", with: "\"length\": 4, \"max\": 1000,")
    }
    #expect(log.take().isEmpty)
    #expect(summary.counts.fields == [.review: 1, .accepted: 1])
  }

  @Test func `the later of two equal values of a unique field waits`() async throws {
    try write("a.tif", "value: 1234\npages: 1")
    try write("b.tif", "value: 1234\npages: 2")
    let summary = try await run()
    #expect(summary.counts.fields == [.accepted: 4, .review: 2])
    #expect(summary.counts.waiting == ["duplicate-value": 2])
    let waiting = try lines("fields.csv").filter { $0.contains("duplicate-value") }
    #expect(waiting.map { $0.prefix(22) } == ["b.tif,1,small,free,,re", "b.tif,2,small,free,,re"])
  }

  @Test func `duplicates are read once and named`() async throws {
    try write("a.tif", "value: 1234")
    try write("b.tif", "value: 1234")
    let summary = try await run()
    #expect(log.take() == ["a.tif [1, 50]"])
    #expect(summary.counts.duplicates == 1)
    #expect(summary.exitCode(strict: true) == .done)
    #expect(try lines("failures.csv").last?.hasPrefix("b.tif,,duplicate,") == true)
  }

  @Test func `changed bytes are read anew, and what is gone from them is forgotten`() async throws {
    try write("a.tif", "value: 1234\npages: 3")
    #expect(try await run().counts.pages == 3)
    try write("a.tif", "value: 5678\npages: 1\n\n")
    let summary = try await run()
    #expect(summary.counts.pages == 1)
    #expect(try lines("fields.csv").allSatisfy { !$0.contains("1234") })
  }

  @Test func `outputs do not depend on jobs or on how the work was cut`() async throws {
    for name in ["a", "b", "c", "d"] {
      try write("\(name).tif", "value: 12\(name.utf8.count)4\npages: \(name == "a" ? 60 : 2)\n\(name): 1")
    }
    try write("e.tif", "pages: 3\npage 2: crash")
    try await run(jobs: 4)
    let files = ["fields.csv", "failures.csv", "review.jsonl"]
    let once = try files.map { try folder.text("out/\($0)") }
    let report = try folder.text("out/run.json")
    try FileManager.default.removeItem(atPath: out)
    // Cut off after every third request, until nothing is left.
    var cuts = 0
    while true {
      do {
        _ = log.take()
        try await run(jobs: 1, endsAfter: 3)
        break
      } catch is CancellationError {
        cuts += 1
      }
    }
    #expect((2...5).contains(cuts))
    #expect(try files.map { try folder.text("out/\($0)") } == once)
    let withoutTimes = { (text: String) in text.split(separator: "\"times\"")[0] }
    #expect(withoutTimes(try folder.text("out/run.json")) == withoutTimes(report))
  }

  @Test func `a dry run writes nothing`() async throws {
    try write("a.tif", "value: 1234")
    let summary = try await run(dryRun: true)
    #expect(summary.isDryRun && summary.scansToRead == 1)
    #expect(!FileManager.default.fileExists(atPath: out))
    #expect(log.take().isEmpty)
  }

  @Test func `arguments that cannot be followed are refused before anything is read`() async throws {
    try write("a.tif", "value: 1234")
    await #expect(throws: BatchArgumentError.unknownForm("none", known: ["small", "second"])) {
      try await run(form: "none")
    }
    await #expect(throws: BatchArgumentError.nothingToDo(out: out)) { try await run(inputs: []) }
    await #expect(throws: InputError.self) { try await run(inputs: [folder.path + "/none"]) }
    await #expect(throws: BatchArgumentError.jobs(0)) { try await run(jobs: 0) }
    await #expect(throws: BatchArgumentError.outputInside(out: out, input: folder.path)) {
      try await run(inputs: [folder.path + "/in", folder.path])
    }
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test func `of several faults all are told, and the contract's first one counts`() async throws {
    try folder.write("out", "a file where the folder should be")
    await #expect {
      try await run(form: "none", inputs: [folder.path + "/gone"])
    } throws: { error in
      (error as? BatchFaults)?.errors.count == 3 && ExitCode.of(error) == .noOutput
    }
    try FileManager.default.removeItem(atPath: out)
    await #expect {
      try await run(form: "none", inputs: [folder.path + "/gone"])
    } throws: { error in
      (error as? BatchFaults)?.errors.count == 2 && ExitCode.of(error) == .badArguments
    }
  }
}
