import Glibc
import GlyphNet
import NumberFormats
import Pipeline
import Raster
import Synthesis

/// Glyphs from IDX files: labels and writers lie beside the pictures (`images` → `labels`, `writers` in the name).
enum GlyphFiles {
  /// The glyphs of the file `path`; letters where the file's name says so (0 = A), else digits.
  ///
  /// - Parameter kept: which writers; asked only where they are known.
  static func load(_ path: String, keeping kept: (Int) -> Bool) throws -> GlyphSource {
    let glyphs = try InputFile.glyphs(try InputFile.idx(path), path)
    guard let labelPath = neighbour(of: path, "labels") else {
      throw CommandError(.missingInput, "\(path): no labels lie beside it")
    }
    let count = glyphs.count
    let labels = try InputFile.idx(labelPath).values
    let writers = try neighbour(of: path, "writers").map { try InputFile.idx($0).values.map(Int.init) }
    guard labels.count == count, writers.map({ $0.count == count }) ?? true else {
      throw CommandError(.partial, "\(path): its labels or writers are not \(count)")
    }
    let first: Int32 = path.split(separator: "/").last?.contains("letters") == true ? 10 : 0
    let symbols = labels.map { Symbol(rawValue: UInt8(clamping: $0 + first)) }
    guard symbols.allSatisfy({ $0.isDigit || $0.isLetter }) else {
      throw CommandError(.partial, "\(labelPath): a label is neither a digit nor a letter")
    }
    return GlyphSource(glyphs: glyphs, labels: symbols, writers: writers).keeping(kept)
  }

  /// The file beside `path` whose name has `kind` where its own has `images`, whatever follows the next hyphen.
  private static func neighbour(of path: String, _ kind: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let file = parts.last, let word = file.firstRange(of: "images") else { return nil }
    let folder = parts.dropLast().joined(separator: "/")
    let start = file[..<word.lowerBound] + kind
    guard let directory = opendir(folder.isEmpty ? "." : folder) else { return nil }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(start) { found.append(name) }
    }
    return found.min().map { folder.isEmpty ? $0 : folder + "/" + $0 }
  }
}

/// `--writers 9/10`, `--writers 0-6/10`: the writers whose id leaves 9, or 0 to 6, when divided by 10.
struct WriterChoice {
  private let remainders: ClosedRange<Int>
  private let divisor: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let divisor = Int(parts[1]), divisor > 0 else { return nil }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      first >= 0, first <= last, last < divisor
    else { return nil }
    remainders = first...last
    self.divisor = divisor
  }

  func keeps(_ writer: Int) -> Bool { remainders.contains(writer % divisor) }
}
