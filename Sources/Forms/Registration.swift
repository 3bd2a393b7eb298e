package import Raster

/// How a page lies on its scan: what was found, how well it fits, and whether to trust it.
package struct Registration: Hashable, Sendable {
  /// Index into the forms that were tried.
  package var form: Int
  /// From the form's millimetres to the scan's pixels; any of four orientations, skew and stretch included.
  package var transform: Affine<FormSpace, ScanSpace>
  /// Root mean square distance between expected and found box edges, in mm.
  package var residual: Double
  /// Share of the expected box edges that were found, of [0, 1].
  package var edgesFound: Double
  /// Whether the boxes dropped out as a whole, so that the page lies as its marks say.
  package var areBoxesDropped: Bool

  package init(
    form: Int, transform: Affine<FormSpace, ScanSpace>, residual: Double, edgesFound: Double,
    areBoxesDropped: Bool = false
  ) {
    self.form = form
    self.transform = transform
    self.residual = residual
    self.edgesFound = edgesFound
    self.areBoxesDropped = areBoxesDropped
  }
}

/// What registration says of a page.
package enum RegistrationVerdict: Hashable, Sendable {
  /// The page is this form, lying so; it may be read.
  case identified(Registration)
  /// A page without ink: a blank back.
  case blank
  /// No form fits.
  case noForm
  /// The best form fits badly, or two fit alike: never read.
  case badRegistration(Registration)
}

extension RegistrationVerdict {
  /// Whether the form may not have been found since its lines are faint or dotted.
  fileprivate var mayBeFaint: Bool {
    switch self {
    case .noForm, .badRegistration: true
    case .identified, .blank: false
    }
  }
}

/// Finds which of some forms a page is, and how it lies.
package struct Registrar: Sendable {
  package let forms: [FormTemplate]
  let layouts: [FormLayout]
  /// What is passed over between the pieces of a printed line, mm.
  private(set) var gap = 0.0
  /// Whether a page is looked at once more: only at the scales that its size and its tag tell.
  private(set) var isSecondLook = false
  /// Forms whose edges are shorter, mm, are not looked for.
  private(set) var leastLength = 0.0

  /// `gap` of a second look at pages on which a threshold left thin lines dotted; the wider one with averaged lines.
  private static let dots = 1.0
  private static let sparse = 1.6
  /// The edges of ten boxes, mm: lines of text that are averaged, or pieced together, look like fewer.
  static let leastAveraged = 250.0
  /// Pixels of the work image over which lines are averaged.
  private static let averaged = (faint: 5, dotted: 7)

  package init(forms: [FormTemplate]) {
    self.forms = forms
    layouts = forms.map(FormLayout.init)
  }

  /// The verdict on `page`; `resolution` is a hint that may lie.
  package func register(_ page: PageImage, resolution: Resolution?) -> RegistrationVerdict {
    examine(page, resolution: resolution).verdict
  }

  /// The verdict on `page`, and all that led to it.
  package func examine(_ page: PageImage, resolution: Resolution?) -> RegistrationReport {
    guard page.width > 0, page.height > 0 else {
      return RegistrationReport(verdict: .noForm, skew: 0, strokes: [], marks: [], candidates: [])
    }
    let work = WorkImage(page, forms: forms)
    let ridges = RidgeMap(work)
    let hasMarks = layouts.contains { $0.marks.count >= MarkProposer.fewest }
    let spots = hasMarks ? MarkMap(work).spots : []
    var report = search(page, ridges, spots, factor: work.factor, resolution: resolution)
    if case .noForm = report.verdict, BlankPage.isBlank(work) { report.verdict = .blank }
    guard report.verdict.mayBeFaint else { return report }
    for (registrar, ridges) in secondLooks(page, work, ridges) {
      let other = registrar.search(
        page, ridges(), spots, factor: work.factor, resolution: resolution)
      if case .identified = other.verdict { return other }
      if case .noForm = report.verdict, report.candidates.isEmpty { report = other }
    }
    return report
  }

  /// How a page is looked at once more on which no form was found: its lines may be dotted by a threshold, or fainter
  /// than noise.
  private func secondLooks(
    _ page: PageImage, _ work: WorkImage, _ ridges: RidgeMap
  ) -> [(registrar: Registrar, ridges: () -> RidgeMap)] {
    let averaged = { (gap: Double, length: Int) in
      (again(gap: gap, leastLength: Self.leastAveraged), { RidgeMap(work, averagedOver: length) })
    }
    guard case .bits = page else { return [averaged(0, Self.averaged.faint)] }
    let reach = Int(Self.dots / 2 * WorkImage.pixelsPerMillimetre)
    return [
      (again(gap: Self.dots), { ridges.bridged(by: reach) }), averaged(Self.sparse, Self.averaged.dotted),
    ]
  }

  /// The same for a second look, passing over `gap` mm between the pieces of dotted lines.
  private func again(gap: Double, leastLength: Double = 0) -> Registrar {
    var registrar = self
    registrar.gap = gap
    registrar.leastLength = leastLength
    registrar.isSecondLook = true
    return registrar
  }

  /// What of the form at `index` is found on `page` where it lies as `transform` says: the share of its edges, dotted ones
  /// included, and the number of its marks.
  package func visible(
    _ index: Int, at transform: Affine<FormSpace, ScanSpace>, on page: PageImage
  ) -> (edges: Double, marks: Int) {
    let fit = again(gap: Self.dots).fitter(index, page).judged(at: transform)
    return (fit.found, fit.marks.count)
  }

  /// The verdict by the lines that `ridges` shows, px of the scan by `factor`, and by `spots`.
  private func search(
    _ page: PageImage, _ ridges: RidgeMap, _ spots: [MarkMap.Spot], factor: Int, resolution: Resolution?
  ) -> RegistrationReport {
    let skew = Skew(ridges)
    let strokes = PageStrokes(ridges, skew: skew, factor: factor)
    let (verdict, candidates) = judge(
      fits(of: page, strokes: strokes, spots: spots, resolution: resolution), page: page)
    return RegistrationReport(
      verdict: verdict, skew: skew.angle, strokes: strokes.ends, marks: spots.map(\.outline.center),
      candidates: candidates)
  }
}
