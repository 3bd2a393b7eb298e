import Raster

/// Looks for dividers in frames that should have none: a row of boxes, or of a table's cells, has the same outline.
struct FrameDividers {
  let page: PageImage
  let form: FormTemplate

  /// Step of the samples, mm.
  private static let step = (across: 0.15, along: 0.3)
  /// Share of the frame's height, around its middle, that a divider covers wholly.
  private static let height = 0.94
  private static let leastCover = 0.9
  /// A line is so much darker than paper.
  private static let contrast = 30

  /// The most dividers of any frame if the form lies so.
  ///
  /// - Parameter isDropped: whether the dividers of its rows are said to have dropped out, so that the rows are frames;
  ///   else they are looked for only on a form that has no boxes.
  func most(at transform: Affine<FormSpace, ScanSpace>, isDropped: Bool) -> Int {
    var frames: [Rect<FormSpace>] = []
    var hasBoxes = false
    for field in form.fields {
      switch field.place {
      case .area(let area): frames.append(area)
      case .boxes(let row):
        hasBoxes = true
        if isDropped, row.groups.isEmpty, let first = row.boxes.first, let last = row.boxes.last {
          frames.append(
            Rect(x: first.minX, y: first.minY, width: last.maxX - first.minX, height: first.height))
        }
      }
    }
    if hasBoxes, !isDropped { return 0 }
    return frames.map { dividers(in: $0, transform) }.max() ?? 0
  }

  private func dividers(in frame: Rect<FormSpace>, _ transform: Affine<FormSpace, ScanSpace>) -> Int {
    let side = min(2, frame.width / 4)
    let top = frame.minY + (1 - Self.height) / 2 * frame.height
    let toForm = Affine<PatchSpace, FormSpace>(
      a: Self.step.across, b: 0, c: 0, d: Self.step.along, tx: frame.minX + side, ty: top)
    let width = Int((frame.width - 2 * side) / Self.step.across)
    let height = Int(Self.height * frame.height / Self.step.along)
    guard width > 0, height > 3 else { return 0 }
    let patch = page.patch(width: width, height: height, map: toForm.then(transform), channel: .darkest)
    let level = Int(patch.pixels.value(atRank: patch.pixels.count * 3 / 4)) - Self.contrast
    var count = 0
    var wasLine = false
    for x in 0..<width {
      let dark = (0..<height).filter { Int(patch[x, $0]) < level }.count
      let isLine = Double(dark) >= Self.leastCover * Double(height)
      if isLine, !wasLine { count += 1 }
      wasLine = isLine
    }
    return count
  }
}
