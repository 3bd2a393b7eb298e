/// MaxPool: the greatest of each window; places outside the picture do not count.
struct MaxPool: Layer {
  let name = "MaxPool"
  let input: (channels: Int, height: Int, width: Int)
  let output: (channels: Int, height: Int, width: Int)
  let kernel: (height: Int, width: Int)
  let stride: (y: Int, x: Int)
  let padding: (top: Int, left: Int)

  var outputShape: Shape { Shape(dimensions: [output.channels, output.height, output.width]) }

  func run(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, batch: Int) {
    let plane = input.height * input.width
    var place = 0
    for channel in 0..<batch * input.channels {
      let picture = source + channel * plane
      for y in 0..<output.height {
        for x in 0..<output.width {
          target[place] = greatest(
            of: picture, top: y * stride.y - padding.top, left: x * stride.x - padding.left)
          place += 1
        }
      }
    }
  }

  private func greatest(of picture: UnsafePointer<Float>, top: Int, left: Int) -> Float {
    var greatest = -Float.infinity
    for y in max(0, top)..<max(0, top, min(input.height, top + kernel.height)) {
      for x in max(0, left)..<max(0, left, min(input.width, left + kernel.width)) {
        greatest = max(greatest, picture[y * input.width + x])
      }
    }
    return greatest
  }
}
