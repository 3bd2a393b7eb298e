package import Forms
import Glibc
package import GlyphNet
import Raster

/// Reads what is printed on a blank form, either case told as one: which way up it lies, and what its rows are called.
package struct PrintReader {
  private let network: any GlyphReading

  package init(network: any GlyphReading) {
    self.network = network
  }

  /// The network `models/print.onnx` of the working directory, else the one installed with the program; nil for none.
  ///
  /// - Throws: `ModelError` for one that cannot be used.
  package static func load() throws(ModelError) -> PrintReader? {
    let name = "models/print.onnx"
    let paths = [Files.absolute(name, in: Configuration.currentFolder()), Installation.path(name)]
    guard let path = paths.compactMap({ $0 }).first(where: { access($0, R_OK) == 0 }) else { return nil }
    return PrintReader(network: try GlyphClassifier(path: path))
  }

  /// What is as high may be a box's outline, which lies the same whichever way up, mm.
  private static let box = 4.0
  /// So many characters tell how a page lies.
  private static let enough = 200
  /// Another way up must be likelier by so many nats: two or three capitals that are none upside down.
  private static let clearly = 6.0
  /// A spot that is no character either way tells nothing: no probability counts as less.
  private static let least: Float = 0.02

  /// By how many quarters `characters` are turned, clockwise; 0 where nothing tells.
  package func quarters(of characters: [PrintedCharacter]) -> Int {
    let print = characters.filter { max($0.frame.width, $0.frame.height) < Self.box }
    let shown = print.sorted { $0.frame.height > $1.frame.height }.prefix(Self.enough).map(\.glyph)
    var glyphs = shown
    let likelihood = (0..<4).map { _ -> Double in
      defer { glyphs = glyphs.map(\.turnedBack) }
      return network.classify(glyphs).reduce(0) { sum, row in
        sum + log(Double(max(Self.least, PrintedSymbol(row, network.classes).confidence)))
      }
    }
    let best = likelihood.indices.max { likelihood[$0] < likelihood[$1] } ?? 0
    return likelihood[best] > likelihood[0] + Self.clearly ? best : 0
  }

  /// What the print beside `places`, or above their column, says; no name stands twice.
  package func labels(of places: [FieldPlace], among characters: [PrintedCharacter]) -> [PlaceLabel] {
    let outside = characters.filter { character in
      !places.contains { $0.frame.insetBy(-0.3).holds(character.frame) }
    }
    // One character alone, as a sign of a currency, names nothing.
    var lines = PrintedLine.lines(of: outside).filter { $0.words.joined().count > 1 }
    var labels = Array(repeating: PlaceLabel(), count: places.count)
    var nearest = Array(repeating: PrintedLine?.none, count: places.count)
    var isPrinted = Array(repeating: false, count: places.count)
    // Small print stands between a label and its boxes, as how a date is to be written: behind it is the label.
    for _ in 0..<2 {
      let assigned = Labels.assigned(lines, to: places)
      var small: Set<PrintedLine> = []
      for (place, index) in assigned.enumerated() {
        labels[place].name = nil
        if index != nil { isPrinted[place] = true }
        guard let line = index.map({ lines[$0] }), line.mayBeBehind(nearest[place]) else { continue }
        let label = self.label(line)
        labels[place] = PlaceLabel(name: label.name, dateFormat: label.dateFormat ?? labels[place].dateFormat)
        if label.name == nil {
          nearest[place] = label.dateFormat == nil ? line : nil
          small.insert(line)
        }
      }
      if small.isEmpty { break }
      lines.removeAll(where: small.contains)
    }
    return Self.distinct(PlaceLabel.filled(labels, of: places, isPrinted: isPrinted))
  }

  /// A name that stands twice is numbered from its second place on.
  private static func distinct(_ labels: [PlaceLabel]) -> [PlaceLabel] {
    var counts: [String: Int] = [:]
    return labels.map { label in
      guard let name = label.name else { return label }
      counts[name, default: 0] += 1
      let count = counts[name] ?? 1
      return count == 1 ? label : PlaceLabel(name: "\(name)-\(count)", dateFormat: label.dateFormat)
    }
  }

  /// Words and characters of a name, at most.
  private static let longest = (words: 5, characters: 40)

  /// What stands in a line, up to a word that begins with what is no character; no name where a character is not sure.
  private func label(_ line: PrintedLine) -> PlaceLabel {
    let words = line.words.prefix(Self.longest.words + 3).map(symbols)
    // The date's own words are the last ones.
    let starts = words.indices.map { ($0, DateHint.format(words[$0...].joined().flatMap(\.symbols))) }
    let hint = starts.first { $0.1 != nil }
    return PlaceLabel(
      name: name(words.prefix(min(hint?.0 ?? words.count, Self.longest.words))), dateFormat: hint?.1)
  }

  /// The symbols of a word, spot by spot, with their heights in mm.
  private typealias Spot = (symbols: [PrintedSymbol], height: Double)

  private func symbols(_ word: [PrintedCharacter]) -> [Spot] {
    zip(network.classify(word.map(\.glyph)), word).map { row, character in
      let symbol = PrintedSymbol(row, network.classes)
      let parts = symbol.isSure ? nil : self.parts(of: character.glyph)
      return (parts ?? [symbol], character.frame.height)
    }
  }

  private func name(_ words: ArraySlice<[Spot]>) -> String? {
    var texts: [String] = []
    for symbols in words {
      guard let first = symbols.first?.symbols.first, !first.isJunk else { break }
      let all = symbols.flatMap(\.symbols)
      guard all.allSatisfy(\.isSure) else { return nil }
      texts.append(
        PrintedSymbol.word(
          all, heights: symbols.flatMap { Array(repeating: $0.height, count: $0.symbols.count) }))
    }
    let name = texts.joined(separator: "-")
    let isName = name.count >= 2 && name.count <= Self.longest.characters && name.contains(where: \.isLetter)
    return isName ? name : nil
  }

  /// Where two characters that run together may be cut, columns of the glyph, and how many cuts are tried.
  private static let cuts = (columns: 8...19, tried: 4)

  /// Two characters that run together in `glyph`; nil where it is not two.
  private func parts(of glyph: Glyph) -> [PrintedSymbol]? {
    let side = Glyph.side
    let ink = { (x: Int) in (0..<side).reduce(0) { $0 + Int(glyph.pixels[$1 * side + x]) } }
    let columns = Self.cuts.columns.sorted { ink($0) < ink($1) }.prefix(Self.cuts.tried)
    let pairs = columns.map { column -> [PrintedSymbol] in
      let halves = [0..<column, column..<side].map { part in
        CharacterPicture.glyph(
          GreyImage(
            width: part.count, height: side,
            pixels: (0..<side).flatMap { y in part.map { glyph.pixels[y * side + $0] } }))
      }
      return network.classify(halves).map { PrintedSymbol($0, network.classes) }
    }
    let best = pairs.max { $0[0].confidence * $0[1].confidence < $1[0].confidence * $1[1].confidence }
    return best.flatMap { $0.allSatisfy(\.isSure) ? $0 : nil }
  }
}

extension PrintedLine {
  /// How much larger a label is than the small print below it, at least.
  private static let larger = 1.1

  /// Whether this may be the label of a place to which `line`, which could not be read, is nearer; nil for none.
  fileprivate func mayBeBehind(_ line: PrintedLine?) -> Bool {
    line.map { height >= Self.larger * $0.height } ?? true
  }

  /// Of its highest character, mm.
  private var height: Double { words.joined().map(\.frame.height).max() ?? 0 }
}

extension Glyph {
  /// The glyph turned a quarter counter-clockwise.
  fileprivate var turnedBack: Glyph {
    let side = Glyph.side
    return Glyph(
      pixels: (0..<side * side).map { place in pixels[place % side * side + side - 1 - place / side] })
  }
}

extension Rect {
  /// Whether the middle of `other` lies within.
  fileprivate func holds(_ other: Rect) -> Bool {
    let (x, y) = (other.center.x, other.center.y)
    return x > minX && x < maxX && y > minY && y < maxY
  }
}
