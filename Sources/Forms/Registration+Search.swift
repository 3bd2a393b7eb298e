import Raster

extension Registrar {
  /// Resolutions scanners have, dpi: tried where neither the page's size nor its tag leads to a form.
  private static let resolutions = [200.0, 300, 400, 600, 240, 150]
  /// Resolutions a tag may claim, dpi.
  private static let plausible = 60.0...1300
  /// Page and scan have the same proportions within this factor.
  private static let proportions = 1.12
  /// Scales nearer than this to one another are one.
  private static let sameScale = 1.02
  /// Maps that put a form's corners this near to one another, mm, are one.
  private static let same = 0.7
  /// So many proposals are measured at full resolution, of one form so many, and none that explains so much less of
  /// itself than the form's best one.
  private static let measured = (all: 8, form: 3)
  private static let worse = 0.55
  /// Residual of a place that may be a wrong one, mm: six times what a clean page leaves.
  private static let loose = 0.05
  /// How far out a frame's side is sought, mm.
  private static let widened = [1.0, 2, 3]
  /// So many boxes on is the best one moved at most.
  private static let mostMoves = 4

  /// The best fits of all forms, in all orientations, best first.
  func fits(
    of page: PageImage, strokes: PageStrokes, spots: [MarkMap.Spot], resolution: Resolution?
  ) -> [TransformFit] {
    let frames = (0..<4).map {
      StrokeFrame(strokes, quarters: $0, scanWidth: page.width, scanHeight: page.height)
    }
    var likely = measure(
      proposals(frames, spots) { scales(of: $0, $1, resolution: resolution) }, page: page)
    if let best = likely.first {
      let faults = best.faults ?? faults(of: best, page: page)
      likely[0].faults = faults
      if faults.isEmpty { return likely }
    }
    if isSecondLook { return likely }
    let others = measure(proposals(frames, spots) { _, _ in Self.resolutions.map { $0 / 25.4 } }, page: page)
    return distinct(likely + others)
  }

  /// Proposals for every form and orientation at the scales given for them, best first.
  private func proposals(
    _ frames: [StrokeFrame], _ spots: [MarkMap.Spot], scales: (FormLayout, StrokeFrame) -> [Double]
  ) -> [Proposal] {
    var proposals: [Proposal] = []
    for (index, layout) in layouts.enumerated() where layout.requiredLength >= leastLength {
      let marks = MarkProposer(layout: layout, form: index, spots: spots)
      var tried: [Double] = []
      for frame in frames {
        let scales = scales(layout, frame)
        if !layout.edges.isEmpty {
          let proposer = Proposer(layout: layout, form: index, frame: frame)
          proposals += scales.flatMap { proposer.proposals(scale: $0).prefix(3) }
        }
        // Marks tell the orientation by themselves.
        for scale in scales where !tried.contains(scale) {
          tried.append(scale)
          proposals += marks.proposals(scale: scale)
        }
      }
    }
    return proposals.sorted { $0.evidence > $1.evidence }
  }

  /// Pixels per millimetre by the page's size and by the tag.
  private func scales(of layout: FormLayout, _ frame: StrokeFrame, resolution: Resolution?) -> [Double] {
    var scales: [Double] = []
    let (x, y) = (frame.width / layout.width, frame.height / layout.height)
    if max(x, y) < Self.proportions * min(x, y) { scales.append((x * y).squareRoot()) }
    if let resolution, Self.plausible.contains(resolution.x), Self.plausible.contains(resolution.y) {
      let tagged = (resolution.x * resolution.y).squareRoot() / 25.4
      let isNew = !scales.contains { max($0, tagged) < Self.sameScale * min($0, tagged) }
      if isNew { scales.append(tagged) }
    }
    return scales
  }

  /// The best proposals, each fitted at full resolution; distinct, best first.
  private func measure(_ proposals: [Proposal], page: PageImage) -> [TransformFit] {
    var chosen: [Proposal] = []
    for proposal in proposals where chosen.count < Self.measured.all {
      let known = chosen.filter { $0.form == proposal.form }
      let isKnown = known.contains {
        layouts[$0.form].isSame($0.transform, proposal.transform, within: Self.same)
      }
      let isWorse = known.contains { proposal.score < Self.worse * $0.score }
      if !isKnown, !isWorse, known.count < Self.measured.form { chosen.append(proposal) }
    }
    var fits: [TransformFit] = []
    for proposal in chosen {
      let fitter = fitter(proposal.form, page)
      let known = fits.filter { $0.form == proposal.form }.map(\.transform)
      let isKnown = known.contains { fitter.layout.isSame($0, proposal.transform, within: Self.same) }
      if isKnown { continue }
      // Another place of a form that lies somewhere without fault counts only where it may fit about as well; where
      // another form is found, this one is measured only if there is some of it.
      let least = leastRival(of: proposal.form, among: &fits, page: page)
      let isFound = fits.contains { $0.found >= Self.leastFound.long }
      if isFound, least == -.infinity, !fitter.isPlausible(at: proposal.transform) { continue }
      if let fit = fitter.fit(from: proposal.transform, unless: known, least: least) { fits.append(fit) }
    }
    return distinct(levelled(settled(distinct(fits), page: page), page: page))
  }

  /// The least evidence, mm, with which a form could lie elsewhere than where it was found without fault; any where it was
  /// not.
  private func leastRival(of form: Int, among fits: inout [TransformFit], page: PageImage) -> Double {
    guard
      let best = fits.indices.filter({ fits[$0].form == form }).max(by: {
        fits[$0].evidence < fits[$1].evidence
      })
    else { return -.infinity }
    let faults = fits[best].faults ?? faults(of: fits[best], page: page)
    fits[best].faults = faults
    return faults.isEmpty ? fits[best].evidence - layouts[form].smallestOutline : -.infinity
  }

  /// The fits, and those of look-alikes fitted again from where the best one lies: which edition a page is must not
  /// depend on where its search began.
  private func levelled(_ fits: [TransformFit], page: PageImage) -> [TransformFit] {
    guard let best = fits.first else { return [] }
    let alike = Set(fits.filter { $0.form != best.form && $0.found >= Self.leastFound.long }.map(\.form))
    return fits
      + alike.sorted().compactMap { form in
        fitter(form, page).fit(from: best.transform)
      }
  }

  /// The fits, the best one moved along its rows for as long as it fits better a box further on.
  private func settled(_ fits: [TransformFit], page: PageImage) -> [TransformFit] {
    guard var best = fits.first else { return [] }
    let fitter = fitter(best.form, page)
    if !fitter.layout.hasBoxes { return fits + wider(best, page: page) }
    let margin = layouts[best.form].smallestOutline
    var moved = [best]
    while moved.count <= Self.mostMoves {
      let least = best.evidence - margin
      let beside = neighbours(of: best)
        .filter { fitter.mayHave(evidence: least, at: $0.transform, movedAside: $0.shift) }
        .map { fitter.judged(at: $0.transform) }
      moved[moved.count - 1].evidenceBeside = beside.map(\.evidence).max() ?? -.infinity
      let better = beside.filter { $0.evidence > least }
        .compactMap { fitter.fit(from: $0.transform) }.max { $0.evidence < $1.evidence }
      guard let better, better.evidence > best.evidence else { break }
      moved.append(better)
      best = better
    }
    let others = fits.dropFirst()
    return moved + better(than: best, beside: others.filter { $0.form == best.form }, page: page) + others
  }

  /// What fits better than `best`, which lies loosely, a box beside another place where the form's lines lie closer: a
  /// wrong scale may find as many lines as the right one a box further on.
  private func better(
    than best: TransformFit, beside others: [TransformFit], page: PageImage
  ) -> [TransformFit] {
    guard best.residual > Self.loose else { return [] }
    let fitter = fitter(best.form, page)
    return others.filter { 2 * $0.residual < best.residual }.flatMap { neighbours(of: $0) }
      .compactMap { fitter.fit(from: $0.transform, unless: [best.transform]) }
      .filter { $0.evidence > best.evidence }
  }

  /// Frames as good as that of `fit` of which one side lies further out: a stroke of writing may be as long as a side.
  private func wider(_ fit: TransformFit, page: PageImage) -> [TransformFit] {
    let fitter = fitter(fit.form, page)
    let places = fitter.layout.edges.filter(\.isVertical).map(\.place)
    guard let left = places.min(), let right = places.max(), left < right else { return [] }
    return [left, right].flatMap { fixed in
      Self.widened.compactMap { distance in
        let stretch = 1 + distance / (right - left)
        let start = Affine<FormSpace, FormSpace>(
          a: stretch, b: 0, c: 0, d: 1, tx: (1 - stretch) * fixed, ty: 0)
        return fitter.fit(from: start.then(fit.transform), unless: [fit.transform])
      }
    }.filter { $0.evidence >= fit.evidence }
  }

  /// What lays a form over a page.
  func fitter(_ form: Int, _ page: PageImage) -> TransformFitter {
    TransformFitter(page: page, layout: layouts[form], form: form, gap: gap)
  }

  /// The fits without those that lie as a better one of the same form does; best first.
  private func distinct(_ fits: [TransformFit]) -> [TransformFit] {
    var result: [TransformFit] = []
    for fit in fits.sorted(by: { $0.evidence > $1.evidence }) {
      let isKnown = result.contains {
        $0.form == fit.form && layouts[$0.form].isSame($0.transform, fit.transform, within: Self.same)
      }
      if !isKnown { result.append(fit) }
    }
    return result
  }
}

extension FormLayout {
  /// Whether two maps put the outermost edges within `tolerance` mm of each other.
  func isSame(
    _ first: Affine<FormSpace, ScanSpace>, _ second: Affine<FormSpace, ScanSpace>, within tolerance: Double
  ) -> Bool {
    let points = edges.map { $0.point(at: $0.start, offset: 0) } + marks.map(\.center)
    guard let outline = Rect(around: points) else { return true }
    let scale = abs(first.determinant).squareRoot()
    return outline.corners.allSatisfy { first($0).distance(to: second($0)) <= tolerance * scale }
  }
}
