import Subprocess
import Synchronization

/// Questions to one worker, one after another.
struct Conversation: ~Copyable {
  /// Why the last question had no answer.
  private(set) var fault = WorkerFault.crash("")
  private let send: ([UInt8]) async throws -> Void
  private let kill: @Sendable () -> Void
  private var output: SubprocessOutputSequence.Iterator
  private var splitter = LineSplitter(limit: Conversation.longestAnswer)

  /// Longest answer, bytes: 50 pages of 2,000 boxes are a third of it.
  private static let longestAnswer = 512 << 20

  init<Failure: ErrorOutputProtocol>(_ execution: Execution<CustomWriteInput, SequenceOutput, Failure>) {
    send = { _ = try await execution.standardInputWriter.write($0) }
    kill = { try? execution.send(signal: .kill) }
    output = execution.standardOutput.makeAsyncIterator()
  }

  /// The answer to `request`; nil, the worker then killed, where none comes `within` so many seconds, or nonsense.
  mutating func ask(_ request: WorkerRequest, within seconds: Double) async -> WorkerAnswer? {
    let isLate = Flag()
    let kill = kill
    let alarm = Task {
      try await Task.sleep(for: .seconds(seconds))
      isLate.raise()
      kill()
    }
    defer { alarm.cancel() }
    fault = .crash("")
    guard let question = try? WorkerLine.encode(request), (try? await send(question)) != nil,
      let line = await nextLine()
    else {
      if isLate.isRaised { fault = .timeout }
      kill()
      return nil
    }
    guard let answer = try? WorkerLine.decode(line, as: WorkerAnswer.self), answer.id == request.id else {
      fault = .crash("answered nonsense")
      kill()
      return nil
    }
    return answer
  }

  /// The next line; nil at the end of the output and for a line without end.
  private mutating func nextLine() async -> [UInt8]? {
    while let buffer = try? await output.next() {
      guard let lines = splitter.add(buffer.withUnsafeBytes(Array.init)) else { return nil }
      if lines.count > 1 { return nil }
      if let line = lines.first { return line }
    }
    return nil
  }
}

/// A flag that one task raises and another sees.
private final class Flag: Sendable {
  private let value = Atomic(false)

  func raise() { value.store(true, ordering: .sequentiallyConsistent) }
  var isRaised: Bool { value.load(ordering: .sequentiallyConsistent) }
}
