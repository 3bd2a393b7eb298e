package import Raster

/// PNG files in memory; same image, same bytes.
package enum PNG {
  package static func encode(_ image: GreyImage) -> [UInt8] { [] }
  package static func encode(_ image: ColorImage) -> [UInt8] { [] }
}
