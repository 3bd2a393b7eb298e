import Glibc
import Pipeline
import Synchronization
import Testing

/// Processes that behave as badly as a decoder of damaged files can.
@Suite(.serialized) struct SubprocessPoolTests {
  private static let worker = """
    #!/bin/sh
    while IFS= read -r line; do
      id=$(printf %s "$line" | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
      case "$line" in
        *killed*) kill -9 $$ ;;
        *exits*) exit 3 ;;
        *alarmed*) kill -ALRM $$ ;;
        *hangs*) exec sleep 600 ;;
        *stops*) kill -STOP $$ ;;
        *nonsense*) echo nonsense ;;
        *twice*) printf '{"failures":[],"id":"%s","pages":[]}\\n{}\\n' "$id" ;;
        *greedy*) exit 86 ;;
        *trails*) printf '{"failures":[],"id":"%s","pages":[]}\\nhalf a line' "$id" ;;
        *floods*) exec yes ;;
        *shouts*) head -c 4000000 /dev/zero >&2
          printf '{"failures":[],"id":"%s","pages":[]}\\n' "$id" ;;
        *stranger*) echo '{"failures":[],"id":"stranger","pages":[]}' ;;
        *) printf '{"failures":[],"id":"%s","pageCount":1,"pages":[],"sha256":"x"}\\n' "$id" ;;
      esac
    done
    """

  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  private func pool(_ script: String = worker) throws -> SubprocessPool {
    let path = try folder.write("worker.sh", script)
    let command = WorkerCommand(executable: "/bin/sh", arguments: [path])
    return SubprocessPool(command: command, secondsPerPage: 0.2, slackSeconds: 0.6)
  }

  private func items(_ names: [String]) -> [WorkItem] {
    names.enumerated().map { index, name in
      WorkItem(
        scan: index, kind: .alone(page: 1),
        request: WorkerRequest(id: "\(index)", path: name, pages: [1, 1]))
    }
  }

  /// What became of each item: `answered`, or the fault.
  private func run(_ pool: SubprocessPool, _ names: [String], jobs: Int) async throws -> [String] {
    let results = Mutex<[Int: String]>([:])
    try await pool.run(jobs: jobs, queue: WorkQueue(items(names))) { item, result in
      results.withLock { results in
        let word =
          switch result {
          case .success: "answered"
          case .failure(.timeout): "timeout"
          case .failure(.memory): "memory"
          case .failure(.crash(let how)): how
          }
        results[item.scan, default: ""] += word
      }
      return []
    }
    return results.withLock { results in names.indices.map { results[$0] ?? "lost" } }
  }

  @Test(arguments: [1, 3]) func `a worker that is lost costs only what it worked on`(jobs: Int) async throws {
    let names = [
      "a", "killed", "b", "exits", "c", "alarmed", "d", "hangs", "e", "nonsense", "f", "twice", "g",
      "stranger", "h",
      "stops", "i", "greedy", "j", "trails", "k",
      "floods", "l", "shouts", "m",
    ]
    let expected = [
      "answered", "ended by signal 9", "answered", "ended with code 3", "answered", "timeout", "answered",
      "timeout",
      "answered", "answered nonsense", "answered", "ended by signal 9", "answered", "answered nonsense",
      "answered",
      "timeout", "answered", "memory", "answered", "answered nonsense", "answered",
      "answered nonsense", "answered", "answered", "answered",
    ]
    let results = try await run(try pool(), names, jobs: jobs)
    // Which of two wrongs a second line is, is not the point: that it costs this item only, is.
    #expect(results.indices.allSatisfy { names[$0] == "twice" || results[$0] == expected[$0] }, "\(results)")
    #expect(results[11] != "lost")
  }

  @Test func `workers that do not start end the run with how they ended`() async throws {
    await #expect(throws: WorkerPoolError(reason: "ended with code 9 at its start")) {
      try await run(try pool("exit 9"), ["a", "b"], jobs: 2)
    }
    let missing = SubprocessPool(
      command: WorkerCommand(executable: "/nowhere/cijfer", arguments: []), secondsPerPage: 1)
    await #expect(throws: WorkerPoolError.self) { try await run(missing, ["a"], jobs: 1) }
  }

  @Test func `a worker that starts badly once is forgiven`() async throws {
    let flag = folder.path + "/flag"
    let script = "if [ ! -e \(flag) ]; then touch \(flag); exit 1; fi\n" + Self.worker
    #expect(try await run(try pool(script), ["a", "b"], jobs: 1) == ["answered", "answered"])
  }

  @Test func `what an answer brings is worked on too`() async throws {
    let done = Mutex(0)
    try await pool().run(jobs: 2, queue: WorkQueue(items(["a"]))) { item, _ in
      done.withLock { $0 += 1 }
      guard item.scan < 40 else { return [] }
      return [
        WorkItem(
          scan: item.scan + 10, kind: .count,
          request: WorkerRequest(id: "\(item.scan)+", path: "x", pages: [1, 0])),
        WorkItem(
          scan: item.scan + 20, kind: .count,
          request: WorkerRequest(id: "\(item.scan)++", path: "x", pages: [1, 0])),
      ]
    }
    // f(n) = 1 + f(n + 10) + f(n + 20), f(40) = f(50) = 1.
    #expect(done.withLock { $0 } == 15)
  }

  @Test func `a cancelled run ends at once, and blames no page`() async throws {
    let blamed = Mutex<[String]>([])
    let pool = SubprocessPool(
      command: WorkerCommand(executable: "/bin/sh", arguments: [try folder.write("worker.sh", Self.worker)]),
      secondsPerPage: 60)
    let queue = WorkQueue(items(["hangs", "hangs"]))
    let task = Task {
      try await pool.run(jobs: 2, queue: queue) { item, result in
        blamed.withLock { $0.append("\(item.scan) \(result)") }
        return []
      }
    }
    try await Task.sleep(for: .milliseconds(300))
    let clock = ContinuousClock()
    let start = clock.now
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(clock.now - start < .seconds(5))
    #expect(blamed.withLock { $0 }.isEmpty)
  }

  @Test func `an error of the collector ends the run`() async throws {
    struct Full: Error {}
    let pool = try pool()
    await #expect(throws: Full.self) {
      try await pool.run(jobs: 2, queue: WorkQueue(items(["a", "b", "c", "d"]))) { _, _ in throw Full() }
    }
  }
}
