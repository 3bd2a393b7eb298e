/// A JSON value that knows where it stands: raw configuration, keys in the file's order, repeats included.
package struct JSONNode: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONNode])
    case object([JSONMember])
  }

  package var value: Value
  package var position: TextPosition

  package init(_ value: Value, at position: TextPosition) {
    self.value = value
    self.position = position
  }

  /// What the value is, as a message names it.
  package var kind: String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A key of an object with its value.
package struct JSONMember: Hashable, Sendable {
  package var key: String
  package var position: TextPosition
  package var node: JSONNode
}

/// A place in a text; line and column count from 1, columns in bytes.
package struct TextPosition: Hashable, Sendable, CustomStringConvertible {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package var description: String { "line \(line), column \(column)" }
}

/// Why a text is not JSON, and where.
package struct JSONSyntaxError: Error, Hashable, Sendable {
  package var position: TextPosition
  package var message: String
}
