import Glibc
import GlyphNet
import Ingest
import Pipeline

/// Inputs that strangers make; CIJFER_FUZZ names the one that is fuzzed.
enum FuzzedInput: String {
  case scan
  case onnx
  case json
  case idx

  static let chosen: FuzzedInput = {
    guard let name = getenv("CIJFER_FUZZ"), let input = FuzzedInput(rawValue: String(cString: name)) else {
      fatalError("CIJFER_FUZZ must be scan, onnx, json or idx")
    }
    return input
  }()

  /// Reads `bytes`; throwing is fine, all else that ends a process is a find.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .scan: scan(bytes)
    case .onnx: _ = try? NetworkProbe(onnx: bytes)
    case .json: _ = Configuration.problems(in: bytes, folder: "/nonexistent")
    case .idx: _ = try? IDX(bytes)
    }
  }

  private func scan(_ bytes: [UInt8]) {
    guard let scan = try? Scan(bytes: bytes, limits: IngestLimits(megapixels: 1, pages: 20)) else { return }
    for page in 0..<min(scan.pageCount, 3) { _ = try? scan.page(at: page) }
  }
}
