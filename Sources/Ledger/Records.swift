/// A scan of a batch, known by its document name.
package struct ScanRecord: Hashable, Sendable {
  /// The contract's document name; unique in a ledger.
  package var document: String
  /// Where the bytes were found, absolute.
  package var path: String
  /// SHA-256 of the file, 64 hex digits.
  package var sha256: String
  package var identity: FileIdentity
  /// Pages in the file; nil until it was opened, and where it could not be.
  package var pageCount: Int?
  /// The first document with the same bytes, where this is a duplicate that is not read.
  package var duplicateOf: String?
  /// A failure of the whole file.
  package var failure: FailureRecord?

  package init(
    document: String, path: String, sha256: String, identity: FileIdentity, pageCount: Int? = nil,
    duplicateOf: String? = nil, failure: FailureRecord? = nil
  ) {
    self.document = document
    self.path = path
    self.sha256 = sha256
    self.identity = identity
    self.pageCount = pageCount
    self.duplicateOf = duplicateOf
    self.failure = failure
  }
}

/// What tells, without reading it, that a file is unchanged.
package struct FileIdentity: Hashable, Sendable {
  package var device: Int64
  package var inode: Int64
  package var size: Int64
  /// Nanoseconds since 1970.
  package var modified: Int64

  package init(device: Int64, inode: Int64, size: Int64, modified: Int64) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
  }
}

/// A line of failures.csv without its document.
package struct FailureRecord: Hashable, Sendable {
  /// 1…; nil for the whole file.
  package var page: Int?
  /// The contract's code: `unreadable`, `truncated`, `limit`, `timeout`, `crash`, `no-form`, `bad-registration`.
  package var code: String
  package var message: String
  /// Of a page that fits no form: those that were laid over it, best first.
  package var likely: [LikelyForm] = []

  package init(page: Int?, code: String, message: String, likely: [LikelyForm] = []) {
    self.page = page
    self.code = code
    self.message = message
    self.likely = likely
  }
}

/// A form that was laid over a page and not found good enough to read by.
package struct LikelyForm: Hashable, Sendable, Codable {
  package var form: String
  /// How far its edges lie from where they should, mm; nil where none can be compared.
  package var residual: Double?
  /// Share of its edges that were found, of [0, 1].
  package var edgesFound: Double

  package init(form: String, residual: Double?, edgesFound: Double) {
    self.form = form
    self.residual = residual
    self.edgesFound = edgesFound
  }
}

/// What was understood of a page.
package struct PageRecord: Hashable, Sendable {
  /// From 1.
  package var page: Int
  package var outcome: PageOutcome
  /// Hash of all that would have the page read again when it changes: template geometry, models, limits.
  package var basis: String
  /// Fields in form order; empty unless identified.
  package var fields: [FieldRecord]

  package init(page: Int, outcome: PageOutcome, basis: String, fields: [FieldRecord]) {
    self.page = page
    self.outcome = outcome
    self.basis = basis
    self.fields = fields
  }
}

package enum PageOutcome: Hashable, Sendable {
  /// The page is `form`; residual in mm; share of box edges found.
  case identified(form: String, residual: Double, edgesFound: Double)
  /// No ink on it.
  case blank
  /// Not read; `crop` is the queue's picture of a page that fits no form, relative to DIR.
  case failed(FailureRecord, crop: String?)
}

/// A field as read from the paper.
package struct FieldRecord: Hashable, Sendable {
  /// First 32 hex digits of SHA-256 over file SHA-256, page, form, field, NUL between.
  package var id: String
  package var field: String
  package var type: String
  package var reading: FieldReading
  package var status: FieldStatus
  /// The contract's reasons, in the order they were found, without repeats.
  package var reasons: [String]
  /// One a box; of an undivided area all that may be characters.
  package var characters: [CharacterRecord]
  /// Of an undivided area, which of `characters` the reading is made of, left to right; nil for boxes.
  package var segments: [Int]?
  /// The field's picture, relative to DIR; nil where none was kept.
  package var crop: String?

  package init(
    id: String, field: String, type: String, reading: FieldReading, status: FieldStatus, reasons: [String],
    characters: [CharacterRecord], segments: [Int]? = nil, crop: String?
  ) {
    self.id = id
    self.field = field
    self.type = type
    self.reading = reading
    self.status = status
    self.reasons = reasons
    self.characters = characters
    self.segments = segments
    self.crop = crop
  }

  /// The characters that the reading is made of.
  package var readCharacters: [CharacterRecord] {
    guard let segments else { return characters }
    return segments.filter(characters.indices.contains).map { characters[$0] }
  }
}

/// The machine's most probable value on the paper.
package struct FieldReading: Hashable, Sendable {
  /// Canonical if valid, else the characters as they stand; empty for a blank field.
  package var text: String
  package var isValid: Bool
  /// The posterior of exactly `text`, of [0, 1].
  package var confidence: Double
  /// Up to five other values, best first.
  package var alternatives: [Alternative]

  package init(text: String, isValid: Bool, confidence: Double, alternatives: [Alternative]) {
    self.text = text
    self.isValid = isValid
    self.confidence = confidence
    self.alternatives = alternatives
  }
}

package struct Alternative: Hashable, Sendable, Codable {
  package var value: String
  package var probability: Double

  package init(value: String, probability: Double) {
    self.value = value
    self.probability = probability
  }
}

/// The contract's states of a field.
package enum FieldStatus: String, Hashable, Sendable, CaseIterable {
  case accepted
  case audit
  case review
  case blank
  case confirmed
  case corrected
  case illegible

  /// Whether the field stands in the queue.
  package var waits: Bool { self == .review || self == .audit }
}

/// Where in an undivided area something stands that may be one character.
package struct CharacterSpan: Hashable, Sendable {
  /// Pieces of the area's ink, [first, end), counted from the left.
  package var first: Int
  package var end: Int
  /// How well size and borders fit one character, of (0, 1].
  package var fit: Double
  /// How likely, by its size, it stands between characters and is none, of [0, 1).
  package var omission: Double

  package init(first: Int, end: Int, fit: Double, omission: Double) {
    (self.first, self.end, self.fit, self.omission) = (first, end, fit, omission)
  }
}

/// One box of a field.
package struct CharacterRecord: Hashable, Sendable {
  /// x, y, width, height in mm on the form.
  package var box: [Double]
  /// x, y, width, height in pixels of the scan: the rectangle around the box.
  package var pixels: [Double]
  /// 28 × 28, white on black, row-major.
  package var picture: [UInt8]
  /// One a symbol: `0`…`9`, `A`…`Z`, blank, not a character; the boxes' own, before the format.
  package var probabilities: [Float]
  package var hasStrayInk: Bool
  /// Of what may be a character of an undivided area; nil for a box.
  package var span: CharacterSpan?

  package init(
    box: [Double], pixels: [Double], picture: [UInt8], probabilities: [Float], hasStrayInk: Bool,
    span: CharacterSpan? = nil
  ) {
    self.box = box
    self.pixels = pixels
    self.picture = picture
    self.probabilities = probabilities
    self.hasStrayInk = hasStrayInk
    self.span = span
  }
}
