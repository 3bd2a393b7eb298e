package import Ledger

/// One line to a worker: which pages of which file to read (docs/worker.md).
package struct WorkerRequest: Hashable, Sendable, Codable {
  /// Returned with the answer.
  package var id: String
  package var path: String
  /// The path's bytes in base64, where they are not UTF-8; `path` is then for people only.
  package var pathBytes: String?
  /// First and last page, from 1, both included; nil for all; last below first only opens and counts.
  package var pages: [Int]?
  /// The form to read the pages as; nil finds out.
  package var form: String?
  /// What is known of the file, so that it is not hashed again.
  package var known: KnownFile?

  package init(
    id: String, path: String, pathBytes: String? = nil, pages: [Int]? = nil, form: String? = nil,
    known: KnownFile? = nil
  ) {
    self.id = id
    self.path = path
    self.pathBytes = pathBytes
    self.pages = pages
    self.form = form
    self.known = known
  }
}

/// The SHA-256 of a file that had this device, inode, size and time before it was hashed.
package struct KnownFile: Hashable, Sendable, Codable {
  package var sha256: String
  package var device: Int64
  package var inode: Int64
  package var size: Int64
  /// Nanoseconds since 1970.
  package var modified: Int64

  package init(sha256: String, _ identity: FileIdentity) {
    self.sha256 = sha256
    (device, inode) = (identity.device, identity.inode)
    (size, modified) = (identity.size, identity.modified)
  }

  /// The SHA-256 where the file is still the same.
  func sha256(of identity: FileIdentity?) -> String? {
    identity == FileIdentity(device: device, inode: inode, size: size, modified: modified) ? sha256 : nil
  }
}

/// One line from a worker: what was read.
package struct WorkerAnswer: Hashable, Sendable, Codable {
  package var id: String
  /// Of the file, 64 hex digits; nil where it could not be read.
  package var sha256: String?
  /// nil where the file could not be opened as a scan.
  package var pageCount: Int?
  /// The pages asked for that were identified or show nothing, ascending.
  package var pages: [WorkerPage]
  package var failures: [WorkerFailure]

  package init(
    id: String, sha256: String? = nil, pageCount: Int? = nil, pages: [WorkerPage] = [],
    failures: [WorkerFailure] = []
  ) {
    self.id = id
    self.sha256 = sha256
    self.pageCount = pageCount
    self.pages = pages
    self.failures = failures
  }
}

/// A page that was understood: a form, or nothing on it.
package struct WorkerPage: Hashable, Sendable, Codable {
  package var page: Int
  /// nil for a page without ink.
  package var form: String?
  /// Millimetres; nil without a form.
  package var residual: Double?
  /// Of [0, 1]; nil without a form.
  package var edgesFound: Double?
  package var fields: [WorkerField]

  package init(
    page: Int, form: String? = nil, residual: Double? = nil, edgesFound: Double? = nil, fields: [WorkerField]
  ) {
    self.page = page
    self.form = form
    self.residual = residual
    self.edgesFound = edgesFound
    self.fields = fields
  }
}

/// What could not be read.
package struct WorkerFailure: Hashable, Sendable, Codable {
  /// nil for the whole file.
  package var page: Int?
  package var code: String
  package var message: String
  /// The page's picture, a file below the crops folder.
  package var crop: String?
  /// Of a page that fits no form: those that were laid over it, best first; nil for none.
  package var likely: [LikelyForm]?

  package init(
    page: Int?, code: String, message: String, crop: String? = nil, likely: [LikelyForm] = []
  ) {
    self.page = page
    self.code = code
    self.message = message
    self.crop = crop
    self.likely = likely.isEmpty ? nil : likely
  }
}

extension WorkerFailure {
  /// The code of a page that was read, but of which a picture could not be kept.
  package static let noCropsCode = "no-crops"

  static func noCrops(page: Int) -> WorkerFailure {
    WorkerFailure(page: page, code: noCropsCode, message: "a picture could not be written below --crops")
  }
}

/// A field as it was read.
package struct WorkerField: Hashable, Sendable, Codable {
  package var id: String
  package var field: String
  package var type: String
  package var reading: String
  package var valid: Bool
  package var confidence: Double
  package var alternatives: [WorkerAlternative]
  package var status: String
  package var reasons: [String]
  package var characters: [WorkerCharacter]
  /// Of an undivided area: which of `characters` the reading is made of.
  package var segments: [Int]?
  /// The field's picture, a file below the crops folder.
  package var crop: String?
}

/// Another value that may stand there.
package struct WorkerAlternative: Hashable, Sendable, Codable {
  package var value: String
  package var probability: Double
}

/// One box of a field.
package struct WorkerCharacter: Hashable, Sendable, Codable {
  /// x, y, width, height in mm on the form.
  package var box: [Double]
  /// x, y, width, height in pixels of the scan.
  package var pixels: [Double]
  /// 28 × 28 bytes, white on black, row-major; base64.
  package var picture: String
  /// 38 little-endian 32-bit floats: `0`…`9`, `A`…`Z`, blank, not a character; base64.
  package var probabilities: String
  package var strayInk: Bool
  /// Of an undivided area: pieces [first, end), fit, omission; nil for a box.
  package var span: [Double]?
}
