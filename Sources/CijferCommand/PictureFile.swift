import Drawing
import Raster

/// Pictures that commands draw.
enum PictureFile {
  /// - Throws: `OutputError`.
  static func write(_ image: ColorImage, to path: String) throws {
    try OutputFile.write(PNG.encode(image), to: path)
  }
}
