/// How many places of a rectangle are marked, by sums over all that lie above and left of each (Crow 1984).
struct SummedAreaTable {
  private let width: Int
  private var sums: [Int]

  init(_ marks: [Bool], width: Int) {
    self.width = width + 1
    sums = Array(repeating: 0, count: (width + 1) * (marks.count / width + 1))
    for (index, isMarked) in marks.enumerated() {
      let place = (index / width + 1) * (width + 1) + index % width + 1
      sums[place] = sums[place - 1] + sums[place - width - 1] - sums[place - width - 2] + (isMarked ? 1 : 0)
    }
  }

  func count(_ columns: Range<Int>, _ rows: Range<Int>) -> Int {
    let (top, bottom) = (rows.lowerBound * width, rows.upperBound * width)
    return sums[bottom + columns.upperBound] - sums[bottom + columns.lowerBound]
      - sums[top + columns.upperBound]
      + sums[top + columns.lowerBound]
  }
}
