/// A small weighted least-squares problem, as its normal equations.
struct NormalEquations {
  let unknowns: Int
  /// `unknowns` × `unknowns`, row-major.
  private var matrix: [Double]
  private var right: [Double]

  init(unknowns: Int) {
    self.unknowns = unknowns
    matrix = Array(repeating: 0, count: unknowns * unknowns)
    right = Array(repeating: 0, count: unknowns)
  }

  /// Adds the equation row · x = value.
  mutating func add(_ row: [Double], equals value: Double, weight: Double) {
    precondition(row.count == unknowns)
    for i in 0..<unknowns where row[i] != 0 {
      right[i] += weight * row[i] * value
      for j in 0..<unknowns { matrix[i * unknowns + j] += weight * row[i] * row[j] }
    }
  }

  /// The least-squares solution by Gaussian elimination with pivots, or nil where the equations do not settle it.
  func solution() -> [Double]? {
    var a = matrix
    var b = right
    let n = unknowns
    let largest = a.map(abs).max() ?? 0
    for column in 0..<n {
      var pivot = column
      for row in column..<n where abs(a[row * n + column]) > abs(a[pivot * n + column]) { pivot = row }
      guard abs(a[pivot * n + column]) > 1e-13 * largest else { return nil }
      if pivot != column {
        for k in 0..<n { a.swapAt(pivot * n + k, column * n + k) }
        b.swapAt(pivot, column)
      }
      for row in 0..<n where row != column {
        let factor = a[row * n + column] / a[column * n + column]
        if factor == 0 { continue }
        for k in column..<n { a[row * n + k] -= factor * a[column * n + k] }
        b[row] -= factor * b[column]
      }
    }
    return (0..<n).map { b[$0] / a[$0 * n + $0] }
  }
}
