import FoundationEssentials
import NumberFormats

extension EvaluationReport {
  /// What the page shows, in numbers.
  private struct Numbers: Encodable {
    var fieldError: Double
    var types: [String: OfType]
    var characters: [Confusion]
    var worst: [Wrong]
  }

  private struct OfType: Encodable {
    var fields: Int
    var readRight: Share
    var accepted: Share
    var acceptedWrong: Share
    var takenForBlank: Int
    var pageNotRead: Int
    var boxes: Int
    var boxesRight: Int
    var threshold: Double?
    var waiting: [String: Int]
    var riskCoverage: [CurvePoint]
  }

  private struct Share: Encodable {
    var count: Int
    var low95: Double
    var high95: Double

    init(_ count: Int, _ interval: ClosedRange<Double>) {
      (self.count, low95, high95) = (count, interval.lowerBound, interval.upperBound)
    }
  }

  private struct CurvePoint: Encodable {
    var threshold: Double
    var accepted: Int
    var wrong: Int
  }

  private struct Confusion: Encodable {
    var written: String
    var read: String
    var count: Int
  }

  private struct Wrong: Encodable {
    var document: String
    var page: Int
    var field: String
    var truth: String
    var reading: String
    var confidence: Double
    var accepted: Bool
  }

  /// The same as JSON; keys sorted.
  package var json: String {
    let byType = Dictionary(grouping: evaluation.samples, by: \.type)
    let numbers = Numbers(
      fieldError: fieldError,
      types: Dictionary(uniqueKeysWithValues: types.map { ($0, ofType($1, byType[$0] ?? [], $0)) }),
      characters: evaluation.characters.pairs.sorted {
        ($0.key.written, $0.key.read) < ($1.key.written, $1.key.read)
      }
      .map {
        Confusion(
          written: String($0.key.written.character), read: String($0.key.read.character), count: $0.value)
      },
      worst: worst.map(\.sample).map {
        Wrong(
          document: $0.document, page: $0.page, field: $0.field, truth: $0.truth, reading: $0.reading,
          confidence: $0.confidence, accepted: $0.isAccepted)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers and texts only: what is encoded here always can be.
    return (try? encoder.encode(numbers)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  private func ofType(_ result: TypeResult, _ samples: [FieldSample], _ name: String) -> OfType {
    OfType(
      fields: result.fields, readRight: Share(result.readRight, result.rightInterval),
      accepted: Share(result.accepted, result.acceptedInterval),
      acceptedWrong: Share(result.acceptedWrong, result.wrongInterval), takenForBlank: result.blank,
      pageNotRead: result.unread, boxes: result.characters, boxesRight: result.charactersRight,
      threshold: thresholds[name], waiting: result.waiting.mapValues(\.all),
      riskCoverage: RiskCurve(samples).points.map {
        CurvePoint(threshold: $0.threshold, accepted: $0.accepted, wrong: $0.wrong)
      })
  }
}
