import CTIFF
import Raster

/// How a TIFF page's pixels are stored, as far as decoding must know.
struct TIFFLayout {
  /// How the pixels are decoded.
  enum Path {
    /// One bit a pixel, in strips: kept packed.
    case bits
    /// Eight bits grey, in strips.
    case grey
    /// Eight bits red, green, blue, side by side, in strips.
    case color
    /// Everything else, by libtiff's own conversion.
    case converted
  }

  var width: Int
  var height: Int
  var rowsPerStrip: Int
  var isTiled: Bool
  var tileHeight: Int
  /// Whether 0 is white.
  var isWhiteZero: Bool
  var path: Path
  var orientation: Orientation
  var resolution: Resolution?

  var pixels: Int { width * height }

  /// Dots per inch that a scanner can have; other tags are nonsense.
  static let plausible = 20.0...5000.0

  /// - Throws: `IngestError` for a page without size, or larger than the limits.
  init(_ tiff: OpaquePointer, limits: IngestLimits) throws(IngestError) {
    var columns: UInt32 = 0
    var rows: UInt32 = 0
    guard ctiff_get_u32(tiff, UInt32(TIFFTAG_IMAGEWIDTH), &columns) != 0,
      ctiff_get_u32(tiff, UInt32(TIFFTAG_IMAGELENGTH), &rows) != 0, columns > 0, rows > 0
    else { throw IngestError(.unreadable, "the page has no size") }
    try limits.check(width: Int(columns), height: Int(rows))
    width = Int(columns)
    height = Int(rows)
    isTiled = TIFFIsTiled(tiff) != 0
    var strip: UInt32 = 0
    ctiff_get_u32_or_default(tiff, UInt32(TIFFTAG_ROWSPERSTRIP), &strip)
    rowsPerStrip = strip == 0 ? height : Int(strip)
    var tile: UInt32 = 0
    ctiff_get_u32(tiff, UInt32(TIFFTAG_TILELENGTH), &tile)
    tileHeight = max(1, Int(tile))
    let photometric = Self.short(tiff, TIFFTAG_PHOTOMETRIC)
    isWhiteZero = photometric == UInt16(PHOTOMETRIC_MINISWHITE)
    path = Self.path(tiff, isTiled: isTiled, photometric: photometric)
    orientation = Orientation(rawValue: Int(Self.short(tiff, TIFFTAG_ORIENTATION))) ?? .topLeft
    resolution = Self.resolution(tiff)
  }

  /// A tag's value or its default; 0 where it has none.
  private static func short(_ tiff: OpaquePointer, _ tag: Int32) -> UInt16 {
    var value: UInt16 = 0
    ctiff_get_u16_or_default(tiff, UInt32(tag), &value)
    return value
  }

  private static func path(_ tiff: OpaquePointer, isTiled: Bool, photometric: UInt16) -> Path {
    let bits = short(tiff, TIFFTAG_BITSPERSAMPLE)
    let samples = short(tiff, TIFFTAG_SAMPLESPERPIXEL)
    let isGrey = [UInt16(PHOTOMETRIC_MINISWHITE), UInt16(PHOTOMETRIC_MINISBLACK)].contains(photometric)
    guard !isTiled, short(tiff, TIFFTAG_SAMPLEFORMAT) <= UInt16(SAMPLEFORMAT_UINT) else { return .converted }
    if isGrey, samples == 1, bits == 1 { return .bits }
    if isGrey, samples == 1, bits == 8 { return .grey }
    let isChunky = short(tiff, TIFFTAG_PLANARCONFIG) == UInt16(PLANARCONFIG_CONTIG)
    if photometric == UInt16(PHOTOMETRIC_RGB), samples == 3, bits == 8, isChunky { return .color }
    return .converted
  }

  private static func resolution(_ tiff: OpaquePointer) -> Resolution? {
    var x: Float = 0
    var y: Float = 0
    guard ctiff_get_float(tiff, UInt32(TIFFTAG_XRESOLUTION), &x) != 0,
      ctiff_get_float(tiff, UInt32(TIFFTAG_YRESOLUTION), &y) != 0
    else { return nil }
    let unit = short(tiff, TIFFTAG_RESOLUTIONUNIT)
    guard unit != UInt16(RESUNIT_NONE) else { return nil }
    let scale = unit == UInt16(RESUNIT_CENTIMETER) ? 2.54 : 1
    return Resolution(plausible: Double(x) * scale, Double(y) * scale)
  }
}

extension Resolution {
  /// The resolution, where both are what a scanner can have; else nil.
  init?(plausible x: Double, _ y: Double) {
    guard TIFFLayout.plausible.contains(x), TIFFLayout.plausible.contains(y) else { return nil }
    self.init(x: x, y: y)
  }

  /// The resolution once the page is turned upright.
  func upright(_ orientation: Orientation) -> Resolution {
    orientation.swapsAxes ? Resolution(x: y, y: x) : self
  }
}

extension IngestLimits {
  /// - Throws: `IngestError` naming the limit, for a page of more pixels.
  func check(width: Int, height: Int) throws(IngestError) {
    let most = megapixels * 1_000_000
    guard Double(width) * Double(height) <= most, width < 1 << 30, height < 1 << 30 else {
      throw IngestError(.limit, "\(width) × \(height) pixels are more than \(megapixels) megapixels")
    }
  }
}
