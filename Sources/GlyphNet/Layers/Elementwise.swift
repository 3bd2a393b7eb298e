/// Relu, LeakyRelu, Clip: each element by itself.
struct Pointwise: Layer {
  enum Function: Hashable, Sendable {
    case relu
    /// What is below 0 is multiplied by this.
    case leakyRelu(Float)
    case clip(least: Float, most: Float)
  }

  let name: String
  let outputShape: Shape
  let function: Function

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let source = sources[0]
    let all = 0..<batch * outputShape.count
    switch function {
    case .relu: for index in all { target[index] = max(0, source[index]) }
    case .leakyRelu(let slope):
      for index in all { target[index] = source[index] < 0 ? slope * source[index] : source[index] }
    case .clip(let least, let most): for index in all { target[index] = min(max(source[index], least), most) }
    }
  }
}

/// BatchNormalization when reading: each channel times a factor, plus a shift.
struct ChannelAffine: Layer {
  let name = "BatchNormalization"
  let outputShape: Shape
  /// One a channel, the shape's first dimension.
  let factors: [Float]
  let shifts: [Float]

  /// Its scale, bias, mean and variance, though two numbers a channel are left of them.
  var parameters: Int { 4 * factors.count }
  var multiplyAdds: Int { outputShape.count }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let plane = outputShape.count / factors.count
    for channel in 0..<batch * factors.count {
      let (factor, shift) = (factors[channel % factors.count], shifts[channel % factors.count])
      for index in channel * plane..<(channel + 1) * plane {
        target[index] = sources[0][index] * factor + shift
      }
    }
  }
}

/// Add, Sub, Mul, Div of two values, or of a value and a constant, each stretched to the other's shape.
struct Arithmetic: Layer {
  enum Operation: String, Hashable, Sendable {
    case add = "Add"
    case sub = "Sub"
    case mul = "Mul"
    case div = "Div"
  }

  /// A side of the operation.
  struct Operand: Hashable, Sendable {
    /// nil for a value, which comes with the sources.
    var constant: [Float]?
    /// Elements of one picture, 0 for a constant, which all pictures share.
    var count: Int
    /// For each element of the output, the operand's.
    var places: [Int32]

    init(_ shape: Shape, constant: [Float]?, output: Shape) {
      self.constant = constant
      count = constant == nil ? shape.count : 0
      let missing = output.dimensions.count - shape.dimensions.count
      let strides = shape.strides
      places = Indices(output).map { index in
        var place = 0
        for (axis, size) in shape.dimensions.enumerated() where size > 1 {
          place += index[axis + missing] * strides[axis]
        }
        return Int32(place)
      }
    }
  }

  let operation: Operation
  let outputShape: Shape
  let left: Operand
  let right: Operand

  var name: String { operation.rawValue }
  var parameters: Int { (left.constant?.count ?? 0) + (right.constant?.count ?? 0) }
  var multiplyAdds: Int { outputShape.count }

  func run(_ sources: [UnsafePointer<Float>], _ target: UnsafeMutablePointer<Float>, batch: Int) {
    withConstant(left, sources.first) { first in
      withConstant(right, sources.last) { second in
        for picture in 0..<batch {
          let (a, b) = (first + picture * left.count, second + picture * right.count)
          let result = target + picture * outputShape.count
          for index in 0..<outputShape.count {
            let (x, y) = (a[Int(left.places[index])], b[Int(right.places[index])])
            result[index] =
              switch operation {
              case .add: x + y
              case .sub: x - y
              case .mul: x * y
              case .div: x / y
              }
          }
        }
      }
    }
  }

  private func withConstant(
    _ operand: Operand, _ value: UnsafePointer<Float>?, _ body: (UnsafePointer<Float>) -> Void
  ) {
    if let constant = operand.constant {
      constant.withUnsafeBufferPointer { if let start = $0.baseAddress { body(start) } }
    } else if let value {
      body(value)
    }
  }
}
