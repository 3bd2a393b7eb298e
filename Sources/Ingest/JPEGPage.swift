import CJPEG
import Raster

/// A JPEG, open in libjpeg; closed with its owner.
struct JPEGPage: ~Copyable {
  /// Most scans of a progressive file: each costs a pass over all coefficients, and a few bytes can ask for thousands.
  private static let mostScans: Int32 = 100

  private let reader: OpaquePointer
  private let header: cjpeg_header
  private let orientation: Orientation

  /// Reads the header; `bytes` must outlive the page.
  ///
  /// - Throws: `IngestError`, also for more pixels than `limits` allow.
  init(_ bytes: UnsafeBufferPointer<UInt8>, limits: IngestLimits) throws(IngestError) {
    var header = cjpeg_header()
    guard let start = bytes.baseAddress, let reader = cjpeg_open(start, bytes.count, &header) else {
      throw IngestError(.limit, "out of memory")
    }
    do throws(IngestError) {
      guard cjpeg_failed(reader) == 0 else { throw Self.error(reader) }
      try limits.check(width: Int(header.width), height: Int(header.height))
      guard [1, 3, 4].contains(header.components) else {
        throw IngestError(.unreadable, "a JPEG of \(header.components) components is not supported")
      }
    } catch {
      cjpeg_close(reader)
      throw error
    }
    self.reader = reader
    self.header = header
    orientation = Exif.orientation(bytes)
  }

  deinit { cjpeg_close(reader) }

  /// The picture, upright; of one that ends early the rows that came before, and paper below.
  ///
  /// - Throws: `IngestError` for damage of any other kind, of which nobody knows where it begins, and where no row is
  ///   left: libjpeg goes on after it, with pixels it made up.
  func decode() throws(IngestError) -> ScannedPage {
    let color: cjpeg_color =
      switch header.components {
      case 1: cjpeg_grey
      case 3: cjpeg_rgb
      default: cjpeg_cmyk
      }
    let (pixels, damage) = try samples(color, each: Int(header.components))
    let (width, height) = (Int(header.width), Int(header.height))
    let image: PageImage =
      switch header.components {
      case 1: .grey(GreyImage(width: width, height: height, pixels: pixels))
      case 3: .color(ColorImage(width: width, height: height, pixels: pixels))
      default: .color(ColorImage(width: width, height: height, pixels: rgb(ofCMYK: pixels)))
      }
    return ScannedPage(
      image: image.upright(orientation), resolution: resolution?.upright(orientation),
      damage: damage.map { [$0.upright(orientation, width: width, height: height)] } ?? [])
  }

  /// The decoded rows, and which are missing at the end.
  private func samples(
    _ color: cjpeg_color, each: Int
  ) throws(IngestError) -> (pixels: [UInt8], damage: DamagedRows?) {
    guard cjpeg_start(reader, color, Self.mostScans) != 0 else { throw Self.error(reader) }
    let (row, height) = (Int(header.width) * each, Int(header.height))
    let paper: UInt8 = color == cjpeg_cmyk && header.adobe == 0 ? 0 : 255
    var pixels = Array(repeating: paper, count: row * height)
    let whole = pixels.withUnsafeMutableBufferPointer { buffer -> Int in
      guard let start = buffer.baseAddress else { return 0 }
      for y in 0..<height where !reads(into: start + y * row) {
        // What libjpeg made up.
        (start + y * row).update(repeating: paper, count: row)
        return y
      }
      return height
    }
    if whole == height, cjpeg_finish(reader) != 0, cjpeg_warnings(reader) == 0 { return (pixels, nil) }
    guard whole > 0, cjpeg_failed(reader) == 0, cjpeg_ended_early(reader) != 0 else {
      throw Self.error(reader)
    }
    let error = Self.error(reader)
    return (pixels, DamagedRows(rows: whole..<height, code: error.code, message: error.message))
  }

  /// Whether the next row came without a complaint: what libjpeg still has to decode for it, it has decoded by then.
  private func reads(into row: UnsafeMutablePointer<UInt8>) -> Bool {
    cjpeg_read(reader, row, 1) != 0 && cjpeg_warnings(reader) == 0
  }

  private func rgb(ofCMYK samples: [UInt8]) -> [UInt8] {
    // Adobe's programs store CMYK inverted: 255 is no ink.
    let flip: UInt8 = header.adobe != 0 ? 0 : 255
    var pixels: [UInt8] = []
    pixels.reserveCapacity(samples.count / 4 * 3)
    for start in stride(from: 0, to: samples.count, by: 4) {
      let black = Int(samples[start + 3] ^ flip)
      for sample in 0..<3 { pixels.append(UInt8((Int(samples[start + sample] ^ flip) * black + 127) / 255)) }
    }
    return pixels
  }

  private var resolution: Resolution? {
    let scale = header.density_unit == 2 ? 2.54 : 1
    guard header.density_unit == 1 || header.density_unit == 2 else { return nil }
    return Resolution(plausible: Double(header.density_x) * scale, Double(header.density_y) * scale)
  }

  private static func error(_ reader: OpaquePointer) -> IngestError {
    let message = String(cString: cjpeg_message(reader))
    let isEarly = cjpeg_ended_early(reader) != 0
    return IngestError(isEarly ? .truncated : .unreadable, message.isEmpty ? "the JPEG is damaged" : message)
  }
}
