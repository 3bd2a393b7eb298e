import CKernels

/// How a network is computed: by its layers as they are defined, or by kernels for some kind of processor.
package enum KernelLevel: Int, CaseIterable, Sendable {
  /// Vectors of 4 floats, on every processor.
  case portable
  /// AVX2 and FMA: vectors of 8.
  case avx2
  /// AVX-512 F: vectors of 16.
  case avx512

  /// The highest that this processor has.
  package static let best = KernelLevel(rawValue: Int(ckernels_level())) ?? .portable

  /// Those that this processor has, the slowest first.
  package static var available: [KernelLevel] { allCases.filter { $0.rawValue <= best.rawValue } }

  /// Floats in a vector.
  var lanes: Int { Int(ckernels_lanes(Int32(rawValue))) }

  /// `channels` rounded up to whole vectors.
  func padded(_ channels: Int) -> Int { (channels + lanes - 1) / lanes * lanes }
}
