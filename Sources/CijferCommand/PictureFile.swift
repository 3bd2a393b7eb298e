import Drawing
import Pipeline
import Raster
import SystemPackage

/// Pictures that commands draw.
enum PictureFile {
  /// - Throws: `OutputError`.
  static func write(_ image: ColorImage, to path: String) throws {
    do throws(Errno) {
      try Files.write(PNG.encode(image), to: FilePath(path))
    } catch {
      throw OutputError(path: path, reason: error.description)
    }
  }
}
