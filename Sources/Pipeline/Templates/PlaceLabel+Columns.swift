import Forms
import Raster

extension PlaceLabel {
  /// How far the sides of two rows of a table's column differ, mm.
  private static let slack = 1.0
  /// The rows of a column stand apart by this times their height at most.
  private static let apart = 2.0

  /// `labels` with those of a table's columns: what has no print of its own below a place like it is called as that is.
  ///
  /// - Parameters:
  ///   - labels: of `places`, which are in order from the top.
  ///   - isPrinted: which places have print of their own, read or not.
  static func filled(_ labels: [PlaceLabel], of places: [FieldPlace], isPrinted: [Bool]) -> [PlaceLabel] {
    var labels = labels
    for place in places.indices where !isPrinted[place] {
      let head = places.indices.prefix(place).last {
        labels[$0].name != nil && isBelow(places[place], places[$0])
      }
      if let head { labels[place] = labels[head] }
    }
    return labels
  }

  private static func isBelow(_ place: FieldPlace, _ other: FieldPlace) -> Bool {
    let (frame, above) = (place.frame, other.frame)
    let isAlike =
      switch (place, other) {
      case (.boxes(let a), .boxes(let b)): a.count == b.count && a.groups == b.groups
      case (.area, .area): true
      default: false
      }
    return isAlike && abs(frame.minX - above.minX) <= slack && abs(frame.width - above.width) <= slack
      && abs(frame.height - above.height) <= slack
      && (0...apart * above.height).contains(frame.minY - above.maxY)
  }
}
