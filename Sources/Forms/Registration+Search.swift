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
  /// So many proposals are measured at full resolution, and none that is so much worse than the best one.
  private static let measured = 6
  private static let worse = 0.55

  /// The best fits of all forms, in all orientations, best first.
  func fits(of page: PageImage, strokes: PageStrokes, resolution: Resolution?) -> [TransformFit] {
    let frames = (0..<4).map {
      StrokeFrame(strokes, quarters: $0, scanWidth: page.width, scanHeight: page.height)
    }
    let likely = measure(proposals(frames) { scales(of: $0, $1, resolution: resolution) }, page: page)
    if let best = likely.first, isGood(best) { return likely }
    let others = measure(proposals(frames) { _, _ in Self.resolutions.map { $0 / 25.4 } }, page: page)
    return distinct(likely + others)
  }

  /// Proposals for every form and orientation at the scales given for them, best first.
  private func proposals(
    _ frames: [StrokeFrame], scales: (FormLayout, StrokeFrame) -> [Double]
  ) -> [Proposal] {
    var proposals: [Proposal] = []
    for (index, layout) in layouts.enumerated() where !layout.edges.isEmpty {
      for frame in frames {
        let proposer = Proposer(layout: layout, form: index, frame: frame)
        proposals += scales(layout, frame).flatMap { proposer.proposals(scale: $0).prefix(3) }
      }
    }
    return proposals.sorted { $0.score > $1.score }
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
    guard let best = proposals.first else { return [] }
    var chosen: [Proposal] = []
    for proposal in proposals where proposal.score >= Self.worse * best.score {
      if chosen.count == Self.measured { break }
      let isKnown = chosen.contains {
        $0.form == proposal.form
          && layouts[$0.form].isSame($0.transform, proposal.transform, within: 0.7)
      }
      if !isKnown { chosen.append(proposal) }
    }
    let fits = chosen.compactMap { proposal in
      TransformFitter(page: page, layout: layouts[proposal.form], form: proposal.form)
        .fit(from: proposal.transform)
    }
    return distinct(fits)
  }

  /// The fits without those that lie as a better one of the same form does; best first.
  private func distinct(_ fits: [TransformFit]) -> [TransformFit] {
    var result: [TransformFit] = []
    for fit in fits.sorted(by: { $0.evidence > $1.evidence }) {
      let isKnown = result.contains {
        $0.form == fit.form && layouts[$0.form].isSame($0.transform, fit.transform, within: 0.7)
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
    guard let outline = Rect(around: edges.map { $0.point(at: $0.start, offset: 0) }) else { return true }
    let scale = abs(first.determinant).squareRoot()
    return outline.corners.allSatisfy { first($0).distance(to: second($0)) <= tolerance * scale }
  }
}
