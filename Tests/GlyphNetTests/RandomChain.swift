import Foundation

/// A chain of convolutions, poolings and dense layers with random shapes and weights, as an ONNX file.
struct RandomChain {
  private struct Value {
    var channels: Int
    var height: Int
    var width: Int
    var count: Int { channels * height * width }
  }

  private var random: SplitMix
  private let input: Value
  private var graph = ProtoWriter()
  private var value = "x"
  private var made = 0

  init(seed: UInt64) {
    random = SplitMix(state: seed)
    let side = random.next(in: 6...28)
    input = Value(channels: random.next(in: 1...3), height: side, width: random.next(in: 6...28))
  }

  /// Values of -1 to 1.
  mutating func picture() -> [Float] { numbers(input.count) }

  /// The file; asked for once.
  mutating func onnx() -> [UInt8] {
    var now = input
    for _ in 0..<random.next(in: 1...4) { addConvolution(&now) }
    if random.next(in: 0...3) > 0 {
      add("Flatten", [])
      var features = now.count
      for _ in 0..<random.next(in: 1...3) { addDense(&features) }
    }
    graph.message(11) { info in info.value("x", [input.channels, input.height, input.width]) }
    graph.message(12) { info in info.text(1, value) }
    var model = ProtoWriter()
    model.number(1, 8)
    model.message(7) { $0 = graph }
    model.message(8) { $0.number(2, 17) }
    return model.bytes
  }

  private mutating func addConvolution(_ now: inout Value) {
    let kernel = [random.next(in: 1...min(5, now.height)), random.next(in: 1...min(5, now.width))]
    let strides = [random.next(in: 1...2), random.next(in: 1...2)]
    let pads = (0..<4).map { _ in random.next(in: 0...2) }
    let outputs = random.next(in: 1...40)
    let weights = constant(
      [outputs, now.channels] + kernel, scale: 2 / Float(now.channels * kernel[0] * kernel[1]).squareRoot())
    let bias = constant([outputs], scale: 1)
    add("Conv", [weights, bias], ["kernel_shape": kernel, "strides": strides, "pads": pads])
    now = Value(
      channels: outputs, height: (now.height + pads[0] + pads[2] - kernel[0]) / strides[0] + 1,
      width: (now.width + pads[1] + pads[3] - kernel[1]) / strides[1] + 1)
    let relu = random.next(in: 0...2)
    if relu == 1 { add("Relu", []) }
    addPooling(&now)
    if relu == 2 { add("Relu", []) }
  }

  private mutating func addPooling(_ now: inout Value) {
    guard random.next(in: 0...1) > 0, min(now.height, now.width) > 3 else { return }
    let pad = random.next(in: 0...1)
    add("MaxPool", [], ["kernel_shape": [3, 2], "strides": [2, 2], "pads": [pad, 0, 0, pad]])
    now.height = (now.height + pad - 3) / 2 + 1
    now.width = (now.width + pad - 2) / 2 + 1
  }

  private mutating func addDense(_ features: inout Int) {
    let outputs = random.next(in: 1...70)
    let weights = constant([features, outputs], scale: 2 / Float(features).squareRoot())
    add("Gemm", [weights, constant([outputs], scale: 1)])
    if random.next(in: 0...1) > 0 { add("Relu", []) }
    features = outputs
  }

  private mutating func add(_ operation: String, _ others: [String], _ attributes: [String: [Int]] = [:]) {
    made += 1
    let output = "v\(made)"
    graph.message(1) { node in
      for name in [value] + others { node.text(1, name) }
      node.text(2, output)
      node.text(4, operation)
      for (name, values) in attributes {
        node.message(5) { attribute in
          attribute.text(1, name)
          for value in values { attribute.number(8, value) }
          attribute.number(20, 7)
        }
      }
    }
    value = output
  }

  private mutating func constant(_ dimensions: [Int], scale: Float) -> String {
    made += 1
    let name = "w\(made)"
    let values = numbers(dimensions.reduce(1, *)).map { $0 * scale }
    graph.message(5) { tensor in
      for dimension in dimensions { tensor.number(1, dimension) }
      tensor.number(2, 1)
      tensor.text(8, name)
      tensor.data(9, values.withUnsafeBytes { Array($0) })
    }
    return name
  }

  private mutating func numbers(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(random.next(in: -1000...1000)) / 1000 }
  }
}

/// Steele, Lea and Flood's generator: the same numbers everywhere.
struct SplitMix {
  var state: UInt64

  mutating func next(in range: ClosedRange<Int>) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return range.lowerBound + Int((mixed ^ (mixed >> 31)) % UInt64(range.count))
  }
}

/// Protocol buffers' wire format, as much as an ONNX file needs.
struct ProtoWriter {
  private(set) var bytes: [UInt8] = []

  mutating func number(_ field: Int, _ value: Int) {
    varint(field << 3)
    varint(value)
  }

  mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

  mutating func data(_ field: Int, _ value: [UInt8]) {
    varint(field << 3 | 2)
    varint(value.count)
    bytes += value
  }

  mutating func message(_ field: Int, _ fill: (inout ProtoWriter) -> Void) {
    var inner = ProtoWriter()
    fill(&inner)
    data(field, inner.bytes)
  }

  /// A value's name and its shape, the batch in front.
  mutating func value(_ name: String, _ dimensions: [Int]) {
    text(1, name)
    message(2) { type in
      type.message(1) { tensor in
        tensor.number(1, 1)
        tensor.message(2) { shape in
          for dimension in [1] + dimensions { shape.message(1) { $0.number(1, dimension) } }
        }
      }
    }
  }

  private mutating func varint(_ value: Int) {
    var rest = UInt64(value)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
