import Glibc
import Pipeline
import Synchronization

/// Standard error, for progress, logs and errors; standard output carries data only.
enum Terminal {
  /// Writes a line to standard error; names in it may hold anything, so that control characters are written as
  /// `\u{1B}`.
  static func say(_ line: String) {
    write(printable(line) + "\n")
  }

  static func printable(_ line: String) -> String {
    guard line.unicodeScalars.contains(where: \.isControl) else { return line }
    return line.unicodeScalars.map { $0.isControl ? $0.escaped(asASCII: true) : String($0) }.joined()
  }

  static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Whether somebody watches standard error.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control }
}

/// How far a batch is: a bar on a terminal, a line every few seconds elsewhere.
final class ProgressDisplay: Sendable {
  private struct State {
    var last: ContinuousClock.Instant?
    var isDrawn = false
  }

  /// Seconds between lines where nobody watches, and between drawings of the bar.
  private static let lineInterval = Duration.seconds(5)
  private static let barInterval = Duration.milliseconds(100)
  private static let barWidth = 30

  private let isBar = Terminal.isInteractive
  private let state = Mutex(State(last: ContinuousClock.now))

  func update(_ progress: BatchProgress) {
    state.withLock { state in
      let now = ContinuousClock.now
      if let last = state.last, last.duration(to: now) < (isBar ? Self.barInterval : Self.lineInterval) {
        return
      }
      state.last = now
      state.isDrawn = true
      if isBar {
        Terminal.write("\r\u{1B}[K" + Self.bar(progress) + " " + Self.words(progress))
      } else {
        Terminal.say(Self.words(progress))
      }
    }
  }

  /// Removes the bar.
  func end() {
    state.withLock { state in
      if isBar, state.isDrawn { Terminal.write("\r\u{1B}[K") }
    }
  }

  private static func bar(_ progress: BatchProgress) -> String {
    let share = progress.pagesTotal > 0 ? Double(progress.pagesDone) / Double(progress.pagesTotal) : 0
    let filled = min(barWidth, Int(share * Double(barWidth)))
    return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
      + "]"
  }

  private static func words(_ progress: BatchProgress) -> String {
    "\(progress.pagesDone)/\(progress.pagesTotal) pages, \(progress.accepted) accepted, "
      + "\(progress.waiting) waiting, \(progress.failed) failed"
  }
}
