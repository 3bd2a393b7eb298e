import GlyphNet
import Ingest
import Pipeline
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

  /// A page of the scan at `path`; `page` from 1.
  static func page(_ page: Int, of path: String, limits: IngestLimits = IngestLimits()) throws -> ScannedPage
  {
    do {
      let scan = try Scan(bytes: try read(path), limits: limits)
      guard page <= scan.pageCount else {
        throw CommandError(.badArguments, "--page \(page): \(path) has \(scan.pageCount) pages")
      }
      return try scan.page(at: page - 1)
    } catch let error as IngestError {
      throw CommandError(.partial, "\(path), page \(page): \(error.code.rawValue): \(error.message)")
    }
  }
}
