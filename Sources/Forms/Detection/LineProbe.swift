import Raster

/// Measures printed lines at the scan's own resolution.
struct LineProbe: Sendable {
  let page: PageImage
  let transform: Affine<FormSpace, ScanSpace>

  /// A dark band across a line.
  struct Band: Hashable, Sendable {
    /// Its borders at half of the darkest band's darkness, mm on the form.
    var low: Double
    var high: Double
    /// Grey values between it and the paper.
    var contrast: Double

    var center: Double { (low + high) / 2 }
    var width: Double { high - low }
  }

  /// Steps of the samples along and across a line, mm.
  private static let step = (along: 0.15, across: 0.05)
  /// The least contrast of a line, grey values of the mean along it.
  private static let leastContrast = 12.0
  /// A line is at least so dark as a share of the darkest near it.
  private static let share = 0.5
  /// Share of a line's length that is left out at either end, where others meet it.
  private static let ends = 0.15

  /// How far off a cell's line may be from where low resolution put it, mm.
  private static let reach = 0.9

  /// The line of a cell's side that is nearest to its inside; nil where there is none.
  func side(isVertical: Bool, place: Double, start: Double, end: Double, isFirst: Bool) -> Band? {
    let bands = bands(isVertical: isVertical, place: place, start: start, end: end, reach: Self.reach)
    return isFirst ? bands.last : bands.first
  }

  /// `cell` with its sides where their lines are.
  func measured(_ cell: Rect<FormSpace>) -> Rect<FormSpace> {
    func place(_ isVertical: Bool, _ place: Double, _ start: Double, _ end: Double, isFirst: Bool) -> Double {
      side(isVertical: isVertical, place: place, start: start, end: end, isFirst: isFirst)?.center ?? place
    }
    let left = place(true, cell.minX, cell.minY, cell.maxY, isFirst: true)
    let right = place(true, cell.maxX, cell.minY, cell.maxY, isFirst: false)
    let top = place(false, cell.minY, cell.minX, cell.maxX, isFirst: true)
    let bottom = place(false, cell.maxY, cell.minX, cell.maxX, isFirst: false)
    guard right > left, bottom > top else { return cell }
    return Rect(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// How far off a box's line may be from where its row has it, mm, and its least contrast as a share of another box's.
  private static let outline = (reach: 0.4, share: 0.5)

  /// Whether a line runs along each side of `box`, about as dark as those of `other`.
  func outlines(_ box: Rect<FormSpace>, like other: Rect<FormSpace>) -> Bool {
    zip(contrasts(box), contrasts(other)).allSatisfy { $0 > 0 && $0 >= Self.outline.share * $1 }
  }

  /// Of the lines along the four sides of `box`; 0 for none.
  private func contrasts(_ box: Rect<FormSpace>) -> [Double] {
    let sides = [
      (true, box.minX, box.minY, box.maxY), (true, box.maxX, box.minY, box.maxY),
      (false, box.minY, box.minX, box.maxX), (false, box.maxY, box.minX, box.maxX),
    ]
    return sides.map { side in
      let reach = Self.outline.reach
      let bands = bands(isVertical: side.0, place: side.1, start: side.2, end: side.3, reach: reach)
      return bands.map(\.contrast).max() ?? 0
    }
  }

  /// The lines within `reach` of `place`, parallel to an axis, seen from `start` to `end`; in order of their places.
  func bands(isVertical: Bool, place: Double, start: Double, end: Double, reach: Double) -> [Band] {
    let (first, length) = (start + Self.ends * (end - start), (1 - 2 * Self.ends) * (end - start))
    let along = max(4, Int(length / Self.step.along))
    let across = 2 * Int(reach / Self.step.across) + 1
    let (a, s) = (length / Double(along), Self.step.across)
    let low = place - Double(across) / 2 * s
    let toForm =
      isVertical
      ? Affine<PatchSpace, FormSpace>(a: 0, b: s, c: a, d: 0, tx: low, ty: first)
      : Affine<PatchSpace, FormSpace>(a: a, b: 0, c: 0, d: s, tx: first, ty: low)
    let patch = page.patch(width: along, height: across, map: toForm.then(transform), channel: .darkest)
    let profile = (0..<across).map { y in
      Double((0..<along).reduce(0) { $0 + 255 - Int(patch[$1, y]) }) / Double(along)
    }
    return Self.bands(profile).map {
      Band(low: low + $0.low * s, high: low + $0.high * s, contrast: $0.contrast)
    }
  }

  /// Runs of `profile` above half of its peak; borders between samples, in samples.
  private static func bands(_ profile: [Double]) -> [Band] {
    let paper = profile.sorted()[profile.count / 5]
    let contrast = (profile.max() ?? 0) - paper
    guard contrast >= leastContrast else { return [] }
    let level = paper + share * contrast
    var bands: [Band] = []
    var start: Double?
    var top = 0.0
    for index in profile.indices {
      let isDark = profile[index] >= level
      let before = index > 0 ? profile[index - 1] : paper
      if isDark, start == nil {
        start = index == 0 ? 0 : Double(index) - 0.5 + (level - before) / max(profile[index] - before, 1e-9)
      }
      if isDark { top = max(top, profile[index]) }
      if !isDark, let low = start {
        let high = Double(index) - 0.5 + (before - level) / max(before - profile[index], 1e-9)
        bands.append(Band(low: low, high: high, contrast: top - paper))
        (start, top) = (nil, 0)
      }
    }
    if let low = start { bands.append(Band(low: low, high: Double(profile.count), contrast: top - paper)) }
    return bands
  }
}
