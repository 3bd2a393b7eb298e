import Raster

/// Counts boxes of a page that stand where a form has none.
struct StrangeBoxes {
  let page: PageImage
  let form: FormTemplate

  /// Fewer may be ticked, or enclosed by writing.
  private static let fewest = 3
  /// A box whose centre is this near to one of the form's is that one, mm.
  private static let near = 1.0

  /// How many there are if the form lies so.
  func count(at transform: Affine<FormSpace, ScanSpace>) -> Int {
    guard let back = transform.inverse else { return 0 }
    let own = form.fields.flatMap { field -> [Point<FormSpace>] in
      if case .boxes(let row) = field.place { row.boxes.map(\.center) } else { [] }
    }
    let size = PageFormat(name: "", width: form.pageWidth, height: form.pageHeight)
    let found = PageCells(page, size: size)
    let toForm = found.frame.transform.then(back)
    let combs = RowFinder(cells: found.cells, teeth: found.teeth).rows().filter { $0.style == .comb }
    // A box alone is one whichever way the page lies.
    let boxes = found.cells.filter(RowFinder.isBox) + combs.flatMap(\.boxes)
    let strange = boxes.count { box in
      let center = toForm(box.center)
      return !own.contains { $0.distance(to: center) <= Self.near }
    }
    return strange >= Self.fewest ? strange : 0
  }
}
