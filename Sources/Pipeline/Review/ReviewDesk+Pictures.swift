import Forms
package import Ledger
import SystemPackage

extension ReviewDesk {
  /// The picture of a field or page, PNG; nil where there is none.
  package func picture(of id: String) throws -> [UInt8]? {
    if let field = try ledger.detail(field: id) {
      if let crop = try kept(field.record.crop ?? "crops/\(id).png") { return crop }
      return field.record.characters.isEmpty ? nil : ledger.picture(of: field.record.readCharacters)
    }
    guard let crop = try ledger.detail(page: id)?.crop else { return nil }
    return try kept(crop)
  }

  /// The picture of a field's box, PNG; nil where there is none.
  package func picture(of id: String, box: Int) throws -> [UInt8]? {
    guard let characters = try ledger.detail(field: id)?.record.readCharacters,
      characters.indices.contains(box)
    else { return nil }
    return ledger.picture(of: [characters[box]])
  }

  /// The pictures of a field's boxes side by side, as the network saw them, PNG; nil where there are none.
  package func strip(of id: String) throws -> [UInt8]? {
    guard let characters = try ledger.detail(field: id)?.record.readCharacters, !characters.isEmpty else {
      return nil
    }
    return ledger.picture(of: characters)
  }

  /// Where the scan of a field or page was.
  package func scan(of id: String) throws -> (scan: ScanFile, page: Int)? {
    if let field = try ledger.detail(field: id) { return (field.scan, field.page) }
    return try ledger.detail(page: id).map { ($0.scan, $0.page) }
  }

  /// Whether `file` still has the bytes that were read: nobody decides by another page.
  package static func isAsRead(_ file: ScanFile) -> Bool {
    (try? Files.sha256(FilePath(file.path))) == file.sha256
  }

  /// A picture below the batch's `crops`; nothing else is ever looked at.
  func kept(_ path: String) throws -> [UInt8]? {
    let components = FilePath(path).components
    guard components.count == 2, components.first?.string == "crops", components.last?.kind == .regular else {
      return nil
    }
    return try? Files.read(FilePath(ledger.directory).appending(components))
  }
}
