/// MaxPool, AveragePool: the greatest or the mean of each window of each channel.
struct Pooling: Layer {
  enum Kind: Hashable, Sendable {
    /// Places outside the picture do not count.
    case greatest
    /// The mean of the places inside the picture.
    case mean
    /// The mean with the padding, which is 0, but not with what lies beyond it.
    case meanWithPadding
  }

  let kind: Kind
  let input: Image
  let window: Window

  var name: String { kind == .greatest ? "MaxPool" : "AveragePool" }
  var outputShape: Shape {
    Shape(dimensions: [input.channels, window.rows.output, window.columns.output])
  }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    var place = 0
    for channel in 0..<batch * input.channels {
      let picture = sources[0] + channel * input.plane
      for y in 0..<window.rows.output {
        for x in 0..<window.columns.output {
          target[place] = pooled(picture, y, x)
          place += 1
        }
      }
    }
  }

  private func pooled(_ picture: UnsafePointer<Float>, _ y: Int, _ x: Int) -> Float {
    var greatest = -Float.infinity
    var sum: Float = 0
    var count = 0
    for row in window.rows.places(y) where row < window.rows.input + window.rows.after {
      for column in window.columns.places(x) where column < window.columns.input + window.columns.after {
        guard row >= 0, row < input.height, column >= 0, column < input.width else {
          if kind == .meanWithPadding { count += 1 }
          continue
        }
        let value = picture[row * input.width + column]
        greatest = max(greatest, value)
        sum += value
        count += 1
      }
    }
    return kind == .greatest ? greatest : sum / Float(max(1, count))
  }
}

/// GlobalAveragePool, GlobalMaxPool, ReduceMean over the sides: one number a channel.
struct GlobalPooling: Layer {
  let name: String
  let input: Image
  let isMean: Bool
  /// Whether height and width remain, 1 each.
  var keepsSides = true

  var outputShape: Shape { Shape(dimensions: [input.channels] + (keepsSides ? [1, 1] : [])) }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    for channel in 0..<batch * input.channels {
      let picture = UnsafeBufferPointer(start: sources[0] + channel * input.plane, count: input.plane)
      target[channel] =
        isMean
        ? Float(picture.reduce(0.0) { $0 + Double($1) } / Double(input.plane)) : picture.max() ?? -.infinity
    }
  }
}

/// Pad: rows and columns, or whatever the shape has, added before and after.
struct Padding: Layer {
  enum Filling: Hashable, Sendable {
    case constant(Float)
    /// The nearest element of the input.
    case edge
  }

  let name = "Pad"
  let outputShape: Shape
  private let filling: Filling
  private let inputCount: Int
  /// For each element of the output, the input's; -1 for the constant.
  private let places: [Int32]

  init(input: Shape, before: [Int], after: [Int], filling: Filling) {
    self.filling = filling
    inputCount = input.count
    outputShape = Shape(
      dimensions: input.dimensions.indices.map { before[$0] + input.dimensions[$0] + after[$0] })
    let strides = input.strides
    places = Indices(outputShape).map { index in
      var place = 0
      for (axis, position) in index.enumerated() {
        let wanted = position - before[axis]
        let nearest = min(max(wanted, 0), input.dimensions[axis] - 1)
        if wanted != nearest, case .constant = filling { return -1 }
        place += nearest * strides[axis]
      }
      return Int32(place)
    }
  }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let fill: Float = if case .constant(let value) = filling { value } else { 0 }
    for picture in 0..<batch {
      let source = sources[0] + picture * inputCount
      let result = target + picture * places.count
      for (index, place) in places.enumerated() { result[index] = place < 0 ? fill : source[Int(place)] }
    }
  }
}
