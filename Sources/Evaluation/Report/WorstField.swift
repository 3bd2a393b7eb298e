import FoundationEssentials
import Ledger
import NumberFormats

/// One of the worst readings, with its picture.
struct WorstField: Hashable, Sendable {
  var sample: FieldSample
  /// PNG; empty where there is none.
  var picture: [UInt8]
  /// Whether the picture is what the network saw, not the field on the scan.
  var isOfCharacters: Bool
  /// Boxes that were in doubt: number from 1, and their best symbols.
  var doubts: [Doubt]

  struct Doubt: Hashable, Sendable {
    var box: Int
    var symbols: [(symbol: Symbol, probability: Float)]

    static func == (a: Doubt, b: Doubt) -> Bool { a.box == b.box }
    func hash(into hasher: inout Hasher) { hasher.combine(box) }
  }

  static let most = 20
  /// A box less sure than this is in doubt.
  private static let doubtful: Float = 0.999
  private static let mostDoubts = 6

  /// Wrong readings: those that nobody would have looked at first, the surest first.
  static func worst(of samples: [FieldSample], _ ledger: Ledger) throws -> [WorstField] {
    let wrong = samples.filter { !$0.isRight && $0.status != nil }.sorted { a, b in
      if a.isAccepted != b.isAccepted { return a.isAccepted }
      return (b.confidence, a.document, a.page, a.field) < (a.confidence, b.document, b.page, b.field)
    }
    return try wrong.prefix(most).map { sample in
      guard let record = try ledger.detail(field: sample.id)?.record else {
        return WorstField(sample: sample, picture: [], isOfCharacters: false, doubts: [])
      }
      let crop = record.crop.flatMap {
        try? Data(contentsOf: URL(filePath: ledger.directory + "/" + $0))
      }
      let characters = record.readCharacters
      return WorstField(
        sample: sample, picture: crop.map(Array.init) ?? ledger.picture(of: characters),
        isOfCharacters: crop == nil, doubts: Array(doubts(of: characters).prefix(mostDoubts)))
    }
  }

  private static func doubts(of characters: [CharacterRecord]) -> [Doubt] {
    characters.enumerated().compactMap { index, character in
      let ranked = character.probabilities.enumerated().sorted { $0.element > $1.element }
      guard let first = ranked.first, first.element < doubtful else { return nil }
      return Doubt(
        box: index + 1,
        symbols: ranked.prefix(3).filter { $0.element >= 0.0005 }.map {
          (Symbol(rawValue: UInt8($0.offset)), $0.element)
        })
    }
  }
}
