import Glibc
import Logging
import Subprocess
import SystemPackage

/// Workers as processes of their own: one that crashes, hangs or talks nonsense is replaced and costs what it worked
/// on.
package struct SubprocessPool: WorkerPool {
  private let command: WorkerCommand
  private let secondsPerPage: Double
  private let logger: Logger
  private let stillborn = StillbornCount()

  /// A page's pixels are taken from the memory of the page before, not from the system, which clears it.
  private static let environment: [Environment.Key: String] = [
    "SWIFT_BACKTRACE": "enable=no", "MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "67108864",
    "MALLOC_TRIM_THRESHOLD_": "67108864",
  ]
  /// Seconds a worker may take to load its models.
  private static let startSeconds = 60.0
  /// Seconds a request may take besides its pages: reading the file from a slow disk, encoding the answer.
  private let slackSeconds: Double

  /// A pool whose workers `command` starts; a request may take `secondsPerPage` for each page and `slackSeconds`.
  package init(command: WorkerCommand, secondsPerPage: Double, slackSeconds: Double = 15) {
    self.command = command
    self.secondsPerPage = secondsPerPage
    self.slackSeconds = slackSeconds
    logger = Logger(label: "cijfer.workers")
  }

  package func run(jobs: Int, queue: WorkQueue, handle: @escaping WorkHandler) async throws {
    signal(SIGPIPE, SIG_IGN)
    guard Files.hasNullDevice else { throw WorkerPoolError(reason: "there is no /dev/null") }
    try await queue.work(jobs: jobs) { try await keepWorking(queue, handle) }
  }

  /// Starts worker after worker until the queue ends; the first one already while the first items are awaited.
  private func keepWorking(_ queue: WorkQueue, _ handle: WorkHandler) async throws {
    var carried: WorkItem?
    while true {
      if carried == nil, await !queue.isAwaited {
        carried = await queue.next()
        if carried == nil { return }
      }
      let life = try await live(with: carried, queue, handle)
      try Task.checkCancellation()
      switch life {
      case .finished: return
      case .retired(let next):
        carried = next
      case .stillborn(let reason):
        logger.warning("a worker did not start", metadata: ["reason": "\(reason)"])
        if await stillborn.add() { throw WorkerPoolError(reason: reason) }
        try await Task.sleep(for: .milliseconds(100))
      case .lost(let lost, let fault):
        logger.notice("a worker was lost", metadata: ["fault": "\(fault)"])
        await queue.done(adding: try await handle(lost, .failure(fault)))
        carried = nil
      }
    }
  }

  /// How the life of one worker ended.
  private enum Life {
    /// The queue ended before it did.
    case finished
    /// It was stopped after its last answer: another goes on with the item.
    case retired(WorkItem?)
    /// It never answered the first greeting.
    case stillborn(String)
    /// It was lost over an item.
    case lost(WorkItem, WorkerFault)
  }

  private func live(with first: WorkItem?, _ queue: WorkQueue, _ handle: WorkHandler) async throws -> Life {
    var options = PlatformOptions()
    // Ctrl-C at the terminal is the supervisor's to handle: a worker that died of it would be taken for a crash.
    options.processGroupID = 0
    let configuration = Subprocess.Configuration(
      executable: .path(FilePath(command.executable)), arguments: Arguments(command.arguments),
      environment: .inherit.updating(Self.environment),
      platformOptions: options)
    do {
      if command.showsErrors {
        let result = try await Subprocess.run(
          configuration, input: .inputWriter, output: .sequence, error: .currentStandardError
        ) { execution in try await converse(Conversation(execution), first, queue, handle) }
        return Self.named(result.closureResult, result.terminationStatus)
      }
      let result = try await Subprocess.run(
        configuration, input: .inputWriter, output: .sequence, error: .discarded
      ) { execution in try await converse(Conversation(execution), first, queue, handle) }
      return Self.named(result.closureResult, result.terminationStatus)
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      return .stillborn("\(error)")
    }
  }

  /// Everything that is said to one worker.
  private func converse(
    _ talk: consuming Conversation, _ first: WorkItem?, _ queue: WorkQueue, _ handle: WorkHandler
  ) async throws -> Life {
    var talk = talk
    await talk.ask(WorkerRequest(id: "hello", path: "", pages: []), within: Self.startSeconds)
    guard await talk.answer() != nil else { return .stillborn("") }
    await stillborn.reset()
    var next = first
    if next == nil { next = await queue.next() }
    if let next { await talk.ask(next.request, within: seconds(for: next)) }
    var latest: (item: WorkItem, answer: WorkerAnswer)?
    while let item = next {
      // While the worker reads, what it answered before is stored.
      let answered = latest
      async let stored: Void = store(answered, queue, handle)
      let answer = await talk.answer()
      try await stored
      guard let answer else {
        try Task.checkCancellation()
        return .lost(item, talk.fault)
      }
      latest = (item, answer)
      next = talk.isOver ? nil : await queue.pop()
      if next == nil {
        try await store(latest, queue, handle)
        latest = nil
        next = await queue.next()
        if talk.isOver { return .retired(next) }
      }
      if let next { await talk.ask(next.request, within: seconds(for: next)) }
    }
    return .finished
  }

  private func store(
    _ answered: (item: WorkItem, answer: WorkerAnswer)?, _ queue: WorkQueue, _ handle: WorkHandler
  ) async throws {
    guard let (item, answer) = answered else { return }
    await queue.done(adding: try await handle(item, .success(answer)))
  }

  private func seconds(for item: WorkItem) -> Double {
    // The file's opening counts as a page.
    switch item.kind {
    case .count: secondsPerPage + slackSeconds
    case .alone: 2 * secondsPerPage + slackSeconds
    case .pages(let first, let last): Double(last - first + 2) * secondsPerPage + slackSeconds
    }
  }

  /// The life, with what the process's end tells of it.
  private static func named(_ life: Life, _ status: TerminationStatus) -> Life {
    switch (life, status) {
    case (.lost(let item, _), .signaled(SIGALRM)): .lost(item, .timeout)
    case (.lost(let item, .crash("")), .exited(Worker.outOfMemory)): .lost(item, .memory)
    case (.lost(let item, .crash("")), .signaled(let signal)):
      .lost(item, .crash("ended by signal \(signal)"))
    case (.lost(let item, .crash("")), .exited(let code)): .lost(item, .crash("ended with code \(code)"))
    case (.stillborn, .signaled(let signal)): .stillborn("ended by signal \(signal) at its start")
    case (.stillborn, .exited(let code)): .stillborn("ended with code \(code) at its start")
    default: life
    }
  }
}

/// Workers that did not start, in a row, all slots together.
private actor StillbornCount {
  private var count = 0
  /// So many in a row, and the next would not start either.
  private static let most = 4

  func reset() { count = 0 }

  /// Whether that was one too many.
  func add() -> Bool {
    count += 1
    return count >= Self.most
  }
}
