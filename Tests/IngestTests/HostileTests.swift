import Foundation
import Ingest
import Raster
import Testing

private enum Hostile {
  static let folder: URL? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("shared/data/hostile")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()
}

/// Files that broke other decoders; they lie beside the repository on some machines.
@Suite("Hostile files", .enabled(if: Hostile.folder != nil)) struct HostileTests {
  private static func files() throws -> [URL] {
    let folder = try #require(Hostile.folder)
    let found = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]))
    return found.compactMap { $0 as? URL }.filter {
      (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
  }

  @Test("every page decodes, or fails by name; none ends the process") func named() throws {
    let files = try Self.files()
    #expect(files.count > 800)
    var decoded = 0
    var failed: [IngestError.Code: Int] = [:]
    for file in files {
      let bytes = Array(try Data(contentsOf: file))
      do throws(IngestError) {
        let scan = try Scan(bytes: bytes, limits: IngestLimits(megapixels: 20, pages: 50))
        for page in 0..<min(scan.pageCount, 5) {
          do {
            let found = try scan.page(at: page)
            #expect(found.image.width > 0 && found.image.height > 0)
            decoded += 1
          } catch {
            #expect(!error.message.isEmpty)
            failed[error.code, default: 0] += 1
          }
        }
      } catch {
        #expect(!error.message.isEmpty)
        failed[error.code, default: 0] += 1
      }
    }
    // Conformance files are among them: many pages must come out.
    #expect(decoded > 100)
    #expect(failed.values.reduce(0, +) > 100)
  }
}
