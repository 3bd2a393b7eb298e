import Subprocess
import Synchronization
import SystemPackage

/// Questions to one worker, one after another.
struct Conversation: ~Copyable {
  /// Why the last question had no answer.
  private(set) var fault = WorkerFault.crash("")
  /// Whether the worker was stopped, though it had answered in the end.
  private(set) var isOver = false
  private let send: ([UInt8]) async throws -> Void
  private let kill: @Sendable () -> Void
  private let process: String
  private var output: SubprocessOutputSequence.Iterator
  private var asked: Question?
  private var splitter = LineSplitter(limit: Conversation.longestAnswer)

  /// Longest answer, bytes: 50 pages of 2,000 boxes are a third of it.
  private static let longestAnswer = 512 << 20

  /// Seconds that a worker may be stopped (SIGSTOP) in the midst of a request: its own clock stands still then.
  private static let longestStop = 15

  init<Failure: ErrorOutputProtocol>(_ execution: Execution<CustomWriteInput, SequenceOutput, Failure>) {
    send = { _ = try await execution.standardInputWriter.write($0) }
    kill = { try? execution.send(signal: .kill) }
    process = "\(execution.processIdentifier)"
    output = execution.standardOutput.makeAsyncIterator()
  }

  /// Sends `request`; the worker is killed where it is not answered `within` so many seconds.
  mutating func ask(_ request: WorkerRequest, within seconds: Double) async {
    let isLate = Flag()
    let (kill, process) = (kill, process)
    let alarm = Task {
      try await Self.sleep(seconds, watching: process)
      isLate.raise()
      kill()
    }
    asked = Question(id: request.id, alarm: alarm, isLate: isLate)
    // Whom nothing can be sent has ended: its answer will not come.
    if let line = try? WorkerLine.encode(request) { try? await send(line) }
  }

  /// The answer to what was asked; nil, the worker then killed, where none comes in time, or nonsense.
  mutating func answer() async -> WorkerAnswer? {
    guard let asked else { return nil }
    defer { asked.alarm.cancel() }
    fault = .crash("")
    guard let line = await nextLine() else {
      if asked.isLate.isRaised { fault = .timeout }
      kill()
      return nil
    }
    guard let answer = try? WorkerLine.decode(line, as: WorkerAnswer.self), answer.id == asked.id else {
      fault = .crash("answered nonsense")
      kill()
      return nil
    }
    isOver = asked.isLate.isRaised
    return answer
  }

  deinit { asked?.alarm.cancel() }

  /// Sleeps for so many seconds; not as long where the process is stopped and not started again.
  private static func sleep(_ seconds: Double, watching process: String) async throws {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var stopped = 0
    while clock.now < end, stopped < longestStop {
      try await Task.sleep(for: min(.seconds(1), clock.now.duration(to: end)))
      stopped = isStopped(process) ? stopped + 1 : 0
    }
  }

  private static func isStopped(_ process: String) -> Bool {
    guard let line = try? Files.read(FilePath("/proc/\(process)/stat")) else { return false }
    // The state stands behind the name, which is in brackets and may hold anything.
    return String(decoding: line, as: UTF8.self).split(separator: ")").last?.hasPrefix(" T") ?? false
  }

  /// The next line; nil at the end of the output and for a line without end.
  private mutating func nextLine() async -> [UInt8]? {
    while let buffer = try? await output.next() {
      guard let lines = splitter.add(buffer.withUnsafeBytes(Array.init)) else { return nil }
      guard let line = lines.first else { continue }
      // Nobody asked for more than one line.
      guard lines.count == 1, splitter.rest.isEmpty else {
        fault = .crash("answered nonsense")
        return nil
      }
      return line
    }
    return nil
  }
}

/// What was asked and not answered yet.
private struct Question {
  var id: String
  /// Kills the worker when it sounds.
  var alarm: Task<Void, any Error>
  var isLate: Flag
}

/// A flag that one task raises and another sees.
private final class Flag: Sendable {
  private let value = Atomic(false)

  func raise() { value.store(true, ordering: .sequentiallyConsistent) }
  var isRaised: Bool { value.load(ordering: .sequentiallyConsistent) }
}
