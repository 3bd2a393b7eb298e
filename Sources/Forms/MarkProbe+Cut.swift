import Raster

/// A mark that the scan's side cuts.
private enum CutMark {
  /// Share of the mark that must be left.
  static let least = 0.3
  /// What is dark without being the mark's, or the mark's without being dark, as share of what is left of it: a disc
  /// is not found, and other dark things at the scan's side are not.
  static let mismatch = 0.2
  /// Shifts that fit nearly as well as the best, by this share, are as likely.
  static let alike = 0.02
}

extension MarkProbe {
  /// A mark that the scan's side cuts, near where `transform` puts it; nil where it is not.
  ///
  /// Its outline is laid over what is left of it, the middle of which is not its own.
  ///
  /// - Parameter reach: how far it may lie off, mm.
  func measureCut(
    _ mark: Rect<FormSpace>, index: Int, transform: Affine<FormSpace, ScanSpace>, reach: Double
  ) -> MarkMeasurement? {
    let shifts = Int((reach / Self.step).rounded())
    let border = shifts + Int(Self.margin / Self.step)
    let (across, down) = (Int((mark.width / Self.step).rounded()), Int((mark.height / Self.step).rounded()))
    let (width, height) = (across + 2 * border, down + 2 * border)
    let toForm = Affine<PatchSpace, FormSpace>(
      a: Self.step, b: 0, c: 0, d: Self.step, tx: mark.minX - Double(border) * Self.step,
      ty: mark.minY - Double(border) * Self.step)
    let map = toForm.then(transform)
    let patch = page.patch(width: width, height: height, map: map, channel: .darkest)
    let isShown = patch.pixels.indices.map {
      page.shows(map(Point(x: Double($0 % width) + 0.5, y: Double($0 / width) + 0.5)))
    }
    let values = zip(patch.pixels, isShown).filter(\.1).map(\.0).sorted()
    let leastShown = CutMark.least * Double(across * down)
    guard Double(values.count) > leastShown else { return nil }
    let (dark, paper) = (Int(values[Int(leastShown / 2)]), Int(values[values.count * 9 / 10]))
    guard paper - dark >= Self.leastContrast else { return nil }
    let isDark = zip(patch.pixels, isShown).map { $1 && 2 * Int($0) < paper + dark }
    let (shown, darkness) = (SummedAreaTable(isShown, width: width), SummedAreaTable(isDark, width: width))
    let all = isDark.count { $0 }
    var found: [(x: Int, y: Int, left: Int, mismatch: Int)] = []
    for y in -shifts...shifts {
      for x in -shifts...shifts {
        let (columns, rows) = (border + x..<border + x + across, border + y..<border + y + down)
        let (left, covered) = (shown.count(columns, rows), darkness.count(columns, rows))
        found.append((x, y, left, left + all - 2 * covered))
      }
    }
    guard let best = found.min(by: { $0.mismatch < $1.mismatch }), Double(best.left) >= leastShown,
      Double(best.mismatch) <= CutMark.mismatch * Double(best.left)
    else { return nil }
    let limit = best.mismatch + Int(CutMark.alike * Double(best.left))
    let likely = found.filter { $0.mismatch <= limit }
    let mean = { (sum: Int) in Double(sum) / Double(likely.count) * Self.step }
    return MarkMeasurement(
      mark: index, x: mean(likely.reduce(0) { $0 + $1.x }), y: mean(likely.reduce(0) { $0 + $1.y }),
      isCut: true)
  }
}
