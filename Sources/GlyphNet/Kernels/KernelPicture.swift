/// How a picture lies in memory between kernels: (top + height + bottom) × (left + width + right) × padded channels, the
/// margins 0 for the convolution that reads it.
struct KernelPicture: Hashable, Sendable {
  let image: Image
  /// Channels rounded up to whole vectors.
  let channels: Int
  var top = 0
  var left = 0
  var bottom = 0
  var right = 0

  /// - Parameter level: nil where channels need no padding, as of the network's input.
  init(_ image: Image, level: KernelLevel?) {
    self.image = image
    channels = level?.padded(image.channels) ?? image.channels
  }

  /// Floats from one row to the next.
  var row: Int { (left + image.width + right) * channels }
  /// Floats in all.
  var count: Int { (top + image.height + bottom) * row }
  /// Where the first pixel lies.
  var start: Int { top * row + left * channels }

  /// Adds the margins that `window` reads beyond the picture.
  mutating func surround(for window: Window) {
    top = max(top, window.rows.before)
    left = max(left, window.columns.before)
    bottom = max(bottom, window.rows.beyond)
    right = max(right, window.columns.beyond)
  }
}

extension Window.Side {
  /// Places beyond the picture's end that are read.
  var beyond: Int {
    max(0, (output - 1) * stride - before + (kernel - 1) * dilation + 1 - input)
  }
}
