/// One request to come: pages of a scan.
package struct WorkItem: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Opens the file and counts its pages.
    case count
    /// First and last page, from 1; the file may have fewer.
    case pages(first: Int, last: Int)
    /// One page, again, after a worker was lost over its range.
    case alone(page: Int)
  }

  /// Index of the scan among those to be read.
  package var scan: Int
  package var kind: Kind
  package var request: WorkerRequest

  package init(scan: Int, kind: Kind, request: WorkerRequest) {
    self.scan = scan
    self.kind = kind
    self.request = request
  }
}

/// What is to be sent to workers; ends when nothing is left and nobody works on what may bring more.
package actor WorkQueue {
  private var pending: ArraySlice<WorkItem>
  /// Whether the first items are still to come.
  package private(set) var isAwaited = false
  private var inFlight = 0
  private var isStopped = false
  private var waiters: [CheckedContinuation<WorkItem?, Never>] = []

  package init(_ items: [WorkItem]) {
    pending = items[...]
  }

  /// A queue whose first items come by `fill`.
  package init() {
    pending = []
    isAwaited = true
  }

  /// Gives the first items, once they are known.
  package func fill(_ items: [WorkItem]) {
    isAwaited = false
    pending = items[...]
    give()
  }

  /// The next item, if there is one just now.
  package func pop() -> WorkItem? {
    guard !isStopped, let item = pending.popFirst() else { return nil }
    inFlight += 1
    return item
  }

  /// The next item; waits while others may bring more; nil at the end.
  package func next() async -> WorkItem? {
    if let item = pop() { return item }
    if isStopped { return nil }
    if inFlight == 0, !isAwaited { return nil }
    return await withCheckedContinuation { waiters.append($0) }
  }

  /// An item that was taken is done with; `more` takes its place.
  package func done(adding more: [WorkItem]) {
    inFlight -= 1
    if !more.isEmpty { pending = (more + pending)[...] }
    give()
  }

  /// Hands what is pending to those who wait; lets them go where nothing will come.
  private func give() {
    while !isStopped, !waiters.isEmpty, let item = pending.popFirst() {
      inFlight += 1
      waiters.removeFirst().resume(returning: item)
    }
    if pending.isEmpty, inFlight == 0 { release() }
  }

  /// Nothing more is given out.
  package func stop() {
    isStopped = true
    release()
  }

  private func release() {
    for waiter in waiters { waiter.resume(returning: nil) }
    waiters.removeAll()
  }
}
