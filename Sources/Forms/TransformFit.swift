import Raster

/// A proposal measured at full resolution.
struct TransformFit: Hashable, Sendable {
  /// Index of the form.
  var form: Int
  var transform: Affine<FormSpace, ScanSpace>
  /// Root mean square of the distances of what was found, mm: of edges and marks; of marks alone where the boxes
  /// dropped out.
  var residual: Double
  /// Four fifths of the lines of each field lie within this distance, mm: of those of the field where it is largest.
  var scatter: Double
  /// How far the upright lines of the longest row go off from its middle to its ends, mm, if all do so along their rows
  /// alike: the scale is wrong.
  var drift: Double
  /// Share of the edges' length that was found, and that of the horizontal and of the vertical ones, all of [0, 1].
  var found: Double
  var foundHorizontal: Double
  var foundVertical: Double
  /// Of all left, right, top and bottom edges, the share of those of which least was found.
  var foundLeastSide: Double
  /// The field of which least was found along one direction, of those that have many edges along it, and few.
  var leastOfMany: FieldShare?
  var leastOfFew: FieldShare?
  /// Whether the lines between boxes that touch dropped out as a whole.
  var areDividersDropped: Bool
  /// Whether the boxes dropped out as a whole, and enough marks are there to do without them: what lies near a few
  /// edges is writing then.
  var areBoxesDropped: Bool
  /// Indices of the form's marks that were found.
  var marks: [Int]
  /// Of the edges that were found, by index, the share of the length that is dark.
  var covers: [Int: Double]
  /// Grey values between the paper and the line that is the median of those that were found.
  var contrast: Double
  /// Found less missing length of edges and of marks' outlines, mm: what speaks for the form.
  var evidence: Double
  /// The most that speaks for the same form a box further to either side, if that was looked at.
  var evidenceBeside: Double?
  /// What speaks against it, taken alone, if that was looked at.
  var faults: [RegistrationFault]?

  /// Covered less missing length of those of the form's edges that `other` has not, mm: writing, and parts of other
  /// boxes' lines, cover an edge by little more than finding it takes.
  func evidence(of layout: FormLayout, beside other: FormLayout) -> Double {
    layout.edges(beside: other).reduce(0) { sum, index in
      let cover = covers[index] ?? TransformFitter.leastCover
      let share = (cover - TransformFitter.leastCover) / (1 - TransformFitter.leastCover)
      return sum + (2 * share - 1) * layout.edges[index].length
    }
  }
}

/// How much was found of the edges of one direction in a field.
struct FieldShare: Hashable, Comparable {
  var index: Int
  /// Of their length, of [0, 1].
  var share: Double

  static func < (a: Self, b: Self) -> Bool { (a.share, a.index) < (b.share, b.index) }
}

/// Fits a form to a scan by measuring each edge of its boxes, and judges the fit.
struct TransformFitter {
  let page: PageImage
  let layout: FormLayout
  let form: Int
  private let probe: EdgeProbe
  private let markProbe: MarkProbe

  /// How far lines are looked for in each round, mm: below half the smallest gap between boxes in the last.
  private static let reaches = [0.8, 0.5, 0.4]
  /// So many edges are measured where all would be too many: to come nearer, to see whether there is anything.
  private static let enough = 60
  private static let few = 30
  /// Share of those few that must be found.
  private static let leastPlausible = 0.3
  /// How far off a line may be and still be the edge's, mm.
  private static let tolerance = 0.4
  /// The least contrast of a line, grey values of the mean along it.
  private static let leastContrast = 10.0
  /// As share of the form's own typical line: pens and JPEG's ripples are not lines.
  private static let relativeContrast = 0.3
  /// Dividers dropped out where less than this share of them is found, and this share of all other edges.
  private static let droppedDividers = 0.3
  private static let leastOutline = 0.75
  /// Boxes dropped out where no more than this share of their edges is found.
  private static let droppedBoxes = 0.12
  /// So many edges of one direction has a row of four boxes.
  private static let many = 8
  /// Least share of an edge that must be dark.
  fileprivate static let leastCover = 0.6

  /// - Parameter gap: what is passed over between the pieces of a line, mm.
  init(page: PageImage, layout: FormLayout, form: Int, gap: Double) {
    self.page = page
    self.layout = layout
    self.form = form
    probe = EdgeProbe(page: page, gap: gap)
    markProbe = MarkProbe(page: page)
  }

  /// The fit that grows from `start`; nil where nothing holds it, where it grows towards one of `known`, or where so much
  /// is missing that less than `least`, mm, will speak for it.
  func fit(
    from start: Affine<FormSpace, ScanSpace>, unless known: [Affine<FormSpace, ScanSpace>] = [],
    least: Double = -.infinity
  ) -> TransformFit? {
    var model = EdgeModel(transform: start)
    for (round, reach) in Self.reaches.enumerated() {
      // Some edges bring the map near; all of them settle it.
      let step = round + 1 < Self.reaches.count ? step(toLeave: Self.enough) : 1
      let lines = lines(at: model.transform, reach: reach, of: edges(step))
      if mostEvidence(lines, of: edges(step)) < least { return nil }
      let marks = marks(at: model.transform, reach: reach)
      guard let better = model.refined(lines, marks, layout: layout) else { return nil }
      model = better
      if known.contains(where: { layout.isSame($0, model.transform, within: Self.tolerance) }) { return nil }
    }
    let fit = judged(model)
    guard fit.areBoxesDropped else { return fit }
    let marks = marks(at: model.transform, reach: Self.tolerance)
    return model.refined([], marks, layout: layout).map(judged) ?? fit
  }

  /// What speaks for the form if it lies exactly so.
  func judged(at transform: Affine<FormSpace, ScanSpace>) -> TransformFit {
    judged(EdgeModel(transform: transform))
  }

  /// Whether at least so much, mm, may speak for the form if it lies exactly so, `shift` mm to the right of where it was
  /// found: of a few edges that come to lie where it has none, not too much is missing.
  func mayHave(
    evidence least: Double, at transform: Affine<FormSpace, ScanSpace>, movedAside shift: Double
  ) -> Bool {
    if layout.mayDropOut { return true }
    let telling = layout.edges(movedAside: shift)
    let few = stride(from: 0, to: telling.count, by: max(1, telling.count / Self.few)).map { telling[$0] }
    return mostEvidence(covered(at: transform, reach: Self.tolerance + 0.1, of: few), of: few) >= least
  }

  /// The most, mm, that may speak for the form where `lines` are all that was found of `edges`.
  private func mostEvidence(_ lines: [EdgeMeasurement], of edges: some Sequence<Int>) -> Double {
    if layout.mayDropOut { return layout.mostEvidence }
    let found = Set(lines.map(\.edge))
    let missing = edges.reduce(0) { sum, index in
      let edge = layout.edges[index]
      return found.contains(index) || edge.isOptional || edge.isDivider ? sum : sum + edge.length
    }
    return layout.mostEvidence - 2 * missing
  }

  /// The marks near where they should be.
  private func marks(at transform: Affine<FormSpace, ScanSpace>, reach: Double) -> [MarkMeasurement] {
    layout.marks.enumerated().compactMap { index, mark in
      markProbe.measure(mark, index: index, transform: transform, reach: reach)
    }
  }

  /// Whether enough of a few edges is near `transform` for a fit to be worth its time.
  func isPlausible(at transform: Affine<FormSpace, ScanSpace>) -> Bool {
    if layout.mayDropOut { return true }
    let few = edges(step(toLeave: Self.few))
    let measured = few.filter { !layout.edges[$0].isOptional }
    let found = Set(lines(at: transform, reach: Self.reaches[0], of: few).map(\.edge))
    return Double(measured.count { found.contains($0) }) >= Self.leastPlausible * Double(measured.count)
  }

  /// Every so many edges that at least `count` of them are left.
  private func step(toLeave count: Int) -> Int { max(1, layout.edges.count / count) }

  /// Indices of every `step`th edge.
  private func edges(_ step: Int) -> StrideTo<Int> { stride(from: 0, to: layout.edges.count, by: step) }

  /// What is dark near `edges` along most of them.
  private func covered(
    at transform: Affine<FormSpace, ScanSpace>, reach: Double, of edges: some Sequence<Int>
  ) -> [EdgeMeasurement] {
    edges.compactMap { index in
      probe.measure(
        layout.edges[index], index: index, transform: transform, reach: reach,
        leastContrast: Self.leastContrast)
    }.filter { $0.cover >= Self.leastCover }
  }

  /// The lines near `edges`: what is covered there, without what is no line.
  private func lines(
    at transform: Affine<FormSpace, ScanSpace>, reach: Double, of edges: some Sequence<Int>
  ) -> [EdgeMeasurement] {
    let covered = covered(at: transform, reach: reach, of: edges)
    let least = max(Self.leastContrast, Self.relativeContrast * Self.typicalContrast(covered))
    return covered.filter { $0.contrast >= least }
  }

  private func judged(_ model: EdgeModel) -> TransformFit {
    let edges = layout.edges
    var found = Set<Int>()
    var covers: [Int: Double] = [:]
    var squares: [Double] = []
    var distances: [Int: [Double]] = [:]
    var upright: [Int: [(place: Double, distance: Double)]] = [:]
    let lines = lines(at: model.transform, reach: Self.tolerance + 0.1, of: layout.edges.indices)
    for line in lines {
      let distance = line.offset - model.outset(of: edges[line.edge])
      if abs(distance) > Self.tolerance { continue }
      found.insert(line.edge)
      covers[line.edge] = line.cover
      squares.append(distance * distance)
      let edge = edges[line.edge]
      distances[edge.field, default: []].append(abs(distance))
      // Left and right edges apart: they may be drawn further out.
      if edge.isVertical {
        upright[3 * edge.field + Int(edge.outward), default: []].append((edge.place, distance))
      }
    }
    let marks = marks(at: model.transform, reach: Self.tolerance)
    let isDropped = areDividersDropped(found)
    // nil where nothing counts.
    let part = { (isCounted: (LayoutEdge) -> Bool) -> Double? in
      var (all, seen) = (0.0, 0.0)
      for (index, edge) in edges.enumerated() where isCounted(edge) {
        if isDropped, edge.isDivider { continue }
        if edge.isOptional, !found.contains(index) { continue }
        all += edge.length
        if found.contains(index) { seen += edge.length }
      }
      return all > 0 ? seen / all : nil
    }
    let share = { (isCounted: (LayoutEdge) -> Bool) in part(isCounted) ?? 0 }
    // Of a field of which lines of one direction alone are found it is not known where it lies along them.
    var (many, few): ([FieldShare], [FieldShare]) = ([], [])
    for field in Set(edges.lazy.filter { !$0.isOptional }.map(\.field)) {
      for isVertical in [true, false] {
        let isOwn = { (edge: LayoutEdge) in
          edge.field == field && !edge.isOptional && edge.isVertical == isVertical
        }
        guard let share = part(isOwn).map({ FieldShare(index: field, share: $0) }) else { continue }
        if edges.count(where: isOwn) < Self.many { few.append(share) } else { many.append(share) }
      }
    }
    let areBoxesDropped =
      layout.mayDropOut && marks.count >= MarkProposer.fewest
      && share { !$0.isOptional } <= Self.droppedBoxes
    if areBoxesDropped { squares = [] }
    squares += marks.map { $0.x * $0.x + $0.y * $0.y }
    return TransformFit(
      form: form, transform: model.transform,
      residual: squares.isEmpty
        ? .infinity : (squares.reduce(0, +) / Double(squares.count)).squareRoot(),
      scatter: distances.values.map { $0.sorted()[$0.count * 4 / 5] }.max() ?? .infinity,
      drift: Self.drift(upright),
      // What need not be there counts where it is.
      found: share { _ in true }, foundHorizontal: share { !$0.isOptional && !$0.isVertical },
      foundVertical: share { !$0.isOptional && $0.isVertical },
      foundLeastSide: [true, false].flatMap { isVertical in
        [-1.0, 1].map { side in
          share { !$0.isOptional && $0.isVertical == isVertical && ($0.outward == side || $0.outward == 0) }
        }
      }.min() ?? 0, leastOfMany: many.min(), leastOfFew: few.min(), areDividersDropped: isDropped,
      areBoxesDropped: areBoxesDropped,
      marks: marks.map(\.mark), covers: covers, contrast: Self.typicalContrast(lines),
      evidence: evidence(found, marks: Set(marks.map(\.mark)), withoutDividers: isDropped))
  }

  /// `drift` of upright lines that are in groups, each of a row.
  private static func drift(_ groups: [Int: [(place: Double, distance: Double)]]) -> Double {
    var (moments, squares, longest) = (0.0, 0.0, 0.0)
    // In order, so that sums are the same each time.
    for (_, lines) in groups.sorted(by: { $0.key < $1.key }) {
      let count = Double(lines.count)
      let middle = lines.reduce(0) { $0 + $1.place } / count
      let mean = lines.reduce(0) { $0 + $1.distance } / count
      for line in lines {
        let lever = line.place - middle
        moments += lever * (line.distance - mean)
        squares += lever * lever
        longest = max(longest, abs(lever))
      }
    }
    return squares > 0 ? abs(moments / squares) * longest : 0
  }

  /// Whether the lines between boxes that touch dropped out as a whole, the rows' outlines being there.
  private func areDividersDropped(_ found: Set<Int>) -> Bool {
    var (dividers, others) = ((all: 0.0, found: 0.0), (all: 0.0, found: 0.0))
    for (index, edge) in layout.edges.enumerated() where !edge.isOptional {
      let seen = found.contains(index) ? edge.length : 0
      if edge.isDivider {
        (dividers.all, dividers.found) = (dividers.all + edge.length, dividers.found + seen)
      } else {
        (others.all, others.found) = (others.all + edge.length, others.found + seen)
      }
    }
    return dividers.all > 0 && dividers.found < Self.droppedDividers * dividers.all
      && others.found >= Self.leastOutline * others.all
  }

  /// Found less missing lengths, mm; boxes that may have dropped out are not missing.
  private func evidence(_ found: Set<Int>, marks: Set<Int>, withoutDividers: Bool) -> Double {
    var evidence = 0.0
    for (index, edge) in layout.edges.enumerated() {
      let mayLack = edge.isOptional || layout.mayDropOut || (withoutDividers && edge.isDivider)
      evidence += found.contains(index) ? edge.length : mayLack ? 0 : -edge.length
    }
    for (index, mark) in layout.marks.enumerated() {
      let outline = 2 * (mark.width + mark.height)
      evidence += marks.contains(index) ? outline : -outline
    }
    return evidence
  }

  /// The median; 0 of none.
  private static func typicalContrast(_ lines: [EdgeMeasurement]) -> Double {
    let contrasts = lines.map(\.contrast).sorted()
    return contrasts.isEmpty ? 0 : contrasts[contrasts.count / 2]
  }

  /// Share of the places beyond the boxes where a line goes on as a table's would, as dark as half of the form's own, of
  /// [0, 1].
  func continued(_ fit: TransformFit) -> Double {
    // Dividers that are not there do not go on either.
    let ends = layout.continuations.filter { !(fit.areDividersDropped && $0.isDivider) }
    guard fit.contrast > 0, !ends.isEmpty else { return 0 }
    let least = max(Self.leastContrast, fit.contrast / 2)
    let found = ends.enumerated().filter { index, edge in
      let line = probe.measure(
        edge, index: index, transform: fit.transform, reach: Self.tolerance, leastContrast: Self.leastContrast
      )
      guard let line else { return false }
      return line.cover >= Self.leastCover && line.contrast >= least
    }
    return Double(found.count) / Double(ends.count)
  }
}

/// An affine map and how far outside the boxes' edges their lines are drawn.
struct EdgeModel {
  var transform: Affine<FormSpace, ScanSpace>
  /// Of vertical and of horizontal edges, mm, outwards: half a line where boxes were given by their inside; the lines
  /// of neighbours that run together lie in the middle between them.
  var outset = (vertical: 0.0, horizontal: 0.0)

  init(transform: Affine<FormSpace, ScanSpace>) { self.transform = transform }

  /// How far off an edge its line is drawn, mm.
  func outset(of edge: LayoutEdge) -> Double {
    edge.outward * (edge.isVertical ? outset.vertical : outset.horizontal)
  }

  /// Distances beyond which a line counts less and less, mm: what a good fit leaves, three times over.
  private static let soft = 0.12
  /// A mark's centre is as sure as so many ends of edges.
  private static let markWeight = (whole: 4.0, cut: 1.0)
  /// How firmly the outset is believed to be zero, and the map to keep right angles: in edges' worth of evidence.
  private static let prior = (outset: 4.0, square: 1.0)
  /// The size of deviations the priors speak of: mm of outset; shear and stretch as shares.
  private static let spread = (outset: 0.2, shear: 0.004, stretch: 0.02)

  /// The least-squares map through the lines; a line far off the others counts little.
  func refined(_ lines: [EdgeMeasurement], _ marks: [MarkMeasurement], layout: FormLayout) -> EdgeModel? {
    guard lines.count + 2 * marks.count >= 4 else { return nil }
    // The correction is a map of the form onto itself: x' = x + a·x + b·y + e, y' = y + c·x + d·y + f; the outsets are
    // g and h.
    let center = Point<FormSpace>(x: layout.width / 2, y: layout.height / 2)
    var correction = [Double](repeating: 0, count: 8)
    for _ in 0..<6 {
      var system = NormalEquations(unknowns: 8)
      for line in lines {
        let edge = layout.edges[line.edge]
        for (share, offset) in [(0.3, line.offsets.near), (0.7, line.offsets.far)] {
          let point = edge.point(at: edge.start + share * edge.length, offset: 0)
          let (x, y) = (point.x - center.x, point.y - center.y)
          let row =
            edge.isVertical
            ? [x, y, 1, 0, 0, 0, edge.outward, 0] : [0, 0, 0, x, y, 1, 0, edge.outward]
          let expected = zip(row, correction).reduce(0) { $0 + $1.0 * $1.1 }
          let distance = (offset - expected) / Self.soft
          system.add(row, equals: offset, weight: 1 / (1 + distance * distance))
        }
      }
      for mark in marks {
        let center = layout.marks[mark.mark].center
        let (x, y) = (center.x - layout.width / 2, center.y - layout.height / 2)
        for (row, offset) in [([x, y, 1, 0, 0, 0, 0, 0], mark.x), ([0, 0, 0, x, y, 1, 0, 0], mark.y)] {
          let expected = zip(row, correction).reduce(0) { $0 + $1.0 * $1.1 }
          let distance = (offset - expected) / Self.soft
          let weight = mark.isCut ? Self.markWeight.cut : Self.markWeight.whole
          system.add(row, equals: offset, weight: weight / (1 + distance * distance))
        }
      }
      // In units of a measurement of 0.05 mm.
      let unit = 0.05
      system.add(
        [0, 0, 0, 0, 0, 0, unit / Self.spread.outset, 0], equals: 0, weight: Self.prior.outset)
      system.add(
        [0, 0, 0, 0, 0, 0, 0, unit / Self.spread.outset], equals: 0, weight: Self.prior.outset)
      // Neighbours' lines that run together move the vertical ones alone.
      system.add(
        [0, 0, 0, 0, 0, 0, unit / Self.spread.outset, -unit / Self.spread.outset], equals: 0,
        weight: Self.prior.outset)
      system.add(
        [0, unit / Self.spread.shear, 0, unit / Self.spread.shear, 0, 0, 0, 0], equals: 0,
        weight: Self.prior.square)
      system.add(
        [unit / Self.spread.stretch, 0, 0, 0, -unit / Self.spread.stretch, 0, 0, 0], equals: 0,
        weight: Self.prior.square)
      guard let next = system.solution() else { return nil }
      correction = next
    }
    let c = correction
    let onForm = Affine<FormSpace, FormSpace>(
      a: 1 + c[0], b: c[1], c: c[3], d: 1 + c[4], tx: c[2] - c[0] * center.x - c[1] * center.y,
      ty: c[5] - c[3] * center.x - c[4] * center.y)
    var model = EdgeModel(transform: onForm.then(transform))
    model.outset = (c[6], c[7])
    return model
  }
}
