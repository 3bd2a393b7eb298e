import Drawing
import Glibc
package import SystemPackage

/// What `cijfer worker` does: one line in, one line out, until the input ends.
package struct Worker {
  /// Longest line of a request, bytes.
  static let longestRequest = 1 << 20

  private let reader: ScanReader

  /// A worker that keeps pictures of what waits below the folder `crops`, where one is given.
  package init(reader: ScanReader, crops: FilePath?) {
    self.reader = reader
    if let crops { reader.keep = Self.keeping(in: crops) }
  }

  /// Keeps pictures below the folder `crops`; says whether that worked.
  static func keeping(in crops: FilePath) -> (KeptPicture) -> Bool {
    { picture in
      let file = crops.appending("\(picture.id).png")
      return (try? Files.write(PNG.encode(picture.image), to: file)) != nil
    }
  }

  /// Loads everything that `configuration` names.
  ///
  /// - Throws: `ModelError`; `FormatError` or `Errno` for a configuration that changed after it was resolved.
  package init(configuration: Configuration, crops: FilePath?) throws {
    self.init(reader: try ScanReader(configuration: configuration), crops: crops)
  }

  /// How a worker ends that has no memory left.
  static let outOfMemory: Int32 = 86

  /// Limits what this process may cost, before it touches a file: memory, no core files, and an alarm that ends it
  /// (SIGALRM) when a page takes too long.
  package func limitProcess(_ limits: Configuration.Limits) {
    let bytes = rlim_t(limits.memoryMB) << 20
    var memory = rlimit(rlim_cur: bytes, rlim_max: bytes)
    var core = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
    signal(SIGALRM, SIG_DFL)
    // Swift gives up where memory is refused; why is known only here.
    signal(SIGABRT) { _ in if errno == ENOMEM { _exit(Worker.outOfMemory) } }
    reader.willWork = { seconds in
      errno = 0
      Self.setAlarm(seconds)
    }
  }

  /// Ends this process once nobody can take its answers: whoever started it is gone, and a page more would only
  /// be in the way of a new run.
  private static func endIfAlone(_ output: FileDescriptor) {
    var place = pollfd(fd: output.rawValue, events: 0, revents: 0)
    if poll(&place, 1, 0) > 0, place.revents & Int16(POLLERR) != 0 { _exit(0) }
  }

  /// Ends the process after `seconds`, unless set again; 0 for never.
  private static func setAlarm(_ seconds: Double) {
    let whole = Int(seconds)
    let micros = Int((seconds - Double(whole)) * 1_000_000)
    var timer = itimerval(
      it_interval: timeval(tv_sec: 0, tv_usec: 0), it_value: timeval(tv_sec: whole, tv_usec: micros))
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }

  /// Answers the lines of `input` on `output`, in order, until the input ends or nobody listens any more.
  ///
  /// - Throws: `Errno` where the input breaks.
  package func serve(input: FileDescriptor, output: FileDescriptor) throws {
    signal(SIGPIPE, SIG_IGN)
    let willWork = reader.willWork
    reader.willWork = { seconds in
      if seconds > 0 { Self.endIfAlone(output) }
      willWork(seconds)
    }
    var splitter = LineSplitter(limit: Self.longestRequest)
    while true {
      let bytes = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = try input.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if bytes.isEmpty { break }
      guard let lines = splitter.add(bytes) else {
        _ = send(refusal(of: [], "the line is too long"), to: output)
        return
      }
      for line in lines where !line.isEmpty {
        if !send(answer(line), to: output) { return }
      }
    }
    if !splitter.rest.isEmpty { _ = send(answer(splitter.rest), to: output) }
  }

  /// The answer to one line, whatever it holds.
  package func answer(_ line: [UInt8]) -> WorkerAnswer {
    do throws(WorkerLineError) {
      let request = try WorkerLine.decode(line, as: WorkerRequest.self)
      defer { reader.willWork(0) }
      return reader.answer(request)
    } catch {
      return refusal(of: line, error.message)
    }
  }

  private func refusal(of line: [UInt8], _ message: String) -> WorkerAnswer {
    let id = (try? WorkerLine.decode(line, as: Named.self))?.id ?? ""
    let failure = WorkerFailure(page: nil, code: "unreadable", message: "bad request: \(message)")
    return WorkerAnswer(id: id, failures: [failure])
  }

  private struct Named: Decodable {
    var id: String
  }

  /// Whether the answer could be sent.
  private func send(_ answer: WorkerAnswer, to output: FileDescriptor) -> Bool {
    do {
      let line = try WorkerLine.encode(answer)
      try output.writeAll(line)
      return true
    } catch {
      return false
    }
  }
}
