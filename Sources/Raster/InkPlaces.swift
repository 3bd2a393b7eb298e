/// Which rows and columns of a part of a black and white page hold ink: most samples of a page fall on bare paper, and
/// need not be taken one by one.
struct InkPlaces {
  private let firstRow: Int
  /// Of the first of `columns`.
  private let firstColumn: Int
  /// A flag a row.
  private let rows: [Bool]
  /// A bit a column, the leftmost in the highest bit, as in a page's own words.
  private let columns: [UInt64]

  /// The places of ink in the rows and columns of `source` given; `columns` are widened to whole words.
  init(_ source: BitSource, columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
    let words = columns.lowerBound >> 6...columns.upperBound >> 6
    var sums = Array(repeating: UInt64(0), count: words.count)
    firstRow = rows.lowerBound
    firstColumn = words.lowerBound << 6
    self.rows = rows.map { y in
      var row: UInt64 = 0
      for (place, word) in words.enumerated() {
        let bits = source.words[y &* source.wordsPerRow &+ word]
        sums[place] |= bits
        row |= bits
      }
      return row != 0
    }
    self.columns = sums
  }

  /// Whether there is no ink at all.
  var isBare: Bool { !rows.contains(true) }

  /// Whether there is certainly no ink where the rows and columns given meet.
  func isBare(columns: ClosedRange<Int>, rows: ClosedRange<Int>) -> Bool {
    let (low, high) = (columns.lowerBound &- firstColumn, columns.upperBound &- firstColumn)
    let isBareAcross = (low >> 6...high >> 6).allSatisfy { word in
      var bits = self.columns[word]
      if word == low >> 6 { bits &= ~0 >> UInt64(low & 63) }
      if word == high >> 6 { bits &= ~0 << UInt64(63 &- high & 63) }
      return bits == 0
    }
    return isBareAcross
      || !self.rows[rows.lowerBound &- firstRow...rows.upperBound &- firstRow].contains(true)
  }
}
