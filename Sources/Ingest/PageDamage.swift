package import Raster

/// A part of a page that could not be decoded: bare paper stands there, which says nothing of the scan.
package struct PageDamage: Hashable, Sendable {
  /// Where, across the whole page; of no size where only what follows the last row is missing.
  package var place: Rect<ScanSpace>
  package var error: IngestError

  package init(place: Rect<ScanSpace>, error: IngestError) {
    self.place = place
    self.error = error
  }
}

/// Stored rows that could not be decoded, and why.
struct DamagedRows {
  var rows: Range<Int>
  var code: IngestError.Code
  /// What the library complained of first.
  var message: String

  var error: IngestError {
    let place = rows.isEmpty ? "" : " (rows \(rows.lowerBound + 1) to \(rows.upperBound))"
    return IngestError(code, message + place)
  }

  /// The damage of a page of `width` × `height` stored pixels, once it is turned upright.
  func upright(_ orientation: Orientation, width: Int, height: Int) -> PageDamage {
    let first = orientation.countsRowsBackwards ? height - rows.upperBound : rows.lowerBound
    let (start, length) = (Double(first), Double(rows.count))
    let place: Rect<ScanSpace> =
      orientation.swapsAxes
      ? Rect(x: start, y: 0, width: length, height: Double(width))
      : Rect(x: 0, y: start, width: Double(width), height: length)
    return PageDamage(place: place, error: error)
  }
}

extension Orientation {
  /// Whether the first stored row is the last row, or the last column, of the upright page.
  fileprivate var countsRowsBackwards: Bool {
    [.bottomRight, .bottomLeft, .rightTop, .rightBottom].contains(self)
  }
}
