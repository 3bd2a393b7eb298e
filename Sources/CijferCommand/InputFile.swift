import Forms
import GlyphNet
import Ingest
import Pipeline
import Raster
import SystemPackage

/// Files named on the command line.
enum InputFile {
  /// The bytes of the file at `path`.
  ///
  /// - Throws: `InputError` where it does not exist or may not be opened.
  static func read(_ path: String) throws -> [UInt8] {
    do throws(Errno) {
      return try Files.read(FilePath(path))
    } catch {
      throw InputError(faults: [InputError.Fault(path: path, reason: error.description)])
    }
  }

  /// The IDX file at `path`.
  static func idx(_ path: String) throws -> IDX {
    do {
      return try IDX(try read(path))
    } catch let error as IDX.Fault {
      throw CommandError(.partial, "\(path): \(error.message)")
    }
  }

  /// The characters in the IDX file at `path`, taken as they are, or the one that a picture there shows.
  static func glyphs(_ path: String) throws -> [Glyph] {
    guard IDX.isLikely(try read(path)) else {
      return [CharacterPicture.glyph(try page(1, of: path).image.grey())]
    }
    return try glyphs(try idx(path), path)
  }

  /// The pictures of `idx`, which must be 28 × 28.
  static func glyphs(_ idx: IDX, _ path: String) throws -> [Glyph] {
    let side = Glyph.side
    guard idx.dimensions.count == 3, idx.dimensions[1...] == [side, side] else {
      throw CommandError(.partial, "\(path): pictures of \(idx.dimensions) are not 28 × 28")
    }
    return stride(from: 0, to: idx.values.count, by: side * side).map { start in
      Glyph(pixels: idx.values[start..<start + side * side].map { UInt8(clamping: $0) })
    }
  }

  /// A page of the scan at `path`; `page` from 1.
  ///
  /// What can be decoded of a damaged one comes only where `orDamaged`.
  static func page(
    _ page: Int, of path: String, limits: IngestLimits = IngestLimits(), orDamaged: Bool = false
  ) throws -> ScannedPage {
    do {
      let scan = try Scan(bytes: try read(path), limits: limits)
      guard page <= scan.pageCount else {
        throw CommandError(.badArguments, "--page \(page): \(path) has \(scan.pageCount) pages")
      }
      return orDamaged ? try scan.damagedPage(at: page - 1) : try scan.page(at: page - 1)
    } catch let error as IngestError {
      throw CommandError(.partial, "\(path), page \(page): \(error.code.rawValue): \(error.message)")
    }
  }
}
