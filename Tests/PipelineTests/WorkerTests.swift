import FoundationEssentials
import Glibc
import Ledger
import Pipeline
import SystemPackage
import Testing

@Suite struct WorkerTests {
  private let basis: ReadingBasis
  private let reader: ScanReader

  init() throws {
    let (configuration, basis) = try Sample.configuration()
    self.basis = basis
    let digits = (0..<10).map(String.init) + ["junk"]
    let networks = Networks(digits: FirstPixelNetwork(classes: digits), letters: nil)
    reader = ScanReader(
      configuration: configuration,
      reader: try PageReader(configuration: configuration, networks: networks, basis: basis))
  }

  private func field() -> FieldRecord {
    FieldRecord(
      id: "0123", field: "number", type: "number",
      reading: FieldReading(
        text: "1234", isValid: true, confidence: 0.1 + 0.2,
        alternatives: [Alternative(value: "1235", probability: 1e-300)]),
      status: .review, reasons: ["low-confidence", "repaired"],
      characters: "12é4".enumerated().map {
        record($0.element, 0.7, at: $0.offset, strayInk: $0.offset == 2)
      },
      crop: "0123.png")
  }

  @Test func `an answer comes back from its line bit by bit`() throws {
    let identified = PageRecord(
      page: 2, outcome: .identified(form: "small", residual: 0.1 + 0.2, edgesFound: 1 / 3), basis: "",
      fields: [field()])
    let blank = PageRecord(page: 3, outcome: .blank, basis: "", fields: [])
    let likely = [LikelyForm(form: "small", residual: 0.5, edgesFound: 0.25)]
    let answer = WorkerAnswer(
      id: "a/é\"\n", sha256: "ff", pageCount: 4, pages: [identified, blank].compactMap { WorkerPage($0) },
      failures: [WorkerFailure(page: 1, code: "no-form", message: "m", crop: "x.png", likely: likely)])
    let line = try WorkerLine.encode(answer)
    #expect(line.filter { $0 == 10 } == [10] && line.last == 10)
    let back = try WorkerLine.decode(line, as: WorkerAnswer.self)
    #expect(back == answer)
    #expect(try WorkerLine.encode(back) == line)

    let records = try back.records(basis: basis, form: nil)
    #expect(records.map(\.page) == [1, 2, 3])
    var expected = field()
    expected.crop = "crops/0123.png"
    #expect(records[1].fields == [expected])
    #expect(records[1].outcome == identified.outcome)
    #expect(records[1].basis == basis.identified(as: "small"))
    #expect(records[2].basis == basis.formless)
    #expect(records[0].basis == basis.unidentified(among: nil))
    #expect(
      records[0].outcome
        == .failed(
          FailureRecord(page: 1, code: "no-form", message: "m", likely: likely), crop: "crops/x.png"))
  }

  @Test func `what no worker of ours says is refused`() throws {
    let page = PageRecord(
      page: 1, outcome: .identified(form: "small", residual: 0, edgesFound: 1), basis: "", fields: [field()])
    let sound = try #require(WorkerPage(page))
    let changes: [(inout WorkerField) -> Void] = [
      { $0.status = "fine" }, { $0.characters[0].picture = "AAAA" }, { $0.characters[0].probabilities = "?" },
      { $0.characters[0].box = [1] },
    ]
    for change in changes {
      var broken = sound
      change(&broken.fields[0])
      let answer = WorkerAnswer(id: "", pages: [broken])
      #expect(throws: WorkerLineError.self) { try answer.records(basis: basis, form: nil) }
    }
  }

  /// What a worker answers to `input`, through pipes.
  private func talk(_ input: [UInt8]) throws -> [WorkerAnswer] {
    let folder = try Scratch()
    let asked = try folder.write("in", input)
    let said = folder.path + "/out"
    let source = try FileDescriptor.open(asked, .readOnly)
    let sink = try FileDescriptor.open(said, .writeOnly, options: [.create], permissions: .ownerReadWrite)
    try Worker(reader: reader, crops: nil).serve(input: source, output: sink)
    try source.close()
    try sink.close()
    let bytes = try withExtendedLifetime(folder) { try Files.read(FilePath(said)) }
    return try bytes.split(separator: 10).map { try WorkerLine.decode($0, as: WorkerAnswer.self) }
  }

  @Test func `every line has its answer, in order, whatever it holds`() throws {
    let lines = [
      "{\"id\":\"1\",\"path\":\"/nowhere/x.tif\"}", "nonsense", "", "{\"id\":\"2\"}",
      "{\"id\":3,\"path\":\"x\"}",
      "{\"id\":\"4\",\"path\":\"x\",\"pages\":[0,1]}", "{\"id\":\"5\",\"path\":\"x\",\"pages\":[1]}",
      "{\"id\":\"6\",\"path\":\"x\",\"form\":\"none\"}", "{\"id\":\"7\",\"path\":\"/nowhere/y.tif\"}",
    ]
    let answers = try talk(Array(lines.joined(separator: "\n").utf8))
    #expect(answers.map(\.id) == ["1", "", "2", "", "4", "5", "6", "7"])
    #expect(answers.allSatisfy { $0.failures.map(\.code) == ["unreadable"] && $0.failures[0].page == nil })
    #expect(answers[0].failures[0].message == "cannot be read: No such file or directory")
    #expect(answers[2].failures[0].message == "bad request: path is missing")
    #expect(answers[6].failures[0].message == "there is no form none")
  }

  @Test func `a file that is no scan is a failure with its hash`() throws {
    let folder = try Scratch()
    let path = try folder.write("x.tif", "no scan")
    let answers = try talk(try WorkerLine.encode(WorkerRequest(id: "1", path: path)))
    #expect(answers[0].failures.map(\.code) == ["unreadable"])
    #expect(answers[0].sha256?.count == 64)
    #expect(answers[0].pageCount == nil)
  }

  @Test func `what is known of a file stands for its hash as long as the file is the same`() throws {
    let folder = try Scratch()
    let path = try folder.write("x.tif", "no scan")
    let identity = try FileIdentity.of(FilePath(path))
    let known = String(repeating: "ab", count: 32)
    func hash(_ identity: FileIdentity) throws -> String? {
      let request = WorkerRequest(id: "1", path: path, known: KnownFile(sha256: known, identity))
      return try talk(try WorkerLine.encode(request))[0].sha256
    }
    #expect(try hash(identity) == known)
    var older = identity
    older.modified -= 1
    let real = try hash(older)
    #expect(real?.count == 64 && real != known)
  }

  @Test func `a line without end ends the worker`() throws {
    let answers = try talk([UInt8](repeating: 0x78, count: 3 << 20))
    #expect(answers.map { $0.failures[0].message } == ["bad request: the line is too long"])
  }

  @Test func `a worker that waits too long for a page ends by its alarm`() async {
    await #expect(processExitsWith: .signal(SIGALRM)) {
      let (configuration, worker) = try Self.limitedWorker()
      worker.limitProcess(configuration.limits)
      let pipe = FileManager.default.temporaryDirectory.appendingPathComponent("cijfer-pipe-\(getpid())").path
      mkfifo(pipe, 0o600)
      _ = worker.answer(try WorkerLine.encode(WorkerRequest(id: "1", path: pipe)))
    }
  }

  @Test func `a worker outlives what stays within its limits`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      let (configuration, worker) = try Self.limitedWorker()
      worker.limitProcess(configuration.limits)
      for _ in 0..<3 {
        let answer = worker.answer(try WorkerLine.encode(WorkerRequest(id: "1", path: "/nowhere")))
        if answer.failures.count != 1 { exit(1) }
        usleep(300_000)
      }
      exit(7)
    }
  }

  @Test func `a worker that asks for too much memory ends, without a core`() async {
    await #expect(processExitsWith: .failure) {
      let (configuration, worker) = try Self.limitedWorker()
      worker.limitProcess(configuration.limits)
      var core = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
      if core.rlim_max != 0 { exit(0) }
      let pages = (0..<8).map { [UInt8](repeating: UInt8($0), count: 100 << 20) }
      exit(pages.count == 8 ? 0 : 1)
    }
  }

  /// A worker that may take 0.5 s a page and 512 MB, and its configuration.
  private static func limitedWorker() throws -> (Configuration, Worker) {
    let (configuration, basis) = try Sample.configuration {
      $0.replacing("\"secondsPerPage\": 5", with: "\"secondsPerPage\": 0.5")
    }
    let networks = Networks(digits: FirstPixelNetwork(classes: (0..<10).map(String.init)), letters: nil)
    let pages = try PageReader(configuration: configuration, networks: networks, basis: basis)
    return (
      configuration, Worker(reader: ScanReader(configuration: configuration, reader: pages), crops: nil)
    )
  }

  @Test func `lines are put together from any pieces`() {
    let text = Array("ab\n\ncde\nf".utf8)
    for size in 1...text.count {
      var splitter = LineSplitter(limit: 100)
      var lines: [[UInt8]] = []
      for start in stride(from: 0, to: text.count, by: size) {
        lines += splitter.add(Array(text[start..<min(start + size, text.count)])) ?? []
      }
      #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["ab", "", "cde"])
      #expect(splitter.rest == Array("f".utf8))
    }
  }
}
