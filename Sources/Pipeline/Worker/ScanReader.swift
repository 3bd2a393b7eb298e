import Crypto
import Forms
import FoundationEssentials
import Ingest
import Ledger
import SystemPackage

/// Answers requests: opens the file, reads its pages.
///
/// What a worker does, and what is done without workers.
package final class ScanReader {
  private let reader: PageReader
  private let limits: Configuration.Limits
  private let forms: Set<String>
  private var last: OpenScan?
  /// Keeps a picture of what waits; false where it could not be kept; nil to keep none.
  package var keep: ((KeptPicture) -> Bool)?
  /// Called before a file is opened and before each page is decoded, with the seconds it may take; 0 once done.
  package var willWork: (Double) -> Void = { _ in }

  package init(configuration: Configuration, reader: PageReader) {
    self.reader = reader
    limits = configuration.limits
    forms = Set(configuration.forms.map(\.name))
  }

  /// Loads the networks of `configuration`.
  ///
  /// - Throws: `ModelError`; `FormatError` or `Errno` for a configuration that changed after it was resolved.
  package convenience init(configuration: Configuration) throws {
    let networks = try Networks.load(configuration.models)
    self.init(
      configuration: configuration, reader: try PageReader(configuration: configuration, networks: networks))
  }

  /// What the pages asked for say; every fault is in the answer.
  package func answer(_ request: WorkerRequest) -> WorkerAnswer {
    var answer = WorkerAnswer(id: request.id)
    if let fault = fault(of: request) {
      answer.failures = [WorkerFailure(page: nil, code: "unreadable", message: fault)]
      return answer
    }
    willWork(limits.secondsPerPage)
    switch open(request) {
    case .failure(let failure):
      answer.sha256 = failure.sha256
      answer.failures = [WorkerFailure(page: nil, code: failure.code, message: failure.message)]
    case .success(let scan):
      answer.sha256 = scan.sha256
      answer.pageCount = scan.scan.pageCount
      let asked = request.pages ?? [1, scan.scan.pageCount]
      let last = min(asked[1], scan.scan.pageCount)
      for page in asked[0]..<max(asked[0], last + 1) { read(page, of: scan, request.form, into: &answer) }
    }
    return answer
  }

  private func fault(of request: WorkerRequest) -> String? {
    if let pages = request.pages, pages.count != 2 || pages[0] < 1 {
      return "pages must be [first, last], from 1"
    }
    if let form = request.form, !forms.contains(form) { return "there is no form \(form)" }
    return nil
  }

  private func read(_ number: Int, of scan: OpenScan, _ form: String?, into answer: inout WorkerAnswer) {
    willWork(limits.secondsPerPage)
    do throws(IngestError) {
      let page = try scan.scan.damagedPage(at: number - 1)
      var result = reader.read(page, number: number, sha256: scan.sha256, form: form)
      let kept = Set(result.pictures.filter { keep?($0) ?? false }.map(\.id))
      if keep != nil, kept.count < result.pictures.count { answer.failures.append(.noCrops(page: number)) }
      result.record.nameCrops(kept: kept)
      if let page = WorkerPage(result.record) { answer.pages.append(page) }
      if case .failed(let failure, let crop) = result.record.outcome {
        answer.failures.append(
          WorkerFailure(
            page: number, code: failure.code, message: failure.message, crop: crop, likely: failure.likely))
      }
    } catch {
      answer.failures.append(WorkerFailure(page: number, code: error.code.rawValue, message: error.message))
    }
  }

  /// Opens the file of a request, or goes on with the one that is open.
  private func open(_ request: WorkerRequest) -> Result<OpenScan, OpenFailure> {
    let path = FilePath(request: request)
    let identity = try? FileIdentity.of(path)
    if let last, identity != nil, last.path == path, last.identity == identity { return .success(last) }
    last = nil
    do throws(Errno) {
      let bytes = try Files.read(path)
      let sha256 = request.known?.sha256(of: identity) ?? SHA256.hash(data: bytes).hex
      do throws(IngestError) {
        let scan = OpenScan(
          path: path, identity: identity, sha256: sha256, scan: try Scan(bytes: bytes, limits: limits.ingest))
        last = scan
        return .success(scan)
      } catch {
        return .failure(OpenFailure(sha256: sha256, code: error.code.rawValue, message: error.message))
      }
    } catch {
      return .failure(OpenFailure(sha256: nil, code: "unreadable", message: "cannot be read: \(error)"))
    }
  }
}

/// A file that stays open, so that its next range needs no second opening.
private final class OpenScan {
  let path: FilePath
  let identity: FileIdentity?
  let sha256: String
  let scan: Scan

  init(path: FilePath, identity: FileIdentity?, sha256: String, scan: consuming Scan) {
    self.path = path
    self.identity = identity
    self.sha256 = sha256
    self.scan = scan
  }
}

private struct OpenFailure: Error {
  var sha256: String?
  var code: String
  var message: String
}

extension PageRecord {
  /// Crops as the protocol names them: files below the crops folder; none where the picture was not kept.
  fileprivate mutating func nameCrops(kept: Set<String>) {
    func name(_ crop: String?) -> String? {
      guard let file = crop?.split(separator: "/").last else { return nil }
      return kept.contains(String(file.dropLast(4))) ? String(file) : nil
    }
    for index in fields.indices { fields[index].crop = name(fields[index].crop) }
    if case .failed(let failure, let crop) = outcome { outcome = .failed(failure, crop: name(crop)) }
  }
}

extension FilePath {
  /// The path that a request names.
  init(request: WorkerRequest) {
    if let base64 = request.pathBytes, let bytes = Data(base64Encoded: base64) {
      self.init(bytes: Array(bytes))
    } else {
      self.init(request.path)
    }
  }

  /// The path of bytes that need not be UTF-8.
  package init(bytes: [UInt8]) {
    let characters = bytes.map { CChar(bitPattern: $0) } + [0]
    self = characters.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { FilePath(platformString: $0) } ?? FilePath()
    }
  }

  /// The path's bytes.
  package var bytes: [UInt8] {
    withPlatformString { start in
      UnsafeRawBufferPointer(start: start, count: length).map { $0 }
    }
  }
}
