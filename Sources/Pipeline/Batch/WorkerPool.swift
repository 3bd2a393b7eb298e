/// How a worker was lost over a request.
package enum WorkerFault: Error, Hashable, Sendable {
  /// It ended, or answered nonsense; how, in words.
  case crash(String)
  case timeout
  /// It had no memory left within its limit.
  case memory
}

/// Workers that take items from a queue until it ends.
package protocol WorkerPool: Sendable {
  /// Runs at most `jobs` workers; every answer and every fault is handed to `handle`, which returns what is to be done
  /// instead or besides.
  ///
  /// - Throws: `WorkerPoolError` where workers cannot be kept alive, `CancellationError`, and what `handle` throws.
  func run(jobs: Int, queue: WorkQueue, handle: @escaping WorkHandler) async throws
}

/// Takes the result of an item; returns further items.
package typealias WorkHandler =
  @Sendable (_ item: WorkItem, _ result: Result<WorkerAnswer, WorkerFault>) async throws -> [WorkItem]

/// What answers requests within this process.
package protocol RequestAnswering {
  func answer(_ request: WorkerRequest) -> WorkerAnswer
}

extension ScanReader: RequestAnswering {}

/// Workers within this process: no limits, no protection; for embedding and tests.
package struct LocalPool: WorkerPool {
  private let make: @Sendable () throws -> any RequestAnswering

  /// A pool whose workers `make` makes, one a job.
  package init(_ make: @escaping @Sendable () throws -> any RequestAnswering) {
    self.make = make
  }

  package func run(jobs: Int, queue: WorkQueue, handle: @escaping WorkHandler) async throws {
    try await queue.work(jobs: jobs) {
      let worker = try make()
      while let item = await queue.next() {
        try Task.checkCancellation()
        let more = try await handle(item, .success(worker.answer(item.request)))
        await queue.done(adding: more)
      }
    }
  }
}

extension WorkQueue {
  /// Runs `slot` so many times at once.
  ///
  /// The first error stops the queue, and so does cancellation, so that no slot waits for what another will
  /// never finish.
  nonisolated func work(jobs: Int, _ slot: @escaping @Sendable () async throws -> Void) async throws {
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<max(1, jobs) { group.addTask { try await slot() } }
        do {
          try await group.waitForAll()
        } catch {
          await stop()
          throw error
        }
      }
    } onCancel: {
      Task { await self.stop() }
    }
    try Task.checkCancellation()
  }
}
