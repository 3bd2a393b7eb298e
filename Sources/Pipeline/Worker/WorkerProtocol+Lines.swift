import FoundationEssentials

/// Why a line is not of the protocol.
package struct WorkerLineError: Error, Hashable, Sendable {
  package var message: String

  package init(message: String) {
    self.message = message
  }
}

/// Messages as lines of JSON, keys sorted: same message, same bytes.
package enum WorkerLine {
  /// The line of `message`, newline included.
  ///
  /// - Throws: `WorkerLineError` for numbers that JSON cannot hold.
  package static func encode(_ message: some Encodable) throws(WorkerLineError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(message)) + [UInt8(ascii: "\n")]
    } catch {
      throw WorkerLineError(message: "the message holds a number that is none")
    }
  }

  /// The message of one line.
  ///
  /// - Throws: `WorkerLineError` for what is not JSON or lacks a key.
  package static func decode<Message: Decodable>(
    _ line: some Collection<UInt8>, as type: Message.Type
  ) throws(WorkerLineError) -> Message {
    do {
      return try JSONDecoder().decode(type, from: Data(line))
    } catch let error as DecodingError {
      throw WorkerLineError(message: words(error))
    } catch {
      throw WorkerLineError(message: "not JSON")
    }
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of a wrong kind"
    default: "not JSON"
    }
  }
}

/// Splits a stream of bytes into lines, without their newlines.
package struct LineSplitter: Sendable {
  private var partial: [UInt8] = []
  /// A line that grows longer than this is given up.
  private let limit: Int

  package init(limit: Int) {
    self.limit = limit
  }

  /// The lines that `bytes` complete, in order; nil once a line is longer than the limit.
  package mutating func add(_ bytes: [UInt8]) -> [[UInt8]]? {
    var lines: [[UInt8]] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(partial + rest[..<end])
      partial.removeAll()
      rest = rest[(end + 1)...]
    }
    partial.append(contentsOf: rest)
    return partial.count > limit ? nil : lines
  }

  /// What stands after the last newline.
  package var rest: [UInt8] { partial }
}
