import Raster

extension Registrar {
  /// A page is read only if its boxes lie this near to where they were found, mm: twice what faults of paper and
  /// scanner leave, a twentieth of a box; and much nearer where lines are dotted, or not all of them were found, since some
  /// lines lie near any place.
  static let largestResidual = (all: 0.3, dotted: 0.12, least: 0.08)
  /// Lines of which in each field four fifths lie nearer than this, mm, are the form's: strokes of writing along the other
  /// edges make a large residual of them.
  private static let mostScatter = 0.03
  /// A row whose lines go off by more than this towards its ends, mm, is found at a wrong scale, which lines of other boxes
  /// happen to fit.
  private static let mostDrift = 0.12
  /// Share of the edges that must be found on a page that is read: thin, faint and crossed lines are lost, but a form
  /// of which less is there is another one.
  static let leastFound = (long: 0.6, short: 0.75, otherSize: 0.85)
  /// The same of dotted lines, by the length of a form's edges.
  private static let leastDotted = (long: 0.7, short: 0.8)
  /// What is found beyond half of the edges, mm: of a form of few boxes, a larger share is needed.
  private static let leastSurplus = 50.0
  /// The same for the lines of one direction: ruled paper has all of one and none of the other.
  static let leastDirection = 0.4
  /// The same for those of each field: a form that lacks a whole row is another edition; more of dotted ones, which are
  /// found where there is writing alone, and of few: two of the six lines above and below three boxes may be strokes of
  /// what is written in them.
  static let leastField = (solid: 0.3, few: 0.5, dotted: 0.5)
  /// Lines that go on beyond so many ends of the boxes are those of a table or a longer row.
  static let mostContinued = 0.3
  /// Two fits of a form of frames that differ by no more, mm, are one: the sides of a frame tell little of the scale.
  private static let oneFrame = 4.0
  /// The largest ratio of the scales along two directions, and cosine of the angle between the axes.
  ///
  /// 2 % of stretch each way, and what measuring a short row leaves open. More would make one pitch of another.
  static let distortion = (stretch: 1.05, shear: 0.025)
  /// The same for all left, right, top or bottom edges: a table's rows look like a row of boxes whose other side is gone.
  static let leastSide = 0.3
  /// Below this share there is no form at all, only lines.
  static let leastSign = 0.35
  /// Two hypotheses whose evidence differs by less than this share of a box's outline fit alike; two places of one
  /// form, of one line from top to bottom that is there or missing.
  private static let alike = 0.75
  /// Two forms lie alike where they lie so near to one another, mm.
  private static let lyingAlike = 1.0
  /// Where only writing tells which way a page lies: share of the places that must hold some.
  private static let leastWritten = 0.3
  /// How much of a page its scan may lack, mm and share: 8 mm of shift, 2 % of stretch, and half as much again.
  private static let mostLost = (millimetres: 12.0, share: 0.03)
  /// Of three marks one lies at least so far from the line through the other two, mm.
  private static let leastSpread = 20.0
  /// An area's frame has no more lines from top to bottom than a hand may draw: a row of boxes has one a box at least.
  private static let mostDividers = 3
  /// How far a page may hang out of its scan, mm: 8 mm of shift, and a lever of 10° of skew at its corner.
  private static let overhang = 45.0

  /// What follows from the fits, best first, and the fits with what speaks against each.
  func judge(
    _ fits: [TransformFit], page: PageImage
  ) -> (verdict: RegistrationVerdict, candidates: [RegistrationCandidate]) {
    var candidates = fits.map { RegistrationCandidate($0, faults: $0.faults ?? faults(of: $0, page: page)) }
    let possible = fits.indices.filter { candidates[$0].faults.allSatisfy { !$0.isImpossible } }
    guard let first = possible.first, candidates[first].faults.allSatisfy({ !$0.isUnrecognisable }) else {
      return (.noForm, candidates)
    }
    let (best, rival) = choose(first, possible.map { $0 }, fits, page)
    if let rival { candidates[best].faults.append(Self.ambiguity(fits[best], rival)) }
    if candidates[best].faults.isEmpty, let fault = strangeBoxes(fits[best], page: page) {
      candidates[best].faults.append(fault)
    }
    let registration = candidates[best].registration
    let isGood = candidates[best].faults.isEmpty
    return (isGood ? .identified(registration) : .badRegistration(registration), candidates)
  }

  /// The fit that the page is read by, of those in `possible`, and another that fits about as well.
  private func choose(
    _ first: Int, _ possible: [Int], _ fits: [TransformFit], _ page: PageImage
  ) -> (best: Int, rival: TransformFit?) {
    // What look-alikes have in common may be found better from where the wrong one lies.
    var first = possible.reduce(first) { lead(of: fits[$0], over: fits[$1]) < 0 ? $1 : $0 }
    // Of places where the same frame is found as well, the largest: strokes of writing that look like a side lie within.
    let places = possible.filter {
      isSameFrame(fits[$0], fits[first]) && fits[$0].evidence >= fits[first].evidence
        && fits[$0].residual <= residualLimit(fits[$0])
    }
    let size = { (index: Int) in abs(fits[index].transform.determinant) }
    first = places.max { size($0) < size($1) } ?? first
    let fit = fits[first]
    let margin = Self.alike * layouts[fit.form].smallestOutline
    let isRival = { (other: TransformFit) in lead(of: fit, over: other) < margin }
    var rivals = possible.filter {
      $0 != first && isRival(fits[$0]) && !isSameFrame(fits[$0], fit)
    }
    let beside = Self.alike * layouts[fit.form].lossBeside
    let isCloseBeside = fit.evidenceBeside.map { fit.evidence - $0 < beside } ?? true
    let isTwin = { (other: TransformFit) in fit.evidence - other.evidence < beside }
    if isCloseBeside,
      let other = neighbours(of: fit).map({ at($0.transform, fit, page) }).first(where: isTwin)
    {
      return (first, other)
    }
    // Marks that look the same upside down, and boxes that dropped out: what is written tells.
    guard layouts[fit.form].mayDropOut, rivals.allSatisfy({ fits[$0].form == fit.form }) else {
      return (first, rivals.first.map { fits[$0] })
    }
    let writing = WrittenPlaces(page: page, form: forms[fit.form])
    rivals.append(first)
    let shares = rivals.map { (fit: $0, share: writing.share(at: fits[$0].transform)) }
      .sorted { $0.share > $1.share }
    guard shares.count > 1 else { return (first, nil) }
    let isClear = shares[0].share >= Self.leastWritten && shares[0].share >= 3 * shares[1].share
    return (shares[0].fit, isClear ? nil : fits[shares[1].fit])
  }

  /// How much more speaks for `fit` than for `other`, mm.
  ///
  /// Of two forms that lie alike, only what one has and the other has not is compared: what both have, or lack, tells
  /// nothing.
  private func lead(of fit: TransformFit, over other: TransformFit) -> Double {
    let (own, theirs) = (layouts[fit.form], layouts[other.form])
    guard fit.form != other.form, !own.mayDropOut, !theirs.mayDropOut,
      own.isSame(fit.transform, other.transform, within: Self.lyingAlike)
    else { return fit.evidence - other.evidence }
    return fit.evidence(of: own, beside: theirs) - other.evidence(of: theirs, beside: own)
  }

  /// Whether two fits are of the same frames of a form that has no boxes.
  private func isSameFrame(_ other: TransformFit, _ fit: TransformFit) -> Bool {
    other.form == fit.form && !layouts[fit.form].hasBoxes
      && layouts[fit.form].isSame(other.transform, fit.transform, within: Self.oneFrame)
  }

  /// What speaks against `fit` while `rival` fits about as well.
  private static func ambiguity(_ fit: TransformFit, _ rival: TransformFit) -> RegistrationFault {
    let (a, b) = (fit.transform, rival.transform)
    // Both turn and scale: the cosine of the angle between the directions of their rows.
    let lengths = ((a.a * a.a + a.c * a.c) * (b.a * b.a + b.c * b.c)).squareRoot()
    return .ambiguous(form: rival.form, isTurned: a.a * b.a + a.c * b.c < 0.5 * lengths)
  }

  /// What speaks against a fit, taken alone; a page may be read by one without faults.
  func faults(of fit: TransformFit, page: PageImage) -> [RegistrationFault] {
    var faults: [RegistrationFault] = []
    if !isUndistorted(fit.transform) { faults.append(.distorted) }
    let placement = placement(fit, page: page)
    let visible = visibleMarks(fit, page: page)
    // Any frame on a page of any size would do for a form that has nothing but frames.
    let hasOnlyFrames = !layouts[fit.form].hasBoxes && (layouts[fit.form].hasOnlyFrames || visible == 0)
    let isLoose = placement != .sameSize && hasOnlyFrames
    if placement == .impossible || isLoose { faults.append(.misplaced) }
    let isTight = layouts[fit.form].hasBoxes && fit.scatter <= Self.mostScatter
    if fit.residual > residualLimit(fit), !isTight { faults.append(.residual(fit.residual)) }
    let lacking = edgeFaults(of: fit, isSameSize: placement == .sameSize)
    // Marks do without boxes where these may drop out.
    let areMarksEnough = layouts[fit.form].mayDropOut && !lacking.isEmpty
    if !areMarksEnough {
      faults += lacking
      if fit.drift > Self.mostDrift { faults.append(.drift(fit.drift)) }
    }
    // Boxes do without marks; nothing else does. One may be torn off with its corner, and those beyond the scan's
    // sides cannot be found.
    let least = areMarksEnough ? MarkProposer.fewest : min(1, visible)
    if !layouts[fit.form].marks.isEmpty, areMarksEnough || !layouts[fit.form].hasBoxes,
      fit.marks.count < max(least, visible - 1)
    {
      faults.append(.fewMarks(fit.marks.count, of: visible))
    }
    let dividers = FrameDividers(page: page, form: forms[fit.form]).most(
      at: fit.transform, isDropped: fit.areDividersDropped)
    if dividers > Self.mostDividers { faults.append(.divided(dividers)) }
    if areMarksEnough, fit.marks.count >= least, !areSpread(fit) { faults.append(.marksInLine) }
    if faults.isEmpty, !areMarksEnough {
      let continued = fitter(fit.form, page).continued(fit)
      if continued > Self.mostContinued { faults.append(.continued(continued)) }
    }
    return faults
  }

  /// Boxes that stand where a form has none.
  ///
  /// A page read by its marks, its boxes having dropped out, has no other boxes: another edition with the same marks has.
  /// On a scan of another size a few boxes fit some of another form's; more of its boxes are left over then.
  private func strangeBoxes(_ fit: TransformFit, page: PageImage) -> RegistrationFault? {
    let areGone = layouts[fit.form].mayDropOut && !edgeFaults(of: fit, isSameSize: true).isEmpty
    let isOtherSize = layouts[fit.form].hasBoxes && placement(fit, page: page) != .sameSize
    guard areGone || isOtherSize else { return nil }
    let boxes = StrangeBoxes(page: page, form: forms[fit.form])
    let count = boxes.count(at: fit.transform)
    let most = areGone ? 0 : boxes.own.count
    return count > most ? .strangeBoxes(count) : nil
  }

  /// The least share of a form's edges that must be found.
  private func leastFound(_ form: Int) -> Double {
    let needed = 0.5 + Self.leastSurplus / max(layouts[form].requiredLength, 1)
    return min(Self.leastFound.short, max(Self.leastFound.long, needed))
  }

  /// The largest residual of a page, by the share of its edges that was found.
  private func residualLimit(_ fit: TransformFit) -> Double {
    // Four lines fit nearly anywhere, a little stretched.
    if !layouts[fit.form].hasBoxes { return Self.largestResidual.least }
    let share = min(1, max(0, (fit.found - Self.leastFound.long) / (1 - Self.leastFound.long)))
    let most = gap > 0 ? Self.largestResidual.dotted : Self.largestResidual.all
    return Self.largestResidual.least + share * share * share * share * (most - Self.largestResidual.least)
  }

  /// Which edges a fit lacks.
  private func edgeFaults(of fit: TransformFit, isSameSize: Bool) -> [RegistrationFault] {
    var faults: [RegistrationFault] = []
    let isLong = layouts[fit.form].requiredLength >= Self.leastAveraged
    let leastDotted = isLong ? Self.leastDotted.long : Self.leastDotted.short
    let leastFound = max(
      leastFound(fit.form), isSameSize ? 0 : Self.leastFound.otherSize, gap > 0 ? leastDotted : 0)
    if fit.found < leastFound { faults.append(.fewEdges(fit.found)) }
    let leastField = gap > 0 ? Self.leastField.dotted : Self.leastField.solid
    let missing = [
      fit.leastOfMany.flatMap { $0.share < leastField ? $0 : nil },
      fit.leastOfFew.flatMap { $0.share < Self.leastField.few ? $0 : nil },
    ]
    if let field = missing.compactMap(\.self).min() { faults.append(.missingField(field.index, field.share)) }
    let direction = min(fit.foundHorizontal, fit.foundVertical)
    if direction < Self.leastDirection { faults.append(.oneDirection(direction)) }
    if fit.foundLeastSide < Self.leastSide { faults.append(.missingSide(fit.foundLeastSide)) }
    return faults
  }

  /// How many of a form's marks lie on the scan as a whole.
  private func visibleMarks(_ fit: TransformFit, page: PageImage) -> Int {
    layouts[fit.form].marks.filter { mark in
      mark.corners.allSatisfy { page.shows(fit.transform($0)) }
    }.count
  }

  /// Whether a map turns, scales and hardly does more.
  private func isUndistorted(_ map: Affine<FormSpace, ScanSpace>) -> Bool {
    let x = (map.a * map.a + map.c * map.c).squareRoot()
    let y = (map.b * map.b + map.d * map.d).squareRoot()
    return max(x, y) <= Self.distortion.stretch * min(x, y)
      && abs(map.a * map.b + map.c * map.d) <= Self.distortion.shear * x * y
      && map.determinant > 0
  }

  /// Whether the marks that were found do not all lie on one line, across which nothing would be known of the scale.
  private func areSpread(_ fit: TransformFit) -> Bool {
    let centers = fit.marks.map { layouts[fit.form].marks[$0].center }
    return centers.contains { a in
      centers.contains { b in
        centers.contains { c in
          let area = abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x))
          let longest = max(a.distance(to: b), b.distance(to: c), c.distance(to: a))
          return longest > 0 && area >= Self.leastSpread * longest
        }
      }
    }
  }

  /// How page and scan lie over each other.
  private enum Placement {
    /// They have the same size, but for an overhang.
    case sameSize
    /// One holds the other, but for an overhang, and the scan shows most of the page.
    case possible
    case impossible
  }

  private func placement(_ fit: TransformFit, page: PageImage) -> Placement {
    let layout = layouts[fit.form]
    guard let back = fit.transform.inverse else { return .impossible }
    let scan = Rect<ScanSpace>(x: 0, y: 0, width: Double(page.width), height: Double(page.height))
    let middle = back(scan.center)
    // The scan's sides as the form sees them: of the two, the one that lies along each axis.
    let scale = abs(fit.transform.determinant).squareRoot()
    let isSideways = abs(fit.transform.a) < abs(fit.transform.b)
    let (w, h) =
      isSideways ? (scan.height / scale, scan.width / scale) : (scan.width / scale, scan.height / scale)
    let isHeld =
      Self.holds(middle.x - w / 2, middle.x + w / 2, layout.width)
      && Self.holds(middle.y - h / 2, middle.y + h / 2, layout.height)
    guard isHeld else { return .impossible }
    let isSame = w - layout.width <= Self.lost(layout.width) && h - layout.height <= Self.lost(layout.height)
    return isSame ? .sameSize : .possible
  }

  /// How much of a page's side its scan may lack, mm.
  private static func lost(_ length: Double) -> Double { mostLost.millimetres + mostLost.share * length }

  /// Whether [low, high] holds [0, length] or the other way round, but for the overhang, and shows most of it.
  private static func holds(_ low: Double, _ high: Double, _ length: Double) -> Bool {
    guard length - (min(high, length) - max(low, 0)) <= lost(length) else { return false }
    return (low <= overhang && high >= length - overhang) || (low >= -overhang && high <= length + overhang)
  }

  /// The same form a box further to either side: a row that goes on beyond its template fits there as well.
  func neighbours(of fit: TransformFit) -> [(shift: Double, transform: Affine<FormSpace, ScanSpace>)] {
    var pitches: [Double] = []
    for field in forms[fit.form].fields {
      if case .boxes(let row) = field.place, !pitches.contains(row.pitch) { pitches.append(row.pitch) }
    }
    return pitches.flatMap { [-$0, $0] }.map { shift in
      (shift, Affine<FormSpace, FormSpace>(a: 1, b: 0, c: 0, d: 1, tx: shift, ty: 0).then(fit.transform))
    }
  }

  /// What speaks for the form of `fit` if it lies exactly as `transform` says.
  private func at(
    _ transform: Affine<FormSpace, ScanSpace>, _ fit: TransformFit, _ page: PageImage
  ) -> TransformFit {
    fitter(fit.form, page).judged(at: transform)
  }
}

extension RegistrationCandidate {
  init(_ fit: TransformFit, faults: [RegistrationFault]) {
    self.init(
      registration: Registration(
        form: fit.form, transform: fit.transform, residual: fit.residual, edgesFound: fit.found,
        areBoxesDropped: fit.areBoxesDropped),
      evidence: fit.evidence, faults: faults)
  }
}

extension RegistrationFault {
  /// Whether a page with this fault is certainly not the form, lying so.
  package var isImpossible: Bool {
    switch self {
    case .distorted, .misplaced, .continued, .divided: true
    default: false
    }
  }

  /// Whether there is too little of the form for it to be there at all.
  fileprivate var isUnrecognisable: Bool {
    switch self {
    case .fewEdges(let share): share < Registrar.leastSign
    case .missingField, .oneDirection, .missingSide, .fewMarks, .marksInLine: true
    default: false
    }
  }
}
