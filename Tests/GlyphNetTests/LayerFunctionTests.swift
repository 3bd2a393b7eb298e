import GlyphNet
import Testing

@Suite("Layer functions") struct LayerFunctionTests {
  @Test("convolution repeats the edge and keeps the size") func convolution() throws {
    let image: [[Float]] = [[1, 2, 3], [4, 5, 6]]
    let sum: [[Float]] = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
    let shift: [[Float]] = [[0, 0, 0], [0, 0, 1], [0, 0, 0]]
    let result = try LayerFunctions.convolution(image, kernels: [sum, shift])
    #expect(result == [[[21, 27, 33], [30, 36, 42]], [[2, 3, 3], [5, 6, 6]]])
  }

  @Test("an even kernel's larger half lies after the middle") func evenKernel() throws {
    let result = try LayerFunctions.convolution([[1, 2], [3, 4]], kernels: [[[0, 1]]])
    #expect(result == [[[2, 2], [4, 4]]])
  }

  @Test("kernels as deep as the picture sum over its channels") func deep() throws {
    let result = try LayerFunctions.convolution([[[1, 2]], [[10, 20]]], kernels: [[[[1]], [[2]]]])
    #expect(result == [[[21, 42]]])
    #expect(throws: LayerFunctions.ShapeError.self) {
      try LayerFunctions.convolution([[[1, 2]], [[10, 20]]], kernels: [[[[1]]]])
    }
    #expect(throws: LayerFunctions.ShapeError.self) {
      try LayerFunctions.convolution([[1, 2]], kernels: [[[1]], [[1, 2]]])
    }
  }

  @Test("relu") func relu() { #expect(LayerFunctions.relu([-1, 0, 2.5]) == [0, 0, 2.5]) }

  @Test("max pooling pads only the side that does not divide, only as far as needed") func maxPooling() throws
  {
    let image: [[Float]] = [[1, 2, 3, 4, -5], [6, 7, 8, 9, -10], [0, 0, 0, 0, -1], [0, 0, 0, 1, -2]]
    #expect(try LayerFunctions.maxPooling(image, height: 2, width: 2) == [[7, 9, -5], [0, 1, -1]])
    #expect(try LayerFunctions.maxPooling(image, height: 4, width: 5) == [[9]])
    #expect(try LayerFunctions.maxPooling([[1], [-3]], height: 3, width: 1) == [[1]])
  }

  @Test("normalisation gives mean 0 and deviation 1, zeros for a constant") func normalisation() throws {
    let result = try LayerFunctions.normalisation([[1, 2], [3, 6]]).flatMap(\.self)
    #expect(abs(result.reduce(0, +)) < 1e-6)
    #expect(abs(result.reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-6)
    #expect(try LayerFunctions.normalisation([[7, 7], [7, 7]]) == [[0, 0], [0, 0]])
  }

  @Test("fully connected") func fullyConnected() throws {
    let weights: [[Float]] = [[1, 2, 3], [4, 5, 6]]
    #expect(try LayerFunctions.fullyConnected([1, 2, 3], weights: weights) == [14, 32])
    #expect(try LayerFunctions.fullyConnected([1, 2, 3], weights: weights, bias: [1, -2]) == [15, 30])
    #expect(throws: LayerFunctions.ShapeError.self) {
      try LayerFunctions.fullyConnected([1, 2], weights: weights)
    }
    #expect(throws: LayerFunctions.ShapeError.self) {
      try LayerFunctions.fullyConnected([1, 2, 3], weights: weights, bias: [1])
    }
  }

  @Test("softmax") func softmax() {
    let small = LayerFunctions.softmax([14, 32])
    #expect(abs(small[0] - 1.523e-8) < 1e-11)
    #expect(abs(small[1] - 0.99999998) < 1e-7)
    #expect(LayerFunctions.softmax([1000, 0]) == [1, 0])
  }
}
