import Raster

extension Registrar {
  /// A page is read only if its boxes lie this near to where they were found, mm: twice what faults of paper and
  /// scanner leave, a twentieth of a box.
  static let largestResidual = 0.3
  /// Share of the edges that must be found on a page that is read: thin, faint and crossed lines are lost, but a form
  /// of which less is there is another one.
  static let leastFound = 0.6
  /// The same for the lines of one direction: ruled paper has all of one and none of the other.
  static let leastDirection = 0.4
  /// The same for each field: a form that lacks a whole row is another edition.
  static let leastField = 0.3
  /// Lines that go on beyond so many ends of the boxes are those of a table or a longer row.
  static let mostContinued = 0.3
  /// The largest ratio of the scales along two directions, and cosine of the angle between the axes: 2 % of stretch
  /// each way, and what measuring a short row leaves open.
  static let distortion = (stretch: 1.07, shear: 0.025)
  /// Below this share there is no form at all, only lines.
  static let leastSign = 0.35
  /// Two hypotheses whose evidence differs by less than this share of a box's outline fit alike.
  private static let alike = 0.75
  /// How far a page may hang out of its scan, mm: 8 mm of shift, and a lever of 10° of skew at its corner.
  private static let overhang = 45.0

  /// What follows from the fits, best first.
  func judge(_ fits: [TransformFit], page: PageImage) -> RegistrationVerdict {
    let possible = fits.filter { isPossible($0, page: page) }
    guard let best = possible.first, isRecognisable(best) else { return .noForm }
    let registration = Registration(
      form: best.form, transform: best.transform, residual: best.residual, edgesFound: best.found)
    if !isGood(best) { return .badRegistration(registration) }
    let margin = Self.alike * layouts[best.form].smallestOutline
    let rivals = possible.dropFirst() + neighbours(of: best, page: page)
    let isAlone = rivals.allSatisfy { best.evidence - $0.evidence >= margin }
    return isAlone ? .identified(registration) : .badRegistration(registration)
  }

  /// Whether a fit alone is good enough to read by.
  func isGood(_ fit: TransformFit) -> Bool {
    fit.residual <= Self.largestResidual && fit.found >= Self.leastFound && isRecognisable(fit)
  }

  /// Whether the form is there at all, well or badly found: some of every field, lines of both directions.
  private func isRecognisable(_ fit: TransformFit) -> Bool {
    fit.found >= Self.leastSign && fit.foundLeastField >= Self.leastField
      && min(fit.foundHorizontal, fit.foundVertical) >= Self.leastDirection
  }

  /// Whether a fit can be a scan of its form at all: undistorted, its lines ending where the form's do, on the scan.
  private func isPossible(_ fit: TransformFit, page: PageImage) -> Bool {
    isUndistorted(fit.transform) && fit.continued <= Self.mostContinued && isPlaced(fit, page: page)
  }

  /// Whether a map turns, scales and hardly does more.
  private func isUndistorted(_ map: Affine<FormSpace, ScanSpace>) -> Bool {
    let x = (map.a * map.a + map.c * map.c).squareRoot()
    let y = (map.b * map.b + map.d * map.d).squareRoot()
    return max(x, y) <= Self.distortion.stretch * min(x, y)
      && abs(map.a * map.b + map.c * map.d) <= Self.distortion.shear * x * y
      && map.determinant > 0
  }

  /// Whether page and scan lie over each other: one holds the other, but for an overhang.
  private func isPlaced(_ fit: TransformFit, page: PageImage) -> Bool {
    let layout = layouts[fit.form]
    guard let back = fit.transform.inverse else { return false }
    let scan = Rect<ScanSpace>(x: 0, y: 0, width: Double(page.width), height: Double(page.height))
    let middle = back(scan.center)
    // The scan's sides as the form sees them: of the two, the one that lies along each axis.
    let scale = abs(fit.transform.determinant).squareRoot()
    let isSideways = abs(fit.transform.a) < abs(fit.transform.b)
    let (w, h) =
      isSideways ? (scan.height / scale, scan.width / scale) : (scan.width / scale, scan.height / scale)
    return Self.holds(middle.x - w / 2, middle.x + w / 2, layout.width)
      && Self.holds(middle.y - h / 2, middle.y + h / 2, layout.height)
  }

  /// Whether [low, high] holds [0, length] or the other way round, but for the overhang.
  private static func holds(_ low: Double, _ high: Double, _ length: Double) -> Bool {
    (low <= overhang && high >= length - overhang) || (low >= -overhang && high <= length + overhang)
  }

  /// The same form a box further to either side: a row that goes on beyond its template fits there as well.
  private func neighbours(of fit: TransformFit, page: PageImage) -> [TransformFit] {
    var pitches: [Double] = []
    for field in forms[fit.form].fields {
      if case .boxes(let row) = field.place, !pitches.contains(row.pitch) { pitches.append(row.pitch) }
    }
    let fitter = TransformFitter(page: page, layout: layouts[fit.form], form: fit.form)
    return pitches.flatMap { [-$0, $0] }.compactMap { shift in
      let moved = Affine<FormSpace, FormSpace>(a: 1, b: 0, c: 0, d: 1, tx: shift, ty: 0)
      return fitter.judged(at: moved.then(fit.transform))
    }
  }
}
