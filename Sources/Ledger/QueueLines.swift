import Glibc

/// The lines of a queue that was written before, one in memory at a time.
struct QueueLines: ~Copyable {
  private let file: UnsafeMutablePointer<FILE>
  private var buffer: UnsafeMutablePointer<CChar>?
  private var capacity = 0

  /// - Throws: `LedgerError.noAccess`.
  init(_ path: String) throws {
    guard let file = fopen(path, "rbe") else {
      throw LedgerError.noAccess(path: path, reason: String(cString: strerror(errno)))
    }
    self.file = file
  }

  deinit {
    fclose(file)
    free(buffer)
  }

  /// A line with its end, and the id of what it is about.
  struct Line {
    var id: String
    var bytes: [UInt8]
  }

  /// The next line; nil at the end.
  mutating func next() -> Line? {
    let count = getline(&buffer, &capacity, file)
    guard count > 0, let buffer else { return nil }
    let bytes = Array(UnsafeRawBufferPointer(start: buffer, count: count))
    return Line(id: Self.id(bytes), bytes: bytes)
  }

  /// The line of `id`, those before it being passed over; nil where there is none from here on.
  mutating func line(of id: String) -> [UInt8]? {
    while let line = next() {
      if line.id == id { return line.bytes }
    }
    return nil
  }

  /// What stands in quotes after `"id":` near the line's beginning, where `QueueContext` puts it.
  private static func id(_ line: [UInt8]) -> String {
    let parts = line.prefix(80).split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
    guard let key = parts.firstIndex(where: { $0.elementsEqual("id".utf8) }), key + 2 < parts.endIndex else {
      return ""
    }
    return String(decoding: parts[key + 2], as: UTF8.self)
  }
}
