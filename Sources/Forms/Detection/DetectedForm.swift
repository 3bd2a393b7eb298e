package import Raster

/// What was found on a scan of a blank form; lengths in mm, the page's middle taken to lie on the scan's.
package struct DetectedForm: Hashable, Sendable {
  package var pageWidth: Double
  package var pageHeight: Double
  /// Rows of boxes and undivided frames, from the top, side by side from the left.
  package var places: [FieldPlace]
  package var marks: [Rect<FormSpace>]
  /// The colour of the boxes' lines; nil for black, grey, or a scan without colours.
  package var dropout: DropoutColor?
  /// How the page lies on the scan.
  package var transform: Affine<FormSpace, ScanSpace>
}

/// Millimetres of a page.
package struct PageFormat: Hashable, Sendable {
  package var name: String
  package var width: Double
  package var height: Double

  package init(name: String, width: Double, height: Double) {
    (self.name, self.width, self.height) = (name, width, height)
  }

  /// Paper that forms are printed on, the likelier first; each also lies on its side.
  package static let known: [PageFormat] = [
    PageFormat(name: "A4", width: 210, height: 297), PageFormat(name: "letter", width: 215.9, height: 279.4),
    PageFormat(name: "A5", width: 148, height: 210), PageFormat(name: "A3", width: 297, height: 420),
    PageFormat(name: "DL", width: 220, height: 110), PageFormat(name: "C5", width: 229, height: 162),
    PageFormat(name: "legal", width: 215.9, height: 355.6), PageFormat(name: "A6", width: 105, height: 148),
    PageFormat(name: "C6", width: 162, height: 114), PageFormat(name: "C4", width: 324, height: 229),
    PageFormat(name: "A4/3", width: 210, height: 99),
  ]

  /// The same paper lying on its side.
  package var turned: PageFormat { PageFormat(name: name, width: height, height: width) }
}

/// Finds boxes, frames and marks on a scan of a blank form, upright but for some skew.
package struct FormDetector: Sendable {
  /// The page's size; nil finds out.
  package let size: PageFormat?

  package init(size: PageFormat? = nil) {
    self.size = size
  }

  /// What is on `page`.
  ///
  /// `resolution` is a hint that may lie. Of several sizes that the page may have, the one whose
  /// boxes a hand fits in.
  package func detect(_ page: PageImage, resolution: Resolution?) -> DetectedForm {
    if let size { return detect(page, size: size) }
    let candidates = PageFormat.candidates(page, resolution: resolution)
    let tagged = candidates.tagged.map { detect(page, size: $0) }
    if let tagged, tagged.plausibility > 0.9 { return tagged }
    var best = tagged ?? detect(page, size: candidates.others.first ?? PageFormat.known[0])
    for size in candidates.others {
      let form = detect(page, size: size)
      if form.plausibility > best.plausibility + 0.05 { best = form }
    }
    return best
  }

  private func detect(_ page: PageImage, size: PageFormat) -> DetectedForm {
    let cells = PageCells(page, size: size)
    let probe = LineProbe(page: page, transform: cells.frame.transform)
    let measured = cells.cells.map(probe.measured).distinct
    let finder = RowFinder(cells: measured, teeth: cells.teeth, isThere: probe.outlines)
    let rows = finder.rows().map { RowFitter(probe: probe).fit($0) }
    let areas = AreaFinder(probe: probe).areas(among: measured, rows: rows)
    let places = rows.map(FieldPlace.boxes) + areas.map(FieldPlace.area)
    return DetectedForm(
      pageWidth: size.width, pageHeight: size.height, places: places.inReadingOrder,
      marks: MarkFinder(work: cells.work, frame: cells.frame).marks(),
      dropout: LineColor(probe: probe).color(of: rows), transform: cells.frame.transform)
  }

  /// What may be printed characters on `page`, whichever way it lies.
  package func characters(on page: PageImage, resolution: Resolution?) -> [PrintedCharacter] {
    let candidates = PageFormat.candidates(page, resolution: resolution)
    let size = size ?? candidates.tagged ?? candidates.others.first ?? PageFormat.known[0]
    return CharacterFinder(page: page, transform: PageCells(page, size: size).frame.transform)
      .characters(within: size)
  }
}

extension DetectedForm {
  /// What may be printed characters on the page, by their places on the form.
  package func characters(on page: PageImage) -> [PrintedCharacter] {
    let size = PageFormat(name: "", width: pageWidth, height: pageHeight)
    return CharacterFinder(page: page, transform: transform).characters(within: size)
  }
}

/// What straight lines of a page enclose, piece by piece.
struct PageCells: Sendable {
  let work: WorkImage
  let frame: DetectionFrame
  let cells: [Rect<FormSpace>]
  let teeth: [FormLines.Stave]

  /// Pixels of the work image to a millimetre: boxes may be small, and near each other.
  private static let pixelsPerMillimetre = 6.0

  init(_ page: PageImage, size: PageFormat) {
    let whole = FormTemplate(name: "", pageWidth: size.width, pageHeight: size.height, fields: [])
    work = WorkImage(page, forms: [whole], pixelsPerMillimetre: Self.pixelsPerMillimetre)
    let ridges = RidgeMap(work)
    let strokes = PageStrokes(ridges, skew: Skew(ridges), factor: work.factor)
    frame = DetectionFrame(page: page, size: size, skew: strokes.skew)
    let lines = FormLines(strokes, frame: frame)
    cells = CellFinder(lines).cells()
    teeth = lines.teeth
  }
}

extension DetectedForm {
  /// How well a hand fits into what was found, of [0, 1]: the mean over boxes; a frame counts for a few.
  fileprivate var plausibility: Double {
    var (sum, count) = (0.0, 0.0)
    for place in places {
      let frame = place.frame
      let isUsual = (4.5...10.5).contains(frame.height)
      switch place {
      case .boxes(let row):
        let fits = isUsual && row.width >= 3.4 ? 1 : (4...12).contains(row.height) && row.width >= 3 ? 0.5 : 0
        sum += fits * Double(row.count)
        count += Double(row.count)
      case .area:
        sum += isUsual ? 4 : (4...20).contains(frame.height) ? 1.5 : 0
        count += 4
      }
    }
    return count > 0 ? sum / count : 0
  }
}

extension PageFormat {
  /// Resolutions of scanners, dpi.
  private static let resolutions = [300.0, 200, 400, 600, 240, 150]
  /// A page is of a format if its sides differ by less than this share.
  private static let play = 0.02

  /// Sizes that the page may have: by its tag; by the formats that a scanner's resolution leads to; by resolution alone.
  static func candidates(
    _ page: PageImage, resolution: Resolution?
  ) -> (tagged: PageFormat?, others: [PageFormat]) {
    let formats = known + known.map(\.turned)
    let (columns, rows) = (Double(page.width) * 25.4, Double(page.height) * 25.4)
    let nearest = { (width: Double, height: Double) -> PageFormat? in
      let best = formats.min { $0.mismatch(width, height) < $1.mismatch(width, height) }
      return best.flatMap { $0.mismatch(width, height) < play ? $0 : nil }
    }
    var tagged: PageFormat?
    if let resolution, resolution.x > 40, resolution.y > 40 {
      let (width, height) = (columns / resolution.x, rows / resolution.y)
      tagged = nearest(width, height) ?? measured(width, height)
    }
    let sizes = resolutions.map { (columns / $0, rows / $0) }
    return (tagged, sizes.compactMap(nearest) + sizes.compactMap(measured))
  }

  /// A size that no format has, in half millimetres; nil for what is no form.
  private static func measured(_ width: Double, _ height: Double) -> PageFormat? {
    guard (60...450).contains(width), (50...450).contains(height) else { return nil }
    return PageFormat(name: "", width: (width * 2).rounded() / 2, height: (height * 2).rounded() / 2)
  }

  /// The larger share by which a side differs.
  private func mismatch(_ width: Double, _ height: Double) -> Double {
    max(abs(width / self.width - 1), abs(height / self.height - 1))
  }
}

extension [Rect<FormSpace>] {
  /// Without those that are another's second finding: a thick or slanting line may have been seen as two.
  var distinct: [Rect<FormSpace>] {
    var result: [Rect<FormSpace>] = []
    for rect in self where !result.contains(where: { $0.shared(with: rect) > 0.5 }) { result.append(rect) }
    return result
  }
}

extension Rect {
  /// What two have in common, as a share of the smaller one.
  func shared(with other: Rect) -> Double {
    let width = min(maxX, other.maxX) - max(minX, other.minX)
    let height = min(maxY, other.maxY) - max(minY, other.minY)
    guard width > 0, height > 0 else { return 0 }
    return width * height / max(min(self.width * self.height, other.width * other.height), 1e-9)
  }
}

extension [FieldPlace] {
  /// From the top, those side by side from the left.
  var inReadingOrder: [FieldPlace] {
    var lines: [[FieldPlace]] = []
    for place in sorted(by: { $0.frame.center.y < $1.frame.center.y }) {
      if let last = lines.last?.first, place.frame.center.y < last.frame.maxY {
        lines[lines.count - 1].append(place)
      } else {
        lines.append([place])
      }
    }
    return lines.flatMap { $0.sorted { $0.frame.minX < $1.frame.minX } }
  }
}
