package import Raster

/// A page that was made up, and all that is true of it.
package struct SynthesizedPage: Sendable {
  package var image: PageImage
  package var coding: PageCoding
  /// What the file's tag will claim; nil for no tag.
  package var tag: Resolution?
  /// The true dots per inch.
  package var resolution: Double
  /// Where the form truly lies; nil for a page that is no form.
  package var transform: Affine<FormSpace, ScanSpace>?
  /// Name of the form; nil for a page that is none.
  package var form: String?
  package var fields: [FilledField]
  /// How it was written; nil for a page that is no form.
  package var details: PageDetails?
}

/// A file that was made up.
package struct SynthesizedFile: Sendable {
  package var name: String
  package var bytes: [UInt8]
  /// The file's pages; their images may be large, and are not kept where the file was made by `file(_:)`.
  package var truth: [TruthLine]
  /// Where each page's form truly lies; nil for pages that are no form.
  package var transforms: [Affine<FormSpace, ScanSpace>?]
  /// `PageDetails.csv` of all pages.
  package var details: String
}

/// A row of truth.csv.
package struct TruthLine: Hashable, Sendable {
  package var document: String
  /// From 1.
  package var page: Int
  package var field: String
  package var value: String
  package var form: String
  package var written: String

  package init(document: String, page: Int, form: String, field: FilledField) {
    self.document = document
    self.page = page
    self.field = field.field
    value = field.value
    self.form = form
    written = field.written
  }

  /// The header row of truth.csv, with its line end.
  package static let header = "document,page,field,value,form,written\r\n"

  /// The row as CSV (contract: CSV), with its line end.
  package var csv: String {
    [document, String(page), field, value, form, written].map(TruthLine.quoted).joined(separator: ",")
      + "\r\n"
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return cell }
    return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
