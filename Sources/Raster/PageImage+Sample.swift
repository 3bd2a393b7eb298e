/// Pixels of a picture that is sampled from a scan: pixel (i, j) covers [i, i+1) × [j, j+1).
package enum PatchSpace: Space {}

extension PageImage {
  /// A picture of `width` × `height` px sampled from the scan, bilinear between pixel centres; white outside the scan.
  ///
  /// `map` takes the patch's pixels to the scan's. Each pixel is the mean of `supersampling`² points, so that a patch
  /// coarser than the scan is area-averaged.
  /// - Complexity: O(width · height · supersampling²).
  package func patch(
    width: Int, height: Int, map: Affine<PatchSpace, ScanSpace>, channel: PageChannel = .luminance,
    supersampling: Int = 1
  ) -> GreyImage {
    precondition(width >= 0 && height >= 0 && supersampling >= 1)
    return run(
      PatchSampling(width: width, height: height, map: map, supersampling: supersampling), channel: channel)
  }
}

private struct PatchSampling: PixelWork {
  let width: Int
  let height: Int
  let map: Affine<PatchSpace, ScanSpace>
  let supersampling: Int
  /// From one sample of a row to the next, px of the scan with 32 binary places.
  private let step: (x: Int, y: Int)

  /// 1 with 32 binary places.
  private static let one = 4_294_967_296.0

  init(width: Int, height: Int, map: Affine<PatchSpace, ScanSpace>, supersampling: Int) {
    (self.width, self.height, self.map, self.supersampling) = (width, height, map, supersampling)
    let share = 1 / Double(supersampling)
    // A step that is no number, or off any page, is of rows that do not lie on the scan.
    let fixed = { (step: Double) in Int(exactly: (step * share * Self.one).rounded()) ?? 0 }
    step = (fixed(map.a), fixed(map.c))
  }

  func callAsFunction(_ source: some PixelSource) -> GreyImage {
    guard source.width > 0, source.height > 0 else { return GreyImage(width: width, height: height) }
    let ink = ink(of: source)
    if let ink, ink.isBare { return GreyImage(width: width, height: height) }
    var sums = [Int32](repeating: 0, count: supersampling > 1 ? width : 0)
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height) { target, initialized in
      sums.withUnsafeMutableBufferPointer { sums in
        for y in 0..<height {
          let row = UnsafeMutableBufferPointer(rebasing: target[y &* width..<(y &+ 1) &* width])
          if supersampling == 1, let line = interior(y, 0, source) {
            let (columns, rows) = line.footprint(width)
            if let ink, ink.isBare(columns: columns, rows: rows) {
              row.update(repeating: 255)
            } else {
              sample(line, source, into: row)
            }
          } else if supersampling > 1, self.sums(of: y, source, into: sums) {
            let count = Int32(supersampling &* supersampling)
            for x in 0..<width { row[x] = UInt8(truncatingIfNeeded: (sums[x] &+ count / 2) / count) }
          } else {
            for x in 0..<width { row[x] = pixel(x, y, source) }
          }
        }
      }
      initialized = width * height
    }
    return GreyImage(width: width, height: height, pixels: pixels)
  }

  /// Where a row's samples lie between pixel centres, and the step from one to the next: 32 binary places.
  private struct Line {
    var x: Int
    var y: Int
    let stepX: Int
    let stepY: Int

    /// The columns and rows of the scan that `count` samples lie between.
    func footprint(_ count: Int) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
      let (endX, endY) = (x &+ stepX &* (count &- 1), y &+ stepY &* (count &- 1))
      return (
        min(x, endX) &>> 32...max(x, endX) &>> 32 &+ 1, min(y, endY) &>> 32...max(y, endY) &>> 32 &+ 1
      )
    }

    /// The sample at this place; goes on to the next.
    @inline(__always)
    mutating func next(_ source: some PixelSource) -> UInt8 {
      defer {
        x &+= stepX
        y &+= stepY
      }
      return source.between(x &>> 32, y &>> 32, x &>> 26 & 63, y &>> 26 & 63)
    }
  }

  /// Where ink is on the part of the scan that all samples lie on; nil where they lie partly beside it.
  private func ink(of source: some PixelSource) -> InkPlaces? {
    guard supersampling == 1, width > 0, height > 0, let first = interior(0, 0, source),
      let last = interior(height - 1, 0, source)
    else { return nil }
    let (top, bottom) = (first.footprint(width), last.footprint(width))
    // The rows between are mapped one by one, each with its own rounding.
    let columns = union(top.columns, bottom.columns, below: source.width)
    let rows = union(top.rows, bottom.rows, below: source.height)
    return source.ink(columns: columns, rows: rows)
  }

  private func union(
    _ first: ClosedRange<Int>, _ second: ClosedRange<Int>, below end: Int
  ) -> ClosedRange<Int> {
    let low = min(first.lowerBound, second.lowerBound) - 1
    let high = max(first.upperBound, second.upperBound) + 1
    return max(0, low)...min(end - 1, high)
  }

  /// The samples at `sub` of `supersampling` places in row `y` if all four neighbours of each lie on the scan, as those
  /// of nearly all do; else nil.
  private func interior(_ y: Int, _ sub: Int, _ source: some PixelSource) -> Line? {
    let step = 1 / Double(supersampling)
    let (u, v) = (0.5 * step, Double(y) + (Double(sub) + 0.5) * step)
    let first = (x: map.a * u + map.b * v + map.tx - 0.5, y: map.c * u + map.d * v + map.ty - 0.5)
    let length = Double(width) - step
    let last = (x: first.x + map.a * length, y: first.y + map.c * length)
    // Short of the edge by more than the steps' rounding adds up to.
    let slack = 0.001
    guard min(first.x, last.x) >= slack, max(first.x, last.x) < Double(source.width - 1) - slack,
      min(first.y, last.y) >= slack, max(first.y, last.y) < Double(source.height - 1) - slack
    else { return nil }
    return Line(
      x: Int(first.x * Self.one), y: Int(first.y * Self.one), stepX: self.step.x, stepY: self.step.y)
  }

  @inline(__always)
  private func sample(
    _ start: Line, _ source: some PixelSource, into row: UnsafeMutableBufferPointer<UInt8>
  ) {
    var line = start
    for x in 0..<row.count { row[x] = line.next(source) }
  }

  /// The sums of each pixel's samples in row `y`; false where some lie too near to the scan's sides.
  @inline(__always)
  private func sums(
    of y: Int, _ source: some PixelSource, into sums: UnsafeMutableBufferPointer<Int32>
  ) -> Bool {
    sums.update(repeating: 0)
    for sub in 0..<supersampling {
      guard var line = interior(y, sub, source) else { return false }
      for x in 0..<sums.count {
        for _ in 0..<supersampling { sums[x] &+= Int32(line.next(source)) }
      }
    }
    return true
  }

  @inline(__always)
  private func pixel(_ x: Int, _ y: Int, _ source: some PixelSource) -> UInt8 {
    let step = 1 / Double(supersampling)
    var sum: Int32 = 0
    for subY in 0..<supersampling {
      let v = Double(y) + (Double(subY) + 0.5) * step
      for subX in 0..<supersampling {
        let u = Double(x) + (Double(subX) + 0.5) * step
        // Pixel centres lie at halves.
        let scanX = map.a * u + map.b * v + map.tx - 0.5
        let scanY = map.c * u + map.d * v + map.ty - 0.5
        sum &+= bilinear(scanX, scanY, source)
      }
    }
    let count = Int32(supersampling * supersampling)
    return UInt8(truncatingIfNeeded: (sum + count / 2) / count)
  }

  /// The value between the four pixels around (x, y), in pixel-centre coordinates.
  @inline(__always)
  private func bilinear(_ x: Double, _ y: Double, _ source: some PixelSource) -> Int32 {
    guard x > -1, y > -1, x < Double(source.width), y < Double(source.height) else { return 255 }
    let fixedX = Int((x + 1) * 64) &- 64
    let fixedY = Int((y + 1) * 64) &- 64
    let left = fixedX &>> 6
    let top = fixedY &>> 6
    let fx = Int32(truncatingIfNeeded: fixedX & 63)
    let fy = Int32(truncatingIfNeeded: fixedY & 63)
    if left >= 0, top >= 0, left &+ 1 < source.width, top &+ 1 < source.height {
      let upper = source.value(left, top) &* (64 &- fx) &+ source.value(left &+ 1, top) &* fx
      let lower = source.value(left, top &+ 1) &* (64 &- fx) &+ source.value(left &+ 1, top &+ 1) &* fx
      return (upper &* (64 &- fy) &+ lower &* fy &+ 2048) &>> 12
    }
    let upper = edge(left, top, source) &* (64 &- fx) &+ edge(left &+ 1, top, source) &* fx
    let lower = edge(left, top &+ 1, source) &* (64 &- fx) &+ edge(left &+ 1, top &+ 1, source) &* fx
    return (upper &* (64 &- fy) &+ lower &* fy &+ 2048) &>> 12
  }

  private func edge(_ x: Int, _ y: Int, _ source: some PixelSource) -> Int32 {
    x >= 0 && y >= 0 && x < source.width && y < source.height ? source.value(x, y) : 255
  }
}
