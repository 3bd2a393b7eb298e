import Raster

/// Tells the colour of boxes' lines.
struct LineColor {
  let probe: LineProbe

  /// A colour drops out if its own channel is so much less dark than the darkest, as a share.
  private static let share = 0.6

  /// The colour that most rows' lines have; nil for black, grey, and scans without colours.
  func color(of rows: [BoxRow]) -> DropoutColor? {
    guard case .color = probe.page else { return nil }
    let colors = rows.map(color)
    return DropoutColor.allCases.first { color in 2 * colors.filter { $0 == color }.count > colors.count }
  }

  private func color(of row: BoxRow) -> DropoutColor? {
    let channels: [(ColorChannel, DropoutColor)] = [(.red, .red), (.green, .green), (.blue, .blue)]
    let darkness = channels.map { self.darkness(of: row, $0.0) }
    guard let most = darkness.max(), let least = darkness.indices.min(by: { darkness[$0] < darkness[$1] }),
      most > 0, darkness[least] < Self.share * most
    else { return nil }
    return channels[least].1
  }

  /// How dark the row's upper lines are in one channel.
  private func darkness(of row: BoxRow, _ channel: ColorChannel) -> Double {
    let step = 0.1
    var sum = 0.0
    for outline in row.outlines {
      let toForm = Affine<PatchSpace, FormSpace>(
        a: step, b: 0, c: 0, d: step, tx: outline.minX + 0.5, ty: outline.minY - 1)
      let patch = probe.page.patch(
        width: max(1, Int((outline.width - 1) / step)), height: 20, map: toForm.then(probe.transform),
        channel: .single(channel))
      let rows = (0..<patch.height).map { y in
        (0..<patch.width).reduce(0) { $0 + Int(patch[$1, y]) } / patch.width
      }
      sum += Double((rows.max() ?? 0) - (rows.min() ?? 0))
    }
    return sum
  }
}
