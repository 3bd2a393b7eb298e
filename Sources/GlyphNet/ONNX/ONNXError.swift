/// What is wrong with an ONNX graph, before the file's path is known.
struct ONNXError: Error, Hashable, Sendable {
  /// The node's name, or its operator where it has none.
  var node: String?
  var reason: String

  init(_ reason: String, node: String? = nil) {
    self.reason = reason
    self.node = node
  }
}
