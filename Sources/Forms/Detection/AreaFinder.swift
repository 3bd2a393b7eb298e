import Raster

/// Finds frames that people write in without dividers.
struct AreaFinder {
  let probe: LineProbe

  /// Frames for a line of writing, mm.
  private static let heights = 4.5...30.0
  private static let narrowest = 9.0
  /// Print in the middle of a frame over more than this share of its width makes it a heading or a text.
  private static let printed = 0.06
  /// How much darker than paper print is, of 255.
  private static let contrast = 60

  /// The frames among `cells` that hold no row and no print.
  func areas(among cells: [Rect<FormSpace>], rows: [BoxRow]) -> [Rect<FormSpace>] {
    let frames = cells.filter { cell in
      Self.heights.contains(cell.height) && cell.width >= Self.narrowest && !RowFinder.isBox(cell)
        && !rows.contains { FieldPlace.boxes($0).frame.shared(with: cell) > 0.02 }
        && !isPrinted(cell)
    }.map(Self.rounded)
    // Where two lie over each other still, the smaller one is what people write in.
    return frames.filter { frame in
      !frames.contains {
        $0 != frame && $0.width * $0.height < frame.width * frame.height && $0.shared(with: frame) > 0.02
      }
    }
  }

  /// Whether print stands in the middle of a frame, where people write.
  private func isPrinted(_ cell: Rect<FormSpace>) -> Bool {
    let inner = Rect<FormSpace>(
      x: cell.x + 1, y: cell.y + 0.35 * cell.height, width: cell.width - 2, height: 0.4 * cell.height)
    let step = 0.25
    let toForm = Affine<PatchSpace, FormSpace>(a: step, b: 0, c: 0, d: step, tx: inner.x, ty: inner.y)
    let patch = probe.page.patch(
      width: max(1, Int(inner.width / step)), height: max(1, Int(inner.height / step)),
      map: toForm.then(probe.transform), supersampling: 2)
    let paper = Int(patch.pixels.value(atRank: patch.pixels.count * 4 / 5))
    let columns = (0..<patch.width).filter { x in
      // A column of print has two dark samples; dust has one.
      (0..<patch.height).filter { paper - Int(patch[x, $0]) > Self.contrast }.count >= 2
    }
    return Double(columns.count) > Self.printed * Double(patch.width)
  }

  /// In hundredths of a millimetre.
  private static func rounded(_ cell: Rect<FormSpace>) -> Rect<FormSpace> {
    let cut = { (length: Double) in (length * 100).rounded() / 100 }
    return Rect(x: cut(cell.x), y: cut(cell.y), width: cut(cell.width), height: cut(cell.height))
  }
}
