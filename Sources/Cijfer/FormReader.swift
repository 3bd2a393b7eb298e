import Crypto
import Forms
import Ingest
import Pipeline
import SystemPackage

/// Reads scans of the forms that a `pipeline.json` describes.
///
/// ```swift
/// let reader = try FormReader(configuration: "pipeline.json")
/// for page in try reader.read(scan: "scan.tif") {
///   for field in page.fields {
///     print(field.name, field.value ?? "?", field.confidence)
///   }
/// }
/// ```
///
/// A reader works in the calling process and thread, without the limits and the protection that `cijfer run` puts
/// around damaged files. It owns its networks' buffers: use one a thread.
public final class FormReader {
  private let configuration: Configuration
  private let reader: PageReader

  /// Loads a configuration and the networks it names.
  ///
  /// - Parameter path: a `pipeline.json`; relative paths in it start at its folder.
  /// - Throws: `FormReaderError.configuration` with every problem of the file, `.model` for a weight file that cannot
  ///   be used.
  public init(configuration path: String) throws {
    do {
      configuration = try Configuration.load(path: path)
      let networks = try Networks.load(configuration.models)
      reader = try PageReader(configuration: configuration, networks: networks)
    } catch {
      throw FormReaderError(error)
    }
  }

  /// The names of the forms, in the configuration's order.
  public var forms: [String] { configuration.forms.map(\.name) }

  /// Reads every page of the TIFF or JPEG file at `path`.
  ///
  /// - Parameters:
  ///   - path: the file; what it is tells its content.
  ///   - form: reads the pages as this form only; nil finds out which they are.
  /// - Returns: a page for every page of the file, in order; one that cannot be decoded or identified says why.
  /// - Throws: `FormReaderError.scan` for a file that cannot be opened, `.unknownForm`.
  public func read(scan path: String, form: String? = nil) throws -> [Page] {
    do {
      return try read(bytes: try Files.read(FilePath(path)), form: form)
    } catch let error as Errno {
      throw FormReaderError.scan(code: "unreadable", message: "cannot be read: \(error)")
    }
  }

  /// Reads every page of a TIFF or JPEG file in memory.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - form: reads the pages as this form only; nil finds out which they are.
  /// - Returns: a page for every page of the file, in order.
  /// - Throws: `FormReaderError.scan` for what is no scan, `.unknownForm`.
  public func read(bytes: [UInt8], form: String? = nil) throws -> [Page] {
    if let form, !forms.contains(form) { throw FormReaderError.unknownForm(form) }
    do throws(IngestError) {
      let scan = try Scan(bytes: bytes, limits: configuration.limits.ingest)
      let sha256 = SHA256.hash(data: bytes).hex
      return (1...scan.pageCount).map { number in
        do throws(IngestError) {
          let page = try scan.damagedPage(at: number - 1)
          return Page(reader.read(page, number: number, sha256: sha256, form: form).record)
        } catch {
          return Page(
            number: number, failure: Page.Failure(code: error.code.rawValue, message: error.message))
        }
      }
    } catch {
      throw FormReaderError.scan(code: error.code.rawValue, message: error.message)
    }
  }
}
