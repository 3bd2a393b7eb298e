import Drawing
import Glibc
import Raster

/// The pictures of what waits, below `crops/`.
struct CropFolder {
  private let directory: String
  /// Whether pictures that are there are taken as they are: nothing was read since they were made.
  private let trusts: Bool
  /// Id of a field or page → how many characters of it have pictures, besides its own.
  private var kept: [String: Int] = [:]

  init(directory: String, trusts: Bool) {
    self.directory = directory
    self.trusts = trusts
    mkdir(directory + "/crops", 0o700)
  }

  /// The picture of box `k` of the field `id`, relative to the batch's folder.
  static func name(_ id: String, _ k: Int) -> String { "crops/\(id)-\(k).png" }

  /// Keeps the picture that a worker made of a page.
  mutating func keep(page id: String) { kept[id] = 0 }

  /// Makes the pictures of a field's characters, and of the field where the worker left none; returns the field's.
  mutating func keep(_ field: PlacedField) throws -> String {
    let id = field.record.id
    let glyphs = field.record.readCharacters.filter { $0.picture.count == Glyph.side * Glyph.side }
    kept[id] = field.record.readCharacters.count
    for (k, character) in field.record.readCharacters.enumerated() where character.picture.count == 784 {
      let name = Self.name(id, k)
      if trusts, isThere(name) { continue }
      try write(PNG.encode(Self.picture([character])), to: name)
    }
    let path = field.record.crop ?? "crops/\(id).png"
    if !isThere(path) { try write(PNG.encode(Self.picture(glyphs)), to: path) }
    return path
  }

  /// The characters side by side, black on white.
  static func picture(_ characters: [CharacterRecord]) -> GreyImage {
    var image = GreyImage(width: max(1, characters.count * Glyph.side), height: Glyph.side)
    for (index, character) in characters.enumerated() {
      for (pixel, ink) in character.picture.enumerated() {
        image[index * Glyph.side + pixel % Glyph.side, pixel / Glyph.side] = 255 - ink
      }
    }
    return image
  }

  private func isThere(_ path: String) -> Bool { access(directory + "/" + path, F_OK) == 0 }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let place = directory + "/" + path
    if Self.holds(place, bytes) { return }
    var file = try AtomicFile(place)
    try file.write(bytes)
    try file.commit(isSynced: false)
  }

  private static func holds(_ path: String, _ bytes: [UInt8]) -> Bool {
    guard let file = fopen(path, "rb") else { return false }
    defer { fclose(file) }
    var found = Array(repeating: UInt8(0), count: bytes.count + 1)
    let count = fread(&found, 1, found.count, file)
    return count == bytes.count && found.dropLast().elementsEqual(bytes)
  }

  /// Removes pictures of what waits no longer, and what a process that was killed left unfinished.
  func removeOthers() {
    remove { name in
      let id = String(name.prefix { $0 != "-" && $0 != "." })
      guard let count = kept[id] else { return true }
      let k = Int(name.dropFirst(id.count + 1).dropLast(4)) ?? 0
      return name != "\(id).png" && !(k < count && "crops/" + name == Self.name(id, k))
    }
  }

  /// Removes the pictures of some fields.
  func remove(_ ids: Set<String>) {
    if ids.isEmpty { return }
    remove { ids.contains(String($0.prefix(32))) }
  }

  private func remove(_ isGone: (String) -> Bool) {
    guard let folder = opendir(directory + "/crops") else { return }
    defer { closedir(folder) }
    var others: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != "..", isGone(name) { others.append(name) }
    }
    for name in others { unlink(directory + "/crops/" + name) }
  }
}

extension Ledger {
  /// The pictures of characters side by side, black on white, as PNG.
  package func picture(of characters: [CharacterRecord]) -> [UInt8] {
    PNG.encode(CropFolder.picture(characters.filter { $0.picture.count == Glyph.side * Glyph.side }))
  }
}
